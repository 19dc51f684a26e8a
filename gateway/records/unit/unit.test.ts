import { describe, expect, test } from "vitest";
import {
  decidingRun,
  deriveOperations,
  deriveStatus,
  type UnitRun,
} from "../../domain/unit/unit-runs.ts";
import {
  importLine,
  performRun,
  procedureOf,
  runId,
  serial,
  startTestRun,
} from "../testing/line.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";
import { unitIdOf } from "./record.ts";

const run = (change: Partial<UnitRun>): UnitRun => ({
  id: "r",
  operation: "FCT",
  source: "rig",
  engineeringMode: false,
  startedAt: 0,
  startedSeq: 1,
  outcome: "pass",
  ...change,
});

describe("the status of a unit", () => {
  const ROUTE = ["FCT", "HIPOT"];
  test.each<[string, readonly Partial<UnitRun>[], string]>([
    ["without runs", [], "created"],
    ["while it runs", [{ outcome: "running" }], "in_process"],
    ["passed at one of two", [{}], "in_process"],
    ["passed at all", [{}, { operation: "HIPOT" }], "passed_all"],
    [
      "passed at all but an error since",
      [{}, { operation: "HIPOT" }, { outcome: "error" }],
      "in_process",
    ],
    ["failed", [{ outcome: "fail" }], "failed"],
    ["failed, then passed", [{ outcome: "fail" }, {}], "in_process"],
    ["passed, then failed", [{}, { operation: "HIPOT" }, { outcome: "fail" }], "failed"],
    ["failed in engineering mode", [{ outcome: "fail", engineeringMode: true }], "in_process"],
    [
      "passed only in engineering mode",
      [{ engineeringMode: true }, { operation: "HIPOT" }],
      "in_process",
    ],
    ["failed outside its route", [{ outcome: "fail", operation: "ICT" }], "in_process"],
  ])("%s", (_, runs, status) => {
    const numbered = runs.map((each, index) => run({ startedSeq: index + 1, ...each }));
    const operations = deriveOperations(ROUTE, numbered);
    expect(deriveStatus("in_process", operations, runs.length === 0)).toBe(status);
  });

  test("own runs go by the ledger, not by the clock; a run from outside by its stated start", () => {
    const first = run({ id: "first", startedSeq: 1, startedAt: 900 });
    const second = run({ id: "second", startedSeq: 2, startedAt: 100 });
    expect(decidingRun([second, first])?.id).toBe("second");
    const earlier = run({ id: "earlier", source: "api", startedSeq: 9, startedAt: 50 });
    const later = run({ id: "later", source: "api", startedSeq: 8, startedAt: 150 });
    expect(decidingRun([first, second, earlier])?.id).toBe("second");
    expect(decidingRun([first, second, later, earlier])?.id).toBe("later");
  });
});

describe("unit queries", () => {
  test("a unit shows its route, its deciding runs and every run it ever had", () => {
    const ledger = openMemoryLedger();
    importLine(ledger);
    performRun(ledger, { index: 1, volts: 3.5 });
    performRun(ledger, { index: 2 });
    const { header } = startTestRun(ledger, { index: 3, operation: "HIPOT" });
    const unit = ledger.ask("units.get", { id: header.unitId ?? "" });
    expect(unit).toMatchObject({
      status: "in_process",
      runs: 3,
      route: [
        { operation: "FCT", state: "pass", attempts: 2, runId: runId(2) },
        { operation: "HIPOT", state: "running", attempts: 1 },
      ],
    });
    expect(unit.timeline.map(({ id, attempt }) => [id, attempt])).toEqual([
      [runId(1), 1],
      [runId(2), 2],
      [runId(3), 1],
    ]);
  });

  test("a serial is found by part number or without", () => {
    const ledger = openMemoryLedger();
    importLine(ledger);
    performRun(ledger, { index: 1 });
    const serialNumber = serial(1);
    expect(ledger.ask("units.list", { serialNumber, partNumber: "PSU-24" }).items).toHaveLength(1);
    expect(ledger.ask("units.list", { serialNumber, partNumber: "X" }).items).toEqual([]);
    expect(() => ledger.ask("units.get", { id: "x" })).toThrow(
      expect.objectContaining({ code: "unit.not-found" }),
    );
  });

  test("the units of an order are listed newest first, by status and page by page", () => {
    const ledger = openMemoryLedger();
    importLine(ledger);
    for (const index of [1, 2, 3, 4, 5]) {
      performRun(ledger, { index, volts: index === 2 ? 3.5 : 3.3, serialNumber: serial(index) });
    }
    const orderId = "WO-1";
    const serials = (filter: object) =>
      ledger.ask("units.list", { orderId, ...filter }).items.map((unit) => unit.serialNumber);
    expect(serials({})).toEqual([5, 4, 3, 2, 1].map(serial));
    expect(serials({ status: "failed" })).toEqual([serial(2)]);
    expect(serials({ orderId: "WO-9" })).toEqual([]);
    const first = ledger.ask("units.list", { orderId, limit: 2 });
    const cursor = first.nextCursor ?? "";
    performRun(ledger, { index: 6, serialNumber: serial(6) });
    expect(serials({ cursor, limit: 3 })).toEqual([3, 2, 1].map(serial));
    expect(ledger.ask("units.list", { orderId, cursor, limit: 3 })).not.toHaveProperty(
      "nextCursor",
    );
    expect(() => ledger.ask("units.list", { orderId, cursor: "x" })).toThrow(
      expect.objectContaining({ code: "cursor.invalid" }),
    );
  });

  test("the next index follows the highest serial that ran at the operation, unit or not", () => {
    const ledger = openMemoryLedger();
    importLine(ledger);
    const next = (operation: string) =>
      ledger.ask("units.nextIndex", { prefix: "PSU24-", operation });
    expect(next("FCT")).toBe(1);
    performRun(ledger, { index: 1, serialNumber: serial(7) });
    performRun(ledger, { index: 2, serialNumber: serial(900) });
    performRun(ledger, { index: 3, serialNumber: "PSU24-x" });
    performRun(ledger, { index: 4, serialNumber: "PSU25-000999" });
    expect([next("FCT"), next("HIPOT")]).toEqual([901, 1]);
  });

  test("a unit created by its run has an id of its own, a UUIDv7 of that instant", () => {
    const unit = { partNumber: "P", serialNumber: "S", runId: runId(1), startedAt: 1.7e15 };
    expect(unitIdOf(unit)).toMatch(/^018bcfe5-6800-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(unitIdOf({ ...unit, serialNumber: "T" })).not.toBe(unitIdOf(unit));
  });
});

test("a run in engineering mode never advances its unit", () => {
  const ledger = openMemoryLedger();
  importLine(ledger);
  performRun(ledger, { index: 1 });
  ledger.execute("procedure.import", procedureOf("HIPOT", { status: "obsolete" }));
  ledger.execute("procedure.import", procedureOf("HIPOT", { version: 2, status: "draft" }));
  performRun(ledger, { index: 2, operation: "HIPOT" });
  expect(ledger.ask("units.list", { serialNumber: serial(1) }).items[0]?.status).toBe("in_process");
});
