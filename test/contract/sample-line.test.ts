/** The simulators, the controlled data and the configuration of the sample line fit together. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { findDriver } from "../../drivers/registry.ts";
import {
  type Operation,
  type PlannedRun,
  planUnit,
  serialNumberOf,
} from "../../fixtures/simulators/line-plan.ts";
import { judgeValue, type Limits, limitFaults } from "../../gateway/domain/limits.ts";
import { recordsFile } from "../../gateway/records/import-file.ts";

const FOLDER = new URL("../../fixtures/sample-line/", import.meta.url);
const read = (name: string) => parse(readFileSync(new URL(name, FOLDER), "utf8"));
const records = recordsFile.parse(read("products.yaml"));
const UNITS = 5_000;
const units = Array.from({ length: UNITS }, (_, at) =>
  planUnit({ seed: 1, index: at + 1, failRate: 0.04 }),
);

/** By the released limits, whatever the rig claims. */
function isGood(operation: string, run: PlannedRun): boolean {
  const procedure = records.procedures.find((each) => each.operation === operation);
  const verdicts = (procedure?.measurements ?? []).map(({ id, limits }) => {
    const step = run.steps.find((each) => each.step === id);
    return judgeValue(step?.value ?? Number.NaN, step?.unit ?? "", limits as Limits).verdict;
  });
  expect(verdicts).not.toContain("unjudged");
  return verdicts.every((verdict) => verdict === "pass");
}

describe("the sample line", () => {
  it("has limits without a fault", () => {
    const measurements = records.procedures.flatMap((procedure) => procedure.measurements);
    expect(measurements.flatMap(({ limits }) => limitFaults(limits as Limits))).toEqual([]);
  });

  it("has options that its drivers accept", () => {
    for (const rig of Object.values<{ driver: string; options: unknown }>(
      read("rigline.yaml").rigs,
    )) {
      expect(findDriver(rig.driver)?.options.safeParse(rig.options).error).toBeUndefined();
    }
  });

  it.each(["FCT", "BURN-IN", "HIPOT"] as const)("fails about 4 % of first runs at %s", (name) => {
    const runs = units.map((unit) => unit.operations[name]).filter((each) => each.length > 0);
    const failing = runs.filter(([first]) => first !== undefined && !isGood(name, first));
    expect(failing.length / runs.length).toBeGreaterThan(0.03);
    expect(failing.length / runs.length).toBeLessThan(0.05);
    const claimedPass = failing.filter(([first]) => first?.reported === "pass");
    expect(claimedPass.length / failing.length).toBeGreaterThan(0.1);
    expect(claimedPass.length / failing.length).toBeLessThan(0.3);
    const retested = failing.filter((each) => each.length === 2);
    expect(retested.length / failing.length).toBeGreaterThan(0.7);
  });

  it("never reports a fail of a good run, and sends on only what is good at last", () => {
    const route: readonly Operation[] = ["FCT", "BURN-IN", "HIPOT"];
    for (const unit of units) {
      let isStillGood = true;
      for (const operation of route) {
        const runs = unit.operations[operation];
        expect(runs.length > 0).toBe(isStillGood);
        const verdicts = runs.map((run) => isGood(operation, run));
        runs.forEach((run, at) => {
          if (verdicts[at]) expect(run.reported).toBe("pass");
        });
        isStillGood &&= verdicts.at(-1) === true;
      }
    }
  });

  it("tells each of its stories within the first dozen units of seed 1", () => {
    const fourth = units[3]?.operations.FCT ?? [];
    expect(fourth[0]?.reported).toBe("pass");
    expect(fourth[0]?.steps).toContainEqual({
      ...{ step: "ripple", value: 61.8, unit: "mV", reported: "pass" },
    });
    expect(fourth.map((run) => isGood("FCT", run))).toEqual([false, true]);
    expect(units[6]?.operations.FCT.map((run) => run.reported)).toEqual(["fail", "fail"]);
    expect(units[6]?.operations["BURN-IN"]).toEqual([]);
    expect(units[8]?.operations["BURN-IN"][0]?.reported).toBe("fail");
  });

  it("is the same in every process and for ever", () => {
    const again = planUnit({ seed: 1, index: 4, failRate: 0.04 });
    expect(again).toEqual(units[3]);
    expect(again.serialNumber).toBe(serialNumberOf(4));
    expect(again.operations.FCT[0]?.steps.map(({ value }) => value)).toEqual([
      ...[23.977, 61.8, 0.64, 91, 0.202, 6, "2.5.1"],
    ]);
  });

  it("has an order for each serial number it makes", () => {
    const [first, second] = records.orders;
    expect(first?.serialNumbers?.from).toBe(1);
    expect(second?.serialNumbers?.from).toBe((first?.quantity ?? 0) + 1);
    expect(`${first?.serialNumbers?.prefix}000001`).toBe(serialNumberOf(1));
  });
});
