/**
 * One alarm as a pure machine with hysteresis, over monotonic milliseconds. No timers, no I/O.
 *
 *   calm ─bad for raiseAfterMs─► raised ─good for clearAfterMs─► calm
 *
 * An alarm that was raised RAISES_PER_HOUR_MAX times within an hour is flapping: it then stays
 * raised until it has been good for a whole hour. So its changes are bounded and none is hidden.
 */

/** More than this in an hour tells a person nothing new. */
export const RAISES_PER_HOUR_MAX = 6;
export const HOUR_MS = 3_600_000;

export interface AlarmState {
  readonly raised: boolean;
  /** Since when what is seen speaks against the state. */
  readonly againstSinceMs?: number;
  /** When it was raised within the last hour. */
  readonly raisesMs: readonly number[];
  readonly flapping: boolean;
}

export interface AlarmInput {
  readonly atMs: number;
  /** Undefined where nothing can be said now: that neither raises nor clears. */
  readonly isBad: boolean | undefined;
  readonly raiseAfterMs: number;
  readonly clearAfterMs: number;
}

/** Nothing was seen yet. */
export const CALM: AlarmState = { raised: false, raisesMs: [], flapping: false };

/** The state after `input`; the same object where nothing changed. */
export function nextAlarmState(state: AlarmState, input: AlarmInput): AlarmState {
  const { atMs, isBad } = input;
  if (isBad === undefined || isBad === state.raised) {
    if (state.againstSinceMs === undefined) return state;
    const { againstSinceMs: _, ...rest } = state;
    return rest;
  }
  const againstSinceMs = state.againstSinceMs ?? atMs;
  if (atMs - againstSinceMs < holdMs(state, input)) {
    return state.againstSinceMs === undefined ? { ...state, againstSinceMs } : state;
  }
  const raisesMs = state.raisesMs.filter((raisedMs) => atMs - raisedMs < HOUR_MS);
  if (state.raised) return { raised: false, raisesMs, flapping: false };
  raisesMs.push(atMs);
  return { raised: true, raisesMs, flapping: raisesMs.length >= RAISES_PER_HOUR_MAX };
}

function holdMs(state: AlarmState, { raiseAfterMs, clearAfterMs }: AlarmInput): number {
  if (!state.raised) return raiseAfterMs;
  return state.flapping ? Math.max(HOUR_MS, clearAfterMs) : clearAfterMs;
}
