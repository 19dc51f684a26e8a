import { expect, test } from "vitest";
import {
  addCounts,
  type CountedRun,
  countExcluded,
  judgeUnit,
  NOTHING,
} from "../facts/judge-unit.ts";
import { getPolicy, POLICIES, type PolicyName, yieldOf } from "./policy.ts";

const WORDS = { P: "pass", F: "fail", A: "aborted", E: "error", T: "timeout" } as const;

/** The runs of a unit, a letter each; R is a pass with an in-run retry. */
function runsOf(letters: string): CountedRun[] {
  return [...letters].map((letter) =>
    letter === "R"
      ? { outcome: "pass", retried: true, cycle: "build" }
      : { outcome: WORDS[letter as keyof typeof WORDS], retried: false, cycle: "build" },
  );
}

/** Ten production units of 19 runs, and a golden unit with 2. */
const UNITS = ["P", "FP", "AP", "EP", "FP", "FFFF", "R", "PF", "TP", "P"];
const COUNTS = [
  ...UNITS.flatMap((letters) => judgeUnit(runsOf(letters))),
  countExcluded("reference"),
  countExcluded("reference"),
].reduce(addCounts, NOTHING);

test.each<[PolicyName, number, number]>([
  ["first-pass", 5, 10],
  ["first-pass-strict", 4, 10],
  ["first-pass-verdict", 7, 10],
  ["first-pass-clean", 4, 10],
  ["final", 8, 10],
  ["ever-passed", 9, 10],
  ["run-level", 9, 16],
])("the acceptance fixture is %s %i of %i", (name, passed, n) => {
  expect(yieldOf(COUNTS, getPolicy(name))).toMatchObject({ passed, n, yield: passed / n });
});

test("every policy has its row in the fixture, and a name of its own", () => {
  expect([...POLICIES.keys()]).toHaveLength(7);
  for (const { version, definition } of POLICIES.values()) {
    expect(version).toBeGreaterThan(0);
    expect(definition).toMatch(/\.$/);
  }
});

test("first-pass losses add up, and a fail that a later pass contradicts is the test system's", () => {
  // Product: U6. Test system: the fails of U2 and U5, the error of U4, the timeout of U9.
  expect(COUNTS).toMatchObject({ lostToProduct: 1, lostToTest: 4, falseFail: 2, reference: 2 });
  expect(COUNTS.lostToProduct + COUNTS.lostToTest).toBe(COUNTS.first - COUNTS.firstPassed);
});

test("a unit without a run, or with aborted runs alone, is in no first-pass yield", () => {
  expect(judgeUnit([])).toEqual([]);
  expect(judgeUnit(runsOf("AA"))).toMatchObject([
    { first: 0, strict: 1, aborted: 1 },
    { first: 0, strict: 0, aborted: 1 },
  ]);
});

test("after a repair a pass contradicts no fail, and is no first pass, but the final one", () => {
  const [failed, repaired] = judgeUnit([
    { outcome: "fail", retried: false, cycle: "build" },
    { outcome: "pass", retried: false, cycle: "rework 1" },
  ]);
  expect(failed).toMatchObject({ first: 1, firstPassed: 0, falseFail: 0, lostToProduct: 1 });
  expect(failed).toMatchObject({ lastPassed: 1, everPassed: 1 });
  expect(repaired).toMatchObject({ passed: 1, first: 0, strict: 0, verdict: 0 });
});
