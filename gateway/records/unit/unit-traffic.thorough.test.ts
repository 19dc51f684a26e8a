import fc from "fast-check";
import { expect, test } from "vitest";
import { Refusal } from "../../ledger/contract.ts";
import { importLine, ORDER, performRun, serial } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import { signed } from "../testing/signed.ts";

const unit = fc.integer({ min: 1, max: 6 });
const operation = fc.constantFrom("FCT", "HIPOT");
const of = <Kind extends string>(kind: Kind) => fc.record({ kind: fc.constant(kind), unit });
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      ...{ kind: fc.constant("run" as const), unit, operation },
      volts: fc.constantFrom(3.3, 3.3, 3.3, 3.5),
    }),
  },
  { weight: 2, arbitrary: of("release") },
  { weight: 1, arbitrary: of("ship") },
  { weight: 1, arbitrary: of("hold") },
  { weight: 1, arbitrary: of("lift") },
  { weight: 2, arbitrary: of("repair") },
  { weight: 1, arbitrary: of("scrap") },
  { weight: 1, arbitrary: of("return") },
  { weight: 1, arbitrary: of("readmit") },
  { weight: 2, arbitrary: of("component") },
  { weight: 2, arbitrary: of("contain") },
  { weight: 2, arbitrary: of("rework") },
  { weight: 1, arbitrary: of("concede") },
  { weight: 2, arbitrary: of("invalidate") },
  { weight: 1, arbitrary: of("demand") },
);
type Step = typeof step extends fc.Arbitrary<infer Drawn> ? Drawn : never;

const NC = "nc-1";
const REASON = { reason: "drawn" };

/** One command of the traffic; refusals are part of it. */
function take(ledger: MemoryLedger, index: number, drawn: Step): void {
  const serialNumber = serial(drawn.unit);
  if (drawn.kind === "run") {
    performRun(ledger, { index, serialNumber, operation: drawn.operation, volts: drawn.volts });
    return;
  }
  const [found] = ledger.ask("units.list", { serialNumber }).items;
  if (found === undefined) return;
  const { id } = found;
  const unitIds = [id];
  const last = ledger.ask("units.get", { id }).timeline.at(-1)?.id ?? "";
  switch (drawn.kind) {
    case "release":
      ledger.execute("unit.release", { id, signing: signed("released") });
      return;
    case "ship":
      ledger.execute("unit.ship", { id: `s${index}`, reference: "DN", unitIds });
      return;
    case "hold":
      ledger.execute("hold.place", { id: `h${index}`, unitId: id, ...REASON });
      return;
    case "lift": {
      const [hold] = ledger.ask("holds.list", { unitId: id, state: "placed" }).items;
      const input = { id: hold?.id ?? "", ...REASON, signing: signed("released") };
      ledger.execute("hold.lift", input);
      return;
    }
    case "repair": {
      const facts = { unitId: id, runId: last, measurementId: "voltage", diagnosis: "drawn" };
      ledger.execute("repair.begin", { id: `r${index}`, ...facts });
      ledger.execute("repair.finish", { id: `r${index}`, action: "glued", operation: "FCT" });
      return;
    }
    case "scrap":
    case "return":
    case "readmit":
      ledger.execute("unit.move", { id, move: drawn.kind, ...REASON });
      return;
    case "component": {
      const part = { partNumber: "C12", lot: `L${index}` };
      const input = { unitId: id, position: "C12", part, operation: "HIPOT", ...REASON };
      ledger.execute("component.change", input);
      return;
    }
    case "demand": {
      const facts = { partNumber: "PSU-24", kind: "firm", dueAt: "2026-12-01T00:00:00Z" } as const;
      const line = { externalKey: `SO/${drawn.unit}`, quantity: index + 1, ...facts };
      ledger.execute("demand.import", { lines: [line] });
      return;
    }
    default:
      takeCase(ledger, index, { id, serialNumber, last, kind: drawn.kind });
  }
}

interface CaseStep {
  readonly id: string;
  readonly serialNumber: string;
  /** Id of the unit's latest run. */
  readonly last: string;
  readonly kind: "contain" | "rework" | "concede" | "invalidate";
}

/** The commands of the nonconformance. */
function takeCase(ledger: MemoryLedger, index: number, drawn: CaseStep): void {
  const { id, serialNumber, last } = drawn;
  const signing = () => ({ signing: signed("approved") });
  const unitIds = [id];
  const dispose = { id: `d${index}`, nonconformanceId: NC, unitIds, ...REASON, ...signing() };
  switch (drawn.kind) {
    case "contain": {
      const query = { serialNumbers: [serialNumber] };
      ledger.execute("nonconformance.contain", { id: `c${index}`, nonconformanceId: NC, query });
      return;
    }
    case "rework":
      ledger.execute("nonconformance.dispose", { ...dispose, kind: "rework", operation: "HIPOT" });
      return;
    case "concede": {
      const concession = { authority: "MRB", quantity: 9, expiresAt: 4e15 };
      ledger.execute("nonconformance.dispose", { ...dispose, kind: "use_as_is", concession });
      return;
    }
    case "invalidate": {
      const input = { id: `i${index}`, runId: last, nonconformanceId: NC, ...REASON };
      ledger.execute("invalidation.propose", input);
      ledger.execute("invalidation.decide", { id: `i${index}`, approve: true, ...signing() });
      return;
    }
  }
}

function openTraffic(): MemoryLedger {
  const ledger = openMemoryLedger();
  importLine(ledger);
  const facts = { title: "t", description: "d", severity: "minor", containment: "held" } as const;
  ledger.execute("nonconformance.open", { id: NC, ...facts });
  for (const to of ["contained", "investigating"] as const) {
    ledger.execute("nonconformance.move", { id: NC, to, containment: "held" });
  }
  return ledger;
}

function assertCounts(ledger: MemoryLedger): void {
  const { counts, quantity } = ledger.ask("orders.get", { id: ORDER.id });
  const { atOperation, ...places } = counts;
  expect(Object.values(places).every((count) => count >= 0)).toBe(true);
  expect(Object.values(places).reduce((sum, count) => sum + count, 0)).toBe(quantity);
  expect(atOperation.reduce((sum, each) => sum + each.units, 0)).toBe(counts.inProcess);
}

test("CR-01: a replay gives every row again after any traffic on units, and the counts of an order always sum", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
      const ledger = openTraffic();
      for (const [index, drawn] of steps.entries()) {
        try {
          take(ledger, index, drawn);
          seen.add(drawn.kind);
        } catch (error) {
          // A guard said no, which appends nothing; anything else is a fault.
          if (!(error instanceof Refusal)) throw error;
        }
        assertCounts(ledger);
      }
      const before = ledger.tables();
      ledger.replay();
      expect(ledger.tables()).toEqual(before);
    }),
    { numRuns: 12, seed: 7 },
  );
  // The traffic is worth its name only where its commands got through.
  for (const kind of ["run", "hold", "lift", "repair", "component", "contain", "rework"]) {
    expect(seen).toContain(kind);
  }
});
