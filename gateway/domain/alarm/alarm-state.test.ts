import { expect, test } from "vitest";
import {
  type AlarmState,
  CALM,
  HOUR_MS,
  nextAlarmState,
  RAISES_PER_HOUR_MAX,
} from "./alarm-state.ts";

const HOLD = { raiseAfterMs: 100, clearAfterMs: 1_000 };

/** Goes through the inputs and says after each whether it is raised. */
function walk(inputs: readonly (readonly [number, boolean | undefined])[], from = CALM) {
  let state: AlarmState = from;
  return inputs.map(([atMs, isBad]) => {
    state = nextAlarmState(state, { atMs, isBad, ...HOLD });
    return state.raised;
  });
}

test.each([
  [
    "raises after the hold",
    [
      [0, true],
      [99, true],
      [100, true],
    ],
    [false, false, true],
  ],
  [
    "begins anew when it was good between",
    [
      [0, true],
      [50, false],
      [100, true],
    ],
    [false, false, false],
  ],
  [
    "clears after its own hold",
    [
      [0, true],
      [100, true],
      [200, false],
      [1_199, false],
      [1_200, false],
    ],
    [false, true, true, true, false],
  ],
  [
    "stays while it comes back",
    [
      [0, true],
      [100, true],
      [200, false],
      [900, true],
      [1_300, false],
    ],
    [false, true, true, true, true],
  ],
  [
    "says nothing of what is not known",
    [
      [0, true],
      [100, undefined],
      [101, true],
    ],
    [false, false, false],
  ],
  [
    "keeps a raised one while nothing is known",
    [
      [0, true],
      [100, true],
      [9_999, undefined],
    ],
    [false, true, true],
  ],
] as const)("%s", (_, inputs, expected) => {
  expect(walk(inputs)).toEqual(expected);
});

test("a signal that flaps for a day is raised a bounded number of times, and none is hidden", () => {
  let state: AlarmState = CALM;
  let raises = 0;
  for (let atMs = 0; atMs < 24 * HOUR_MS; atMs += 1_000) {
    const before = state.raised;
    const isBad = Math.floor(atMs / 2_000) % 2 === 0;
    state = nextAlarmState(state, { atMs, isBad, raiseAfterMs: 0, clearAfterMs: 0 });
    if (state.raised && !before) raises += 1;
  }
  expect(raises).toBe(RAISES_PER_HOUR_MAX);
  expect(state).toMatchObject({ raised: true, flapping: true });
  state = nextAlarmState(state, { atMs: 25 * HOUR_MS - 1, isBad: true, ...HOLD });
  const calm = [0, HOUR_MS - 1, HOUR_MS].map((ms) => [25 * HOUR_MS + ms, false] as const);
  expect(walk(calm, state)).toEqual([true, true, false]);
});
