import { expect, test } from "vitest";
import { importLine, performRun, runId, serial } from "../testing/line.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";

const HOUR_US = 3_600_000_000;

/** A unit that failed, and when that run ended, in microseconds. */
function openFailed() {
  const ledger = openMemoryLedger();
  importLine(ledger);
  performRun(ledger, { index: 1, serialNumber: serial(1), volts: 3.5 });
  const [unit] = ledger.ask("units.list", { serialNumber: serial(1) }).items;
  const unitId = unit?.id ?? "";
  const endedAt = Date.parse(ledger.ask("runs.get", { id: runId(1) }).finishedAt ?? "") * 1000;
  const told = { occurredAt: endedAt + HOUR_US };
  const facts = { unitId, runId: runId(1), measurementId: "voltage", diagnosis: "too high" };
  const begin = (begunAt: number) =>
    ledger.execute("repair.begin", { id: "r1", ...facts, begunAt }, told);
  const done = { action: "replaced R3", operation: "FCT" };
  const finish = (doneAt: number) =>
    ledger.execute("repair.finish", { id: "r1", ...done, doneAt }, told);
  return { ledger, unitId, endedAt, begin, finish };
}

test("a repair that is told later stands where it happened, in the unit's life as well", () => {
  const { ledger, unitId, endedAt, begin, finish } = openFailed();
  begin(endedAt + 1);
  finish(endedAt + 2);
  const iso = (us: number) => expect.stringMatching(`${String(us % 1_000_000).padStart(6, "0")}Z$`);
  const { repairs, moves } = ledger.ask("units.get", { id: unitId });
  expect(repairs).toMatchObject([{ begunAt: iso(endedAt + 1), doneAt: iso(endedAt + 2) }]);
  expect(moves.slice(-2).map(({ at }) => at)).toEqual([iso(endedAt + 1), iso(endedAt + 2)]);
});

test("it neither began before its run had ended, nor ended before it began, nor in the future", () => {
  const { endedAt, begin, finish } = openFailed();
  const refusal = (field: string) => expect.objectContaining({ details: { field } });
  expect(() => begin(endedAt - 1)).toThrow(refusal("begunAt"));
  expect(() => begin(endedAt + HOUR_US + 1)).toThrow(refusal("begunAt"));
  begin(endedAt + 5);
  expect(() => finish(endedAt + 4)).toThrow(refusal("doneAt"));
  expect(() => finish(endedAt + HOUR_US + 1)).toThrow(refusal("doneAt"));
  finish(endedAt + 5);
});
