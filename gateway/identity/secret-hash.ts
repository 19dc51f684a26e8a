/**
 * Hashes of what people think up, by argon2id: one at a time, so that a flood of sign-ins takes
 * one processor for a while and 19 MB, and never the machine from a rig (decision 0100).
 */
import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { Refusal } from "../ledger/contract.ts";

const derive = promisify(argon2);

/** The least that OWASP recommends: 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;
const SALT_BYTES = 16;
const FORM = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;

export interface SecretHasher {
  /** In the PHC form, with its own salt. Throws Refusal `access.busy`. */
  hash(secret: string): Promise<string>;
  /** Takes as long for `undefined`, an account that is not there. Throws Refusal `access.busy`. */
  verify(secret: string, stored: string | undefined): Promise<boolean>;
}

export interface HasherOptions {
  /** Who waits beyond these is told to come again; 16 unless told. */
  readonly waitingMax?: number;
}

/** A hasher with its own queue. Holds nothing that must be disposed. */
export function createSecretHasher({ waitingMax = 16 }: HasherOptions = {}): SecretHasher {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  const queue = (work: () => Promise<Buffer>): Promise<Buffer> => {
    if (waiting >= waitingMax) {
      throw new Refusal("access.busy", `${waiting} people are being proven already.`);
    }
    waiting += 1;
    const mine = last.then(() => timed(work, () => waiting > 1));
    last = mine
      .catch(() => undefined)
      .finally(() => {
        waiting -= 1;
      });
    return mine;
  };
  return {
    async hash(secret) {
      const nonce = randomBytes(SALT_BYTES);
      const tag = await queue(() => argon2id(secret, { ...COST, nonce }));
      const { memory, passes, parallelism } = COST;
      const cost = `m=${memory},t=${passes},p=${parallelism}`;
      return `$argon2id$v=19$${cost}$${encode(nonce)}$${encode(tag)}`;
    },
    async verify(secret, stored) {
      const { expected, ...parameters } = parse(stored ?? NOBODYS);
      const tag = await queue(() => argon2id(secret, parameters));
      return timingSafeEqual(tag, expected) && stored !== undefined;
    },
  };
}

/** While others wait, the processor is left to the rigs for as long as it was taken from them. */
async function timed(work: () => Promise<Buffer>, othersWait: () => boolean): Promise<Buffer> {
  const startedMs = performance.now();
  const tag = await work();
  if (othersWait()) await delay(performance.now() - startedMs);
  return tag;
}

type Cost = Omit<Argon2Parameters, "message">;

function argon2id(secret: string, cost: Cost): Promise<Buffer> {
  // The same letters can be typed as different code points.
  return derive("argon2id", { ...cost, message: secret.normalize("NFKC") });
}

function parse(stored: string): Cost & { readonly expected: Buffer } {
  const [, memory, passes, parallelism, salt = "", tag = ""] = FORM.exec(stored) ?? [];
  const expected = Buffer.from(tag, "base64");
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  return { ...cost, nonce: Buffer.from(salt, "base64"), tagLength: expected.length, expected };
}

function encode(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}

/** Costs what any other costs; nobody has it. */
const NOBODYS = `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=1$${encode(
  Buffer.alloc(SALT_BYTES),
)}$${encode(Buffer.alloc(COST.tagLength))}`;
