/** Bodies are checked before a route sees them: size, type, encoding, and that nothing is lost. */
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { Refusal } from "../../ledger/contract.ts";
import { findDuplicateKeys } from "./duplicate-keys.ts";

/** The largest body that is read. */
export const BODY_BYTES_MAX = 1024 * 1024;

const bound: MiddlewareHandler = bodyLimit({
  maxSize: BODY_BYTES_MAX,
  onError: () => {
    throw new Refusal("request.too-large", `The body has more than ${BODY_BYTES_MAX} bytes.`);
  },
});

const BOUNDED = "body-bounded";

/**
 * Refuses a larger body as soon as it is known to be one; the rest of it is not read. A request
 * that passed once is not bounded again: its body may have been read since.
 */
export const limitBody: MiddlewareHandler = async (c, next) => {
  if (c.get(BOUNDED) === true) return await next();
  c.set(BOUNDED, true);
  return await bound(c, next);
};

const JSON_TYPE = /^application\/([a-z0-9.-]+\+)?json(\s*;.*)?$/i;

/** Lets a JSON body pass that means exactly what it says; throws Refusal for any other. */
export const requireJson: MiddlewareHandler = async (c, next) => {
  const type = c.req.header("content-type") ?? "";
  if (!JSON_TYPE.test(type.trim())) {
    throw new Refusal(
      "request.not-json",
      type === "" ? "There is no Content-Type." : `It is ${type}.`,
    );
  }
  const errors = bodyFaults(decodeText(await c.req.arrayBuffer()));
  if (errors.length > 0) {
    const detail = errors.map(({ path, message }) => `${path} ${message}`).join("; ");
    throw new Refusal("request.invalid", `${detail}.`, { errors });
  }
  await next();
};

const INEXACT = "has more digits than a double can hold; send it as text";
const TWICE = "stands twice in one object; which of the two is meant?";
const ILL_FORMED = "holds half a surrogate pair, which is no character";

function decodeText(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw malformed("The body is not valid UTF-8.", cause);
  }
}

function malformed(message: string, cause: unknown): Refusal {
  return Object.assign(new Refusal("request.malformed-json", message), { cause });
}

/** What is wrong at one place of a body. */
interface BodyFault {
  readonly path: string;
  readonly message: string;
}

/** For each object or array with faults, what is wrong at which of its keys. */
type Faults = Map<unknown, Map<string, string>>;

/**
 * The names that JSON.parse would drop, the numbers that it would change in silence, and the texts
 * and names that UTF-8 could not write again. Throws Refusal if not JSON.
 */
export function bodyFaults(text: string): BodyFault[] {
  const faults: Faults = new Map();
  try {
    const root: unknown = JSON.parse(text, function (
      this: unknown,
      key,
      value,
      context?: { source: string },
    ) {
      const message = faultOf(key, value, context?.source);
      if (message !== undefined) {
        faults.set(this, (faults.get(this) ?? new Map<string, string>()).set(key, message));
      }
      return value;
    } as (this: unknown, key: string, value: unknown) => unknown);
    const twice = findDuplicateKeys(text).map((path) => ({ path, message: TWICE }));
    return faults.size === 0 ? twice : [...twice, ...listFaults(root, faults, [])];
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw malformed(`The body is not JSON: ${said}.`, cause);
  }
}

function faultOf(key: string, value: unknown, source: string | undefined): string | undefined {
  if (!key.isWellFormed()) return ILL_FORMED;
  if (typeof value === "string" && !value.isWellFormed()) return ILL_FORMED;
  return typeof value === "number" && isInexact(value, source) ? INEXACT : undefined;
}

/** Integers must be exact; a fraction is rounded to the nearest double, as everywhere. */
function isInexact(value: number, source: string | undefined): boolean {
  if (!Number.isFinite(value)) return true;
  if (source === undefined || !/^-?\d+$/.test(source) || Number.isSafeInteger(value)) return false;
  return BigInt(source) !== BigInt(value);
}

function listFaults(node: unknown, faults: Faults, path: readonly string[]): BodyFault[] {
  if (typeof node !== "object" || node === null) return [];
  const own = faults.get(node);
  return Object.entries(node).flatMap(([key, child]) => {
    const message = own?.get(key);
    const at = [...path, key.toWellFormed()];
    const here = message === undefined ? [] : [{ path: at.join("."), message }];
    return [...here, ...listFaults(child, faults, at)];
  });
}
