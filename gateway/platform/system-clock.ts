/** The only reader of the machine's clocks. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Clock, Instant } from "../../drivers/contract.ts";
import {
  type ClockStep,
  FIRST_TRUST,
  findStep,
  nextClockTrust,
  type SyncSign,
} from "../domain/clock/clock-trust.ts";
import type { ClockState } from "../domain/entry.ts";
import { createSyncReader, findSyncMark } from "./sync-sign.ts";

export interface SystemClock extends Clock {
  /** How far the wall clock can be trusted now. */
  state(): ClockState;
  /** Told of each step in the call that found it. Returns the function that stops it. */
  onStep(listener: (step: ClockStep) => void): () => void;
  /** Asks who keeps the clock; resolves when `state()` and `sign` are of now. */
  lookAtSync(): Promise<void>;
  /** The last answer of who keeps it. */
  readonly sign: SyncSign;
  /** Of this boot of the machine, which is where the monotonic clock counts from. */
  readonly bootId: string;
}

/** Where time comes from; the machine's own unless told. */
export interface ClockSources {
  readonly wallMs: () => number;
  readonly monoNs: () => bigint;
  /** Without waiting: what is known before anybody was asked. */
  readonly mark: () => SyncSign;
  readonly readSign: () => Promise<SyncSign>;
  readonly bootId: string;
}

/** A wall clock further from the carried time than this has drifted. */
const DRIFT_MAX_US = 2_000;
const CHECK_EVERY_NS = 1_000_000_000n;

/**
 * Wall time in whole microseconds beside monotonic nanoseconds. The monotonic clock carries the
 * time between two looks at the wall clock's drift (one a second), so two readings never change
 * places for a rounding; a step is seen and followed by the first call after it.
 */
export function openSystemClock(sources: ClockSources = machineSources()): SystemClock {
  const { wallMs, monoNs: readMonoNs, bootId } = sources;
  const listeners = new Set<(step: ClockStep) => void>();
  const firstMonoNs = readMonoNs();
  let anchor: Instant = { utcUs: wallMs() * 1000, monoNs: firstMonoNs };
  let checkedAtNs = firstMonoNs;
  let sign = sources.mark();
  let trust = nextClockTrust(FIRST_TRUST, { kind: "looked", monoNs: firstMonoNs, sign });

  const carriedTo = (monoNs: bigint): Instant => ({
    utcUs: anchor.utcUs + Number((monoNs - anchor.monoNs) / 1000n),
    monoNs,
  });

  function now(): Instant {
    const carried = carriedTo(readMonoNs());
    const { monoNs } = carried;
    const wall = { utcUs: wallMs() * 1000, monoNs };
    const isDue = monoNs - checkedAtNs >= CHECK_EVERY_NS;
    const isOff = isDue && Math.abs(wall.utcUs - carried.utcUs) > DRIFT_MAX_US;
    if (isDue) checkedAtNs = monoNs;
    if (!isOff && findStep(carried, wall) === undefined) return carried;
    return follow(lookTogether(sources));
  }

  function follow(wall: Instant): Instant {
    const carried = carriedTo(wall.monoNs);
    const step = findStep(carried, wall);
    if (step === undefined && Math.abs(wall.utcUs - carried.utcUs) <= DRIFT_MAX_US) return carried;
    anchor = wall;
    if (step === undefined) return wall;
    trust = nextClockTrust(trust, { kind: "stepped", monoNs: wall.monoNs });
    for (const listener of listeners) listener(step);
    return wall;
  }

  return {
    now,
    state: () => trust.state,
    onStep(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async lookAtSync() {
      sign = await sources.readSign();
      trust = nextClockTrust(trust, { kind: "looked", monoNs: readMonoNs(), sign });
    },
    get sign() {
      return sign;
    },
    bootId,
  };
}

/** Looks to try until none was interrupted; and how short one that was not is. */
const LOOKS = 8;
const UNINTERRUPTED_NS = 500_000n;

/**
 * Both clocks at one moment: a process that loses its processor between the two looks would take
 * the time it was away for a step.
 */
function lookTogether({ wallMs, monoNs }: Pick<ClockSources, "wallMs" | "monoNs">): Instant {
  let closest: Instant | undefined;
  let closestNs = 0n;
  for (let look = 0; look < LOOKS; look += 1) {
    const before = monoNs();
    const utcUs = wallMs() * 1000;
    const tookNs = monoNs() - before;
    if (closest === undefined || tookNs < closestNs) {
      closest = { utcUs, monoNs: before };
      closestNs = tookNs;
    }
    if (tookNs <= UNINTERRUPTED_NS) break;
  }
  return closest ?? { utcUs: wallMs() * 1000, monoNs: monoNs() };
}

function machineSources(): ClockSources {
  return {
    wallMs: () => Date.now(),
    monoNs: () => process.hrtime.bigint(),
    mark: findSyncMark,
    readSign: createSyncReader(),
    bootId: readBootId(),
  };
}

function readBootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch (error) {
    // Not Linux: each start of the gateway counts as a boot.
    if (error instanceof Error && "code" in error) return randomUUID();
    throw error;
  }
}
