/** The only reader of the machine's clocks. */
import { existsSync } from "node:fs";
import type { Clock, Instant } from "../../drivers/contract.ts";
import type { ClockState } from "../domain/entry.ts";

/** Told by systemd-timesyncd and by chrony's waitsync units, readable without privileges. */
const SYNC_MARKS = ["/run/systemd/timesync/synchronized", "/run/chrony/synchronized"];

export interface SystemClock extends Clock {
  /** How far the wall clock can be trusted now. Looks at most once in ten seconds. */
  state(): ClockState;
}

/** A wall clock further from the carried time than this has been stepped or has drifted. */
const DRIFT_MAX_US = 2_000;
const CHECK_EVERY_NS = 1_000_000_000n;

/**
 * Wall time in whole microseconds beside monotonic nanoseconds. The monotonic clock carries the
 * time between two looks at the wall clock (one a second), so two readings never change places
 * for a rounding, and a stepped clock is followed within that second.
 */
export function openSystemClock(): SystemClock {
  let anchorMonoNs = process.hrtime.bigint();
  let anchorUtcUs = Date.now() * 1000;
  let checkedAtNs = anchorMonoNs;
  let stateReadAtNs = 0n;
  let state: ClockState = "unsynced";

  function now(): Instant {
    const monoNs = process.hrtime.bigint();
    const carried = anchorUtcUs + Number((monoNs - anchorMonoNs) / 1000n);
    if (monoNs - checkedAtNs < CHECK_EVERY_NS) return { utcUs: carried, monoNs };
    checkedAtNs = monoNs;
    const wall = Date.now() * 1000;
    if (Math.abs(wall - carried) <= DRIFT_MAX_US) return { utcUs: carried, monoNs };
    anchorMonoNs = monoNs;
    anchorUtcUs = wall;
    return { utcUs: wall, monoNs };
  }

  return {
    now,
    state() {
      const monoNs = process.hrtime.bigint();
      if (stateReadAtNs === 0n || monoNs - stateReadAtNs > 10_000_000_000n) {
        stateReadAtNs = monoNs;
        state = SYNC_MARKS.some((path) => existsSync(path)) ? "synced" : "unsynced";
      }
      return state;
    },
  };
}
