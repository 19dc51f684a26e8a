/** Bodies are checked before a route sees them: size, type, encoding, and that no digit is lost. */
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { Refusal } from "../../ledger/contract.ts";

/** The largest body that is read. */
export const BODY_BYTES_MAX = 1024 * 1024;

/** Refuses a larger body as soon as it is known to be one; the rest of it is not read. */
export const limitBody: MiddlewareHandler = bodyLimit({
  maxSize: BODY_BYTES_MAX,
  onError: () => {
    throw new Refusal("request.too-large", `The body has more than ${BODY_BYTES_MAX} bytes.`);
  },
});

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
  const inexact = inexactNumbers(decodeText(await c.req.arrayBuffer()));
  if (inexact.length > 0) {
    const errors = inexact.map((path) => ({ path, message: INEXACT }));
    throw new Refusal("request.invalid", `${inexact.join(", ")}: ${INEXACT}`, { errors });
  }
  await next();
};

const INEXACT = "The number has more digits than a double can hold; send it as text";

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

/** Paths of the numbers that JSON.parse would change in silence. Throws Refusal if not JSON. */
export function inexactNumbers(text: string): string[] {
  const changed = new Map<unknown, Set<string>>();
  try {
    const root: unknown = JSON.parse(text, function (
      this: unknown,
      key,
      value,
      context?: { source: string },
    ) {
      if (typeof value === "number" && isInexact(value, context?.source)) {
        changed.set(this, (changed.get(this) ?? new Set()).add(key));
      }
      return value;
    } as (this: unknown, key: string, value: unknown) => unknown);
    return changed.size === 0 ? [] : pathsOf(root, changed, []);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw malformed(`The body is not JSON: ${said}.`, cause);
  }
}

/** Integers must be exact; a fraction is rounded to the nearest double, as everywhere. */
function isInexact(value: number, source: string | undefined): boolean {
  if (!Number.isFinite(value)) return true;
  if (source === undefined || !/^-?\d+$/.test(source) || Number.isSafeInteger(value)) return false;
  return BigInt(source) !== BigInt(value);
}

function pathsOf(
  node: unknown,
  changed: ReadonlyMap<unknown, ReadonlySet<string>>,
  path: readonly string[],
): string[] {
  if (typeof node !== "object" || node === null) return [];
  const keys = changed.get(node);
  return Object.entries(node).flatMap(([key, child]) => {
    const own = keys?.has(key) ? [[...path, key].join(".")] : [];
    return [...own, ...pathsOf(child, changed, [...path, key])];
  });
}
