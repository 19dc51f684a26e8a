import { expect, test } from "vitest";
import { importLine, performRun, runId, serial } from "../../records/testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../../records/testing/memory-ledger.ts";
import { importOutside, openQualityLine } from "../testing/imported-runs.ts";

function openLine() {
  const ledger = openMemoryLedger();
  importLine(ledger);
  return ledger;
}

/** A unit that fails with `volts`, is repaired and tested again, or not where `after` is absent. */
function repair(
  ledger: MemoryLedger,
  of: { readonly unit: number; readonly volts: number; readonly action: string; after?: number },
) {
  const { unit, volts, action, after } = of;
  const serialNumber = serial(unit);
  performRun(ledger, { index: unit * 10, serialNumber, volts });
  const [found] = ledger.ask("units.list", { serialNumber }).items;
  const id = `r${unit}`;
  const begun = { id, unitId: found?.id ?? "", runId: runId(unit * 10), measurementId: "voltage" };
  ledger.execute("repair.begin", { ...begun, diagnosis: "out of limits" });
  ledger.execute("repair.finish", { id, action, operation: "FCT" });
  if (after !== undefined) performRun(ledger, { index: unit * 10 + 1, serialNumber, volts: after });
}

test("a fail is told with what failed, how far out, the latest values, and what fixed those alike", () => {
  const ledger = openQualityLine();
  for (const [index, volts] of [3.25, 3.3, 3.31, 3.5, 3.6].entries()) {
    importOutside(ledger, { index: 500 + index, unit: 11 + index, letter: "P", volts });
  }
  repair(ledger, { unit: 1, volts: 3.5, action: "replaced C14", after: 3.3 });
  repair(ledger, { unit: 2, volts: 3.6, action: "replaced C14", after: 3.3 });
  repair(ledger, { unit: 3, volts: 3.5, action: "reseated J4", after: 3.7 });
  repair(ledger, { unit: 4, volts: 3.1, action: "replaced R3", after: 3.3 });
  repair(ledger, { unit: 5, volts: 3.5, action: "cleaned" });
  performRun(ledger, { index: 99, serialNumber: serial(9), volts: 3.55 });
  const told = ledger.ask("quality.afterFail", { runId: runId(99) });
  expect(told).toMatchObject({ runId: runId(99), attempt: 1 });
  expect(told.failing).toMatchObject([
    {
      ...{ measurementId: "voltage", value: 3.55, unit: "V", side: "above" },
      recent: { n: 5, min: 3.25, max: 3.6, beyond: 1 },
      advice: { n: 3, fixed: [{ action: "replaced C14", count: 2 }], failedAgain: 1, notTested: 1 },
    },
  ]);
});

test("a run that passed has nothing to tell, one that is not there is refused by its code", () => {
  const ledger = openLine();
  performRun(ledger, { index: 1 });
  expect(ledger.ask("quality.afterFail", { runId: runId(1) }).failing).toEqual([]);
  expect(() => ledger.ask("quality.afterFail", { runId: "none" })).toThrow("no run none");
});

test("advice is found by index, however many repairs there are", () => {
  const ledger = openLine();
  const plan = ledger.sql
    .all<{ detail: string }>(
      `EXPLAIN QUERY PLAN SELECT * FROM repair
       WHERE measurement_id = ? AND done_seq IS NOT NULL ORDER BY done_seq DESC LIMIT 60`,
      "voltage",
    )
    .map(({ detail }) => detail)
    .join();
  expect(plan).toContain("repair_measurement");
  expect(plan).not.toContain("TEMP B-TREE");
});
