import { expect, it } from "vitest";
import { lineBreaks } from "./line-breaks.ts";

it("a line is broken where more than three usual intervals are without a reading", () => {
  expect([...lineBreaks([0, 1_000, 2_000, 62_000, 63_000])]).toEqual([3]);
});

it("a reading that is a poll or two late breaks no line", () => {
  expect([...lineBreaks([0, 1_000, 2_000, 5_000, 6_000])]).toEqual([]);
});

it("an outage after the first reading is seen as soon as two came after it", () => {
  expect([...lineBreaks([0, 60_000, 61_000])]).toEqual([1]);
});

it("no reading and a single one have no break", () => {
  expect([...lineBreaks([]), ...lineBreaks([5])]).toEqual([]);
});
