import { expect, test } from "vitest";
import { remainingText, secondsLeft } from "./time-left.ts";

const DEADLINE = "2026-11-23T06:31:00.000000Z";
const at = (text: string) => Date.parse(text);

test("a started second counts until it is over, and nothing is left after the deadline", () => {
  expect(secondsLeft(DEADLINE, at("2026-11-23T06:30:00Z"))).toBe(60);
  expect(secondsLeft(DEADLINE, at("2026-11-23T06:30:59.999Z"))).toBe(1);
  expect(secondsLeft(DEADLINE, at("2026-11-23T06:31:00Z"))).toBe(0);
  expect(secondsLeft(DEADLINE, at("2026-11-23T07:00:00Z"))).toBe(0);
});

test("the time left reads as a clock", () => {
  expect([0, 7, 60, 750, 3_725].map(remainingText)).toEqual([
    ...["0:00", "0:07", "1:00", "12:30", "1:02:05"],
  ]);
});
