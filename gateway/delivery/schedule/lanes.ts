/**
 * Which part of a telemetry debt goes next. While telemetry is on time there is one lane. When its
 * oldest reading is older than LATE_AFTER_MS, the debt is split at the head: what comes after is
 * live and goes first, what was there is history and gets at least one turn in ten.
 */
import type { Range } from "../../ledger/contract.ts";
import { clip, type Ranges } from "./ranges.ts";

/** A reading older than this is history. */
export const LATE_AFTER_MS = 2_000;
/** Live turns between two turns of history: history gets at least 10 %. */
export const LIVE_TURNS_MAX = 9;

export interface LaneState {
  /** Where live begins; absent while telemetry is on time. */
  readonly liveFrom?: number;
  readonly liveTurns: number;
}

export type Lane = "live" | "history";

export interface LaneChoice {
  readonly state: LaneState;
  readonly lane: Lane;
  /** What of the debt this turn may take; empty when nothing is open. */
  readonly ranges: readonly Range[];
}

/** One lane. */
export const ON_TIME: LaneState = { liveTurns: 0 };

/** Splits at the head: everything there is now becomes history. */
export function splitAtHead(state: LaneState, head: number): LaneState {
  return { liveFrom: head, liveTurns: state.liveTurns };
}

export interface LaneWish {
  /** The debt that nobody is sending. */
  readonly open: Ranges;
  /** The whole debt, in flight included. */
  readonly owed: Ranges;
  /** Whether so much of live is worth a message already. */
  readonly liveMayGo: (live: Ranges) => boolean;
  /** Whether there is a place for history. */
  readonly historyMayGo: boolean;
}

/** Pure. A lane that may not go leaves its turn to the other. */
export function chooseLane(state: LaneState, wish: LaneWish): LaneChoice {
  const { open, owed, liveMayGo, historyMayGo } = wish;
  const { liveFrom } = state;
  if (liveFrom === undefined || clip(owed, 0, liveFrom).length === 0) {
    return { state: liveFrom === undefined ? state : ON_TIME, lane: "live", ranges: ready(open) };
  }
  const live = ready(clip(open, liveFrom, Number.POSITIVE_INFINITY));
  const history = historyMayGo ? clip(open, 0, liveFrom) : [];
  const liveNext = live.length > 0 && (history.length === 0 || state.liveTurns < LIVE_TURNS_MAX);
  if (liveNext) {
    return { state: { ...state, liveTurns: state.liveTurns + 1 }, lane: "live", ranges: live };
  }
  return { state: { ...state, liveTurns: 0 }, lane: "history", ranges: history };

  function ready(some: Ranges): Ranges {
    return some.length > 0 && liveMayGo(some) ? some : [];
  }
}
