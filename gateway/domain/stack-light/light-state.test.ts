import { expect, test } from "vitest";
import { LIGHT_STATES, lightState, type StationStanding } from "./light-state.ts";

const CALM = { isDown: false, isLocked: false, isRunning: false };
const TABLE: readonly [StationStanding, string][] = [
  [CALM, "ready"],
  [{ ...CALM, latest: "pass" }, "pass"],
  [{ ...CALM, latest: "fail" }, "fail"],
  [{ ...CALM, latest: "other" }, "fail"],
  [{ ...CALM, isLocked: true, latest: "pass" }, "locked"],
  [{ ...CALM, isDown: true, isLocked: true, latest: "fail" }, "down"],
  [{ isDown: true, isLocked: true, isRunning: true, latest: "fail" }, "running"],
];

test.each(TABLE)("%o shows as %s", (standing, state) => {
  expect(lightState(standing)).toBe(state);
});

test("every state can be reached, and nothing but a pass shows as a pass", () => {
  expect(new Set(TABLE.map(([, state]) => state))).toEqual(new Set(LIGHT_STATES));
  const passes = TABLE.filter(([, state]) => state === "pass").map(([{ latest }]) => latest);
  expect(passes).toEqual(["pass"]);
});
