import { expect, test } from "vitest";
import { chooseLane, type LaneState, ON_TIME, splitAtHead } from "./lanes.ts";

const always = { liveMayGo: () => true, historyMayGo: true };
const all = (from: number, to: number) => [{ from, to }];

test("telemetry that is on time has one lane", () => {
  const choice = chooseLane(ON_TIME, { ...always, open: all(5, 9), owed: all(1, 9) });
  expect(choice).toEqual({ state: ON_TIME, lane: "live", ranges: all(5, 9) });
});

test("after a split what is new goes first, and history gets one turn in ten", () => {
  let state: LaneState = splitAtHead(ON_TIME, 1_000);
  const lanes = Array.from({ length: 20 }, () => {
    const choice = chooseLane(state, { ...always, open: all(1, 2_000), owed: all(1, 2_000) });
    state = choice.state;
    return choice.lane;
  });
  expect(lanes.filter((lane) => lane === "history")).toHaveLength(2);
  expect(lanes[0]).toBe("live");
});

test("history gets every turn that live does not want", () => {
  const state = splitAtHead(ON_TIME, 1_000);
  const choice = chooseLane(state, { ...always, open: all(1, 1_000), owed: all(1, 1_000) });
  expect(choice).toMatchObject({ lane: "history", ranges: all(1, 1_000) });
});

test("live takes nothing from before the split and history nothing from behind it", () => {
  const state = splitAtHead(ON_TIME, 10);
  expect(chooseLane(state, { ...always, open: all(1, 20), owed: all(1, 20) }).ranges).toEqual(
    all(10, 20),
  );
  const tired = { ...state, liveTurns: 9 };
  expect(chooseLane(tired, { ...always, open: all(1, 20), owed: all(1, 20) }).ranges).toEqual(
    all(1, 10),
  );
});

test("the lanes join when the last of history is settled, not when it is under way", () => {
  const state = splitAtHead(ON_TIME, 10);
  expect(chooseLane(state, { ...always, open: all(12, 20), owed: all(8, 20) }).state.liveFrom).toBe(
    10,
  );
  expect(chooseLane(state, { ...always, open: all(12, 20), owed: all(12, 20) }).state).toEqual(
    ON_TIME,
  );
});
