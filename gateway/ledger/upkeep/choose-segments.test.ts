import { expect, test } from "vitest";
import { chooseSegments } from "./choose-segments.ts";

const DAY_US = 86_400_000_000;
const NOW_US = Date.UTC(2026, 10, 23) * 1000;
const POLICY = { ageMaxUs: 30 * DAY_US, bytesMax: 1_000 };

/** Segments of 100 bytes by their ages in days, oldest first. */
function segments(...ages: readonly number[]) {
  return ages.map((days, index) => ({
    from: 1 + index * 10,
    to: 11 + index * 10,
    bytes: 100,
    writtenUs: NOW_US - days * DAY_US,
  }));
}

function choose(ages: readonly number[], changes: object = {}, bytesWanted = 0) {
  const state = { segments: segments(...ages), nowUs: NOW_US, bytesWanted };
  return chooseSegments({ ...POLICY, ...changes }, state).map(
    ({ segment, because }) => `${segment.from} ${because}`,
  );
}

test("what is younger than its age stays while there is room", () => {
  expect(choose([30, 29, 1])).toEqual([]);
});

test("every segment that is too old may go", () => {
  expect(choose([50, 31, 30, 1])).toEqual(["1 old", "11 old"]);
});

test("over budget the oldest must go, as many as it takes and no more", () => {
  expect(choose([3, 2, 1], { bytesMax: 250 })).toEqual(["1 over-budget"]);
  expect(choose([3, 2, 1], { bytesMax: 200 })).toEqual(["1 over-budget"]);
  expect(choose([3, 2, 1], { bytesMax: 199 })).toEqual(["1 over-budget", "11 over-budget"]);
});

test("a disk below its reserve takes the oldest, too", () => {
  expect(choose([3, 2, 1], {}, 101)).toEqual(["1 disk-low", "11 disk-low"]);
  expect(choose([3, 2, 1], {}, 0)).toEqual([]);
});

test("a segment of a clock that had not been set is of no age: only room makes it go", () => {
  const born = 56 * 365;
  expect(choose([born, 1])).toEqual([]);
  expect(choose([born, 1], { bytesMax: 100 })).toEqual(["1 over-budget"]);
});

test("a clock that was set back by years makes nothing old", () => {
  expect(choose([-1_000, -999])).toEqual([]);
});
