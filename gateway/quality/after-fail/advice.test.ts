import { expect, test } from "vitest";
import { adviseFrom, type RepairCase } from "./advice.ts";

const times = (count: number, each: RepairCase) => new Array<RepairCase>(count).fill(each);

test("of 17 alike that were tested since, 14 were fixed by C14, 2 by reseating J4 and one failed again", () => {
  const cases = [
    ...times(2, { action: "reseated J4", side: "above", after: "pass" }),
    ...times(14, { action: "replaced C14", side: "above", after: "pass" }),
    ...times(1, { action: "replaced C14", side: "above", after: "fail" }),
  ];
  expect(adviseFrom(cases, "above")).toEqual({
    n: 17,
    fixed: [
      { action: "replaced C14", count: 14 },
      { action: "reseated J4", count: 2 },
    ],
    failedAgain: 1,
    notTested: 0,
  });
});

test("a repair that no run followed fixed nothing, and one of the other side is no advice", () => {
  const cases = [
    ...times(3, { action: "cleaned", side: "below" }),
    ...times(4, { action: "replaced R3", side: "above", after: "pass" }),
    ...times(5, { action: "unknown side", after: "pass" }),
  ];
  expect(adviseFrom(cases, "below")).toEqual({ n: 0, fixed: [], failedAgain: 0, notTested: 3 });
});

test("where nobody knows the side all cases count", () => {
  const cases = [
    ...times(1, { action: "b", side: "below", after: "pass" }),
    ...times(1, { action: "a", after: "pass" }),
  ];
  expect(adviseFrom(cases, undefined).fixed.map(({ action }) => action)).toEqual(["a", "b"]);
});
