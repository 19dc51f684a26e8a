import { describe, expect, test } from "vitest";
import type { RunImport } from "../../records/run/import/import-schema.ts";
import { procedureOf } from "../../records/testing/line.ts";
import { followRows } from "../testing/follow-rows.ts";
import { openQualityLine, outsideRun } from "../testing/imported-runs.ts";

const LIMITS = { comparator: "GELE" as const, unit: "V", specification: { low: 3.2, high: 3.4 } };
const spec = (id: string) => ({ id, name: id, aliases: [], limits: LIMITS, attemptsMax: 1 });

function openThree() {
  const ledger = openQualityLine();
  const measurements = ["a", "b", "c"].map(spec);
  ledger.execute("procedure.import", procedureOf("FCT", { version: 9, measurements }));
  return ledger;
}
type Ledger = ReturnType<typeof openThree>;

/** Values of a, b and c in the order they were taken; `reported` is what the sender says. */
function send(
  ledger: Ledger,
  index: number,
  run: {
    readonly values: Readonly<Record<string, number>>;
    readonly unit?: number;
    readonly reported?: "fail";
  },
): void {
  const base = outsideRun({ index, unit: run.unit ?? index, letter: "P" });
  const measurements = Object.entries(run.values).map(([step, value]) => {
    return { step, value, unit: "V", takenAt: base.startedAt };
  });
  const said = run.reported === undefined ? {} : { reported: run.reported };
  const sent: RunImport = { ...base, ...said, measurements };
  ledger.execute("run.import", { run: sent, gatewayVersion: "0.1.0" });
}

const GOOD = { a: 3.3, b: 3.3, c: 3.3 };

describe("the Pareto of failing measurements", () => {
  const ledger = openThree();
  send(ledger, 1, { values: GOOD });
  send(ledger, 2, { values: { ...GOOD, b: 9 } });
  send(ledger, 3, { values: { a: 3.3, c: 9, b: 9 } });
  send(ledger, 4, { values: { ...GOOD, c: 9 } });
  send(ledger, 5, { values: { ...GOOD, c: 9 } });
  send(ledger, 6, { values: GOOD, reported: "fail" });
  send(ledger, 5_000, { values: { ...GOOD, a: 9 }, unit: 900 });
  const answer = ledger.ask("quality.pareto", { buildTag: "production" });

  test("each failed run has one cause, the first good value out of limits", () => {
    expect(answer).toMatchObject({ n: 5, runs: 6 });
    expect(
      answer.items.map(({ measurement, causing, failing }) => [measurement, causing, failing]),
    ).toEqual([
      ["c", 3, 3],
      ["b", 1, 2],
      ["", 1, 1],
    ]);
  });

  test("shares add up to 1, the run that the rig alone called failed among them", () => {
    expect(answer.items.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  test("every number opens exactly its runs", () => {
    expect(followRows(ledger, answer.rows).size).toBe(answer.n);
    for (const { causing, failing, rows, failingRows } of answer.items) {
      expect(followRows(ledger, rows).size).toBe(causing);
      expect(followRows(ledger, failingRows).size).toBe(failing);
    }
  });
});

describe("false fails", () => {
  const ledger = openThree();
  send(ledger, 1, { values: { ...GOOD, b: 9 }, unit: 1 });
  send(ledger, 2, { values: GOOD, unit: 1 });
  send(ledger, 3, { values: { ...GOOD, b: 9 }, unit: 2 });
  send(ledger, 4, { values: GOOD, unit: 3 });
  send(ledger, 5, { values: { ...GOOD, c: 9 }, unit: 3 });
  const answer = ledger.ask("quality.falseFails", {});

  test("are fails whose unit passed later, never one that came after the pass", () => {
    expect(answer.total).toMatchObject({ failed: 3, falseFails: 1 });
    expect(answer.measurements).toMatchObject([
      { key: { measurement: "b" }, failed: 2, falseFails: 1 },
      { key: { measurement: "c" }, failed: 1, falseFails: 0 },
    ]);
    expect(answer.stations).toMatchObject([{ key: { station: "FCT-1" }, failed: 3 }]);
  });

  test("first-pass losses are split in two that add up", () => {
    const { first, passed, product, testSystem } = answer.loss;
    expect([first, passed, product, testSystem]).toEqual([3, 1, 1, 1]);
  });

  test("every number opens exactly its runs", () => {
    const { total, stations, slots, measurements, loss } = answer;
    for (const group of [total, ...stations, ...slots, ...measurements]) {
      expect(followRows(ledger, group.rows).size).toBe(group.falseFails);
      expect(followRows(ledger, group.failedRows).size).toBe(group.failed);
    }
    expect(followRows(ledger, loss.productRows).size).toBe(loss.product);
    expect(followRows(ledger, loss.testSystemRows).size).toBe(loss.testSystem);
  });
});
