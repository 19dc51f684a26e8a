/**
 * How often anybody may ask: by address before anything is looked at, by caller once it is known.
 * Told in the headers `RateLimit-Policy` and `RateLimit` of the IETF draft
 * (draft-ietf-httpapi-ratelimit-headers), and in `Retry-After` where it was too often.
 */
import type { Context, MiddlewareHandler } from "hono";
import type { Clock } from "../../../drivers/contract.ts";
import { Refusal } from "../../ledger/contract.ts";
import { findPrincipal } from "../../records/access.ts";
import { arrivalOf } from "../listen/arrival.ts";

export interface RatePolicy {
  /** As the headers name it. */
  readonly name: string;
  /** Requests in a window. */
  readonly quota: number;
  readonly windowS: number;
}

/** Room for a page with every panel open, and for an import; not for a loop without
 * end. Of a whole shift that signs in behind one address nobody waits; who guesses is locked out by
 * the account, long before. */
export const RATE_POLICIES = {
  address: { name: "address", quota: 12_000, windowS: 10 },
  caller: { name: "caller", quota: 6_000, windowS: 10 },
  signIn: { name: "sign-in", quota: 60, windowS: 60 },
} as const satisfies Record<string, RatePolicy>;

/** How many may be counted at once; beyond it those that were quiet the longest are forgotten. */
const KEYS_MAX = 10_000;

interface Bucket {
  left: number;
  readonly fullAtMs: number;
}

/** Counts requests of one policy: a bucket a key, which fills again evenly. Bounded. */
export class RateCounter {
  readonly #policy: RatePolicy;
  readonly #nowMs: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(policy: RatePolicy, nowMs: () => number) {
    this.#policy = policy;
    this.#nowMs = nowMs;
  }

  /** Takes one; `left` is negative where there was none to take. */
  take(key: string): { readonly left: number; readonly fullInS: number; readonly nextInS: number } {
    const { quota, windowS } = this.#policy;
    const everyMs = (windowS * 1000) / quota;
    const nowMs = this.#nowMs();
    // Each request pushes the moment at which the bucket is full again one step further.
    const fullAtMs = Math.max(this.#buckets.get(key)?.fullAtMs ?? 0, nowMs) + everyMs;
    const left = Math.floor(quota - (fullAtMs - nowMs) / everyMs + 1e-9);
    const fullInS = Math.ceil((fullAtMs - nowMs) / 1000);
    if (left < 0) return { left, fullInS, nextInS: Math.max(1, Math.ceil(everyMs / 1000)) };
    this.#buckets.delete(key);
    this.#buckets.set(key, { left, fullAtMs });
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= KEYS_MAX) break;
      this.#buckets.delete(oldest);
    }
    return { left, fullInS, nextInS: 0 };
  }
}

/** Refuses an address that asks too often; this machine's own is counted by caller only. */
export function limitAddress(clock: Clock, policy: RatePolicy = RATE_POLICIES.address) {
  return limit(clock, policy, (c) => {
    const { address, fromHere } = arrivalOf(c);
    return fromHere ? undefined : address;
  });
}

/** Refuses a caller that asks too often; comes after who asks is known. */
export function limitCaller(clock: Clock, policy: RatePolicy = RATE_POLICIES.caller) {
  return limit(clock, policy, (c) => {
    const caller = findPrincipal(c);
    return caller === undefined ? undefined : `${caller.kind}:${caller.id}`;
  });
}

/** For what guesses secrets: few tries, also from this machine. */
export function limitSignIn(clock: Clock, policy: RatePolicy = RATE_POLICIES.signIn) {
  return limit(clock, policy, (c) => arrivalOf(c).address);
}

function limit(
  clock: Clock,
  policy: RatePolicy,
  keyOf: (c: Context) => string | undefined,
): MiddlewareHandler {
  const counter = new RateCounter(policy, () => Number(clock.now().monoNs / 1_000_000n));
  const { name, quota, windowS } = policy;
  return async (c, next) => {
    const key = keyOf(c);
    if (key === undefined) return await next();
    const { left, fullInS, nextInS } = counter.take(key);
    c.header("RateLimit-Policy", `"${name}";q=${quota};w=${windowS}`);
    c.header("RateLimit", `"${name}";r=${Math.max(0, left)};t=${fullInS}`);
    if (left < 0) {
      c.header("Retry-After", String(nextInS));
      throw new Refusal("request.too-many", `More than ${quota} requests in ${windowS} s.`);
    }
    await next();
  };
}
