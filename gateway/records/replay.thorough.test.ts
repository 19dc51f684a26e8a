import fc from "fast-check";
import { expect, test } from "vitest";
import { Refusal } from "../ledger/contract.ts";
import { projections } from "./projections.ts";
import type { RunImport } from "./run/import/import-schema.ts";
import {
  importLine,
  PRODUCT,
  procedureOf,
  recordOf,
  runId,
  serial,
  startTestRun,
} from "./testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "./testing/memory-ledger.ts";
import { openTraffic, TRAFFIC } from "./testing/traffic.ts";

const OPERATION = fc.constantFrom("FCT", "HIPOT");
const step = fc.oneof(
  fc.record({
    kind: fc.constant("run" as const),
    unit: fc.integer({ min: 1, max: 25 }),
    operation: OPERATION,
    volts: fc.option(fc.double({ min: 3, max: 3.6, noNaN: true }), { nil: undefined }),
    reported: fc.option(fc.constantFrom("pass" as const, "fail" as const), { nil: undefined }),
    isLeftOpen: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("import" as const),
    unit: fc.integer({ min: 1, max: 25 }),
    operation: OPERATION,
    second: fc.integer({ min: 0, max: 59 }),
    value: fc.oneof(fc.double({ noNaN: true, min: 3, max: 4 }), fc.constant("NaN")),
  }),
  fc.record({ kind: fc.constant("procedure" as const), operation: OPERATION }),
  fc.record({ kind: fc.constant("route" as const), isShort: fc.boolean() }),
);
type TrafficStep = typeof step extends fc.Arbitrary<infer Step> ? Step : never;

function take(ledger: MemoryLedger, index: number, drawn: TrafficStep): void {
  switch (drawn.kind) {
    case "run": {
      const { unit, operation, volts, reported } = drawn;
      const base = { index, serialNumber: serial(unit), operation };
      const started = startTestRun(ledger, base);
      if (drawn.isLeftOpen) return;
      const values = volts === undefined ? {} : { volts };
      const said = reported === undefined ? {} : { reported };
      ledger.execute("run.finish", recordOf(started, { ...base, ...values, ...said }));
      return;
    }
    case "import":
      ledger.execute("run.import", { run: importOf(index, drawn), gatewayVersion: "0.1.0" });
      return;
    case "procedure": {
      const version = index + 2;
      ledger.execute("procedure.import", procedureOf(drawn.operation, { version }));
      return;
    }
    case "route": {
      const revisions = [...PRODUCT.revisions, { revision: `R${index}`, status: "draft" as const }];
      const route = drawn.isShort ? ["FCT", "HIPOT"] : ["FCT", "ICT", "HIPOT"];
      ledger.execute("product.import", { ...PRODUCT, route, revisions });
    }
  }
}

function importOf(index: number, drawn: Extract<TrafficStep, { kind: "import" }>): RunImport {
  const takenAt = `2026-11-23T06:30:${String(drawn.second).padStart(2, "0")}Z`;
  return {
    id: runId(index),
    station: "EXT",
    operation: drawn.operation,
    serialNumber: serial(drawn.unit),
    partNumber: "PSU-24",
    startedAt: takenAt,
    finishedAt: "2026-11-23T06:31:00Z",
    completion: "completed",
    measurements: [{ step: "u", value: drawn.value, unit: "V", takenAt }],
  };
}

test("a replay of the entries gives every row of every table again, after any traffic", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const ledger = openMemoryLedger();
      importLine(ledger);
      for (const [index, drawn] of steps.entries()) take(ledger, index, drawn);
      const before = ledger.tables();
      ledger.replay();
      expect(ledger.tables()).toEqual(before);
    }),
    { numRuns: 20 },
  );
});

const act = fc.record({
  name: fc.constantFrom(...Object.keys(TRAFFIC)),
  n: fc.integer({ min: 1, max: 6 }),
});

test("the same holds for the entries of every record: nothing a table reads is left out", () => {
  const seen = new Set<string>();
  const filled = new Set<string>();
  // Each command once by itself, so that what is drawn does not decide which entries there are.
  const once = Object.keys(TRAFFIC).flatMap((name) => [1, 3, 5, 6].map((n) => ({ name, n })));
  const drawn = fc.array(act, { minLength: 20, maxLength: 60 });
  fc.assert(
    fc.property(drawn, (acts) => {
      const ledger = openMemoryLedger();
      openTraffic(ledger);
      for (const [index, { name, n }] of acts.entries()) {
        try {
          TRAFFIC[name]?.(ledger, { index: index + 1, n });
        } catch (error) {
          // A guard said no, which appends nothing; anything else is a fault.
          if (!(error instanceof Refusal)) throw error;
        }
      }
      for (const { entry } of ledger.entries()) seen.add(entry.type);
      const before = ledger.tables();
      for (const [table, rows] of Object.entries(before)) if (rows.length > 0) filled.add(table);
      ledger.replay();
      expect(ledger.tables()).toEqual(before);
    }),
    { numRuns: 8, seed: 7, examples: [[once], [once.toReversed()]] },
  );
  const read = new Set(projections.flatMap((projection) => projection.types));
  expect([...read].filter((type) => !seen.has(type))).toEqual([]);
  const tables = projections.flatMap((projection) => projection.tables);
  expect(tables.filter((table) => !filled.has(table))).toEqual([]);
}, 120_000);
