import { describe, expect, test } from "vitest";
import { decisionRuleFaults } from "./guard-band.ts";
import { judgeValue, type Limits } from "./limits.ts";

/** Guard band w = U: upper specification 5.05 V less the expanded uncertainty of 0.02 V. */
const GUARDED: Limits = {
  ...{ comparator: "LE", unit: "V", specification: { high: 5.05 }, acceptance: { high: 5.03 } },
  guardBandRule: "w=U (k=2)",
};
const SIMPLE: Limits = { comparator: "LE", unit: "V", specification: { high: 5.05 } };

describe("the decision rule", () => {
  test.each([
    [5.03, "pass", "pass"],
    [5.031, "fail", "pass"],
    [5.05, "fail", "pass"],
    [5.051, "fail", "fail"],
  ])(
    "CR-47: %d V is %s by the guard band and %s by simple acceptance",
    (value, guarded, simple) => {
      expect(judgeValue(value, "V", GUARDED).verdict).toBe(guarded);
      expect(judgeValue(value, "V", SIMPLE).verdict).toBe(simple);
    },
  );

  test("CR-47: a guard band is stated with its rule, and a rule with its band", () => {
    const { guardBandRule: _, ...unnamed } = GUARDED;
    expect(decisionRuleFaults(unnamed)).toEqual([
      "the acceptance band is given without its guardBandRule",
    ]);
    expect(decisionRuleFaults({ ...SIMPLE, guardBandRule: "w=U" })).toEqual([
      "a guardBandRule is given without an acceptance band",
    ]);
    expect(decisionRuleFaults(GUARDED)).toEqual([]);
  });
});
