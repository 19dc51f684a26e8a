/**
 * How far the machine's wall clock can be trusted, as a pure machine. Two looks at wall and
 * monotonic clock show a step; what keeps the clock (an NTP service) says whether it is in time.
 *
 *   unsynced ─ in time ─► synced ─ out of time ─► holdover
 *        any ─ a step ─► stepped ─ in time again ─► synced, else after a minute ─► unsynced
 */
import type { ClockState } from "../entry.ts";

/** The wall clock beside the monotonic one. */
export interface ClockLook {
  readonly utcUs: number;
  readonly monoNs: bigint;
}

/** What an NTP service says of the clock it keeps. */
export interface SyncSign {
  readonly kind: "synced" | "unsynced" | "unknown";
  /** Who says so: "systemd-timesyncd", "chrony", "ntpd", "kernel". */
  readonly source?: string;
  /** Changes with each time the clock was put in time; absent where the source is asked anew. */
  readonly stamp?: string;
  /** Clock less true time, as far as the source knows. */
  readonly offsetUs?: number;
}

/** A step: the wall clock was at `expectedUs` by the monotonic clock and was found at `foundUs`. */
export interface ClockStep {
  readonly expectedUs: number;
  readonly foundUs: number;
}

export interface ClockTrust {
  readonly state: ClockState;
  readonly steppedAtNs?: bigint;
  /** Of the last sign before the step: it speaks of the time before it. */
  readonly voidStamp?: string;
  readonly stamp?: string;
}

export type ClockInput =
  | { readonly kind: "stepped"; readonly monoNs: bigint }
  | { readonly kind: "looked"; readonly monoNs: bigint; readonly sign: SyncSign };

/** Before anybody has looked. */
export const FIRST_TRUST: ClockTrust = { state: "unsynced" };

/** An entry made within this time after a step says so, unless the clock is known to be in time. */
const SETTLE_NS = 60_000_000_000n;
/**
 * Less than this is drift or slewing: kernels slew 0.05 %, chrony up to 8.3 %. What is smaller and
 * yet a step is followed all the same, and is told by nobody.
 */
const STEP_MIN_US = 100_000;
const SLEW_SHARE = 0.1;

/** The step between two looks; undefined where the wall clock went on as a clock does. */
export function findStep(before: ClockLook, now: ClockLook): ClockStep | undefined {
  const elapsedUs = Number((now.monoNs - before.monoNs) / 1000n);
  const expectedUs = before.utcUs + elapsedUs;
  const allowedUs = STEP_MIN_US + SLEW_SHARE * elapsedUs;
  if (Math.abs(now.utcUs - expectedUs) <= allowedUs) return undefined;
  return { expectedUs, foundUs: now.utcUs };
}

/** Pure: the next trust after a step was found or the clock's keeper was asked. */
export function nextClockTrust(trust: ClockTrust, input: ClockInput): ClockTrust {
  if (input.kind === "stepped") {
    const { stamp } = trust;
    const spoken = stamp === undefined ? {} : { stamp, voidStamp: stamp };
    return { state: "stepped", steppedAtNs: input.monoNs, ...spoken };
  }
  const { sign, monoNs } = input;
  const isVoid = sign.stamp !== undefined && sign.stamp === trust.voidStamp;
  if (sign.kind === "synced" && !isVoid) {
    return { state: "synced", ...(sign.stamp === undefined ? {} : { stamp: sign.stamp }) };
  }
  return { ...trust, state: untrusted(trust, monoNs) };
}

function untrusted({ state, steppedAtNs }: ClockTrust, monoNs: bigint): ClockState {
  if (state === "synced" || state === "holdover") return "holdover";
  const settles = steppedAtNs !== undefined && monoNs - steppedAtNs < SETTLE_NS;
  return state === "stepped" && settles ? "stepped" : "unsynced";
}
