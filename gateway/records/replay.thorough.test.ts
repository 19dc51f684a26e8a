import fc from "fast-check";
import { expect, test } from "vitest";
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
