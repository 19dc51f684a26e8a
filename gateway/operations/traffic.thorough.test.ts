import fc from "fast-check";
import { expect, test } from "vitest";
import { Refusal } from "../ledger/contract.ts";
import {
  importLine,
  ORDER,
  PRODUCT,
  performRun,
  serial,
  startTestRun,
} from "../records/testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../records/testing/memory-ledger.ts";
import { signed } from "../records/testing/signed.ts";
import type { MatrixRow } from "./matrix/view.ts";

const unit = fc.integer({ min: 1, max: 22 });
const run = fc.record({
  ...{ kind: fc.constant("run" as const), unit, operation: fc.constantFrom(...PRODUCT.route) },
  volts: fc.constantFrom(3.3, 3.3, 3.3, 3.5),
});
const other = fc.record({
  kind: fc.constantFrom(
    ...(["begun", "hold", "lift", "repair", "scrap", "release", "ship", "return"] as const),
  ),
  unit,
});
type Step = (typeof run extends fc.Arbitrary<infer R> ? R : never) | { kind: string; unit: number };

function take(ledger: MemoryLedger, index: number, step: Step): void {
  const serialNumber = serial(step.unit);
  if ("volts" in step) {
    performRun(ledger, { index, serialNumber, operation: step.operation, volts: step.volts });
    return;
  }
  const [found] = ledger.ask("units.list", { serialNumber }).items;
  if (found === undefined) return;
  const { id } = found;
  const reason = "drawn";
  const runId = ledger.ask("units.get", { id }).timeline.at(-1)?.id ?? "";
  switch (step.kind) {
    case "begun":
      startTestRun(ledger, { index, serialNumber });
      return;
    case "hold":
      ledger.execute("hold.place", { id: `h${index}`, unitId: id, reason });
      return;
    case "lift": {
      const [hold] = ledger.ask("holds.list", { unitId: id, state: "placed" }).items;
      ledger.execute("hold.lift", { id: hold?.id ?? "", reason, signing: signed("released") });
      return;
    }
    case "repair": {
      const facts = { unitId: id, runId, measurementId: "voltage", diagnosis: "drawn" };
      ledger.execute("repair.begin", { id: `r${index}`, ...facts });
      ledger.execute("repair.finish", { id: `r${index}`, action: "glued", operation: "FCT" });
      return;
    }
    case "release":
      ledger.execute("unit.release", { id, signing: signed("released") });
      return;
    case "ship":
      ledger.execute("unit.ship", { id: `s${index}`, reference: "DN", unitIds: [id] });
      return;
    default:
      ledger.execute("unit.move", { id, move: step.kind as "scrap" | "return", reason });
  }
}

/** All rows, read by pages of an odd size. */
function readAll(ledger: MemoryLedger, place?: MatrixRow["place"]): readonly MatrixRow[] {
  const rows: MatrixRow[] = [];
  let cursor: string | undefined;
  do {
    const page = ledger.ask("operations.matrix", {
      ...{ id: ORDER.id, limit: 7 },
      ...(place === undefined ? {} : { place }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return rows;
}

function assertAgrees(ledger: MemoryLedger): void {
  const { counts } = ledger.ask("orders.get", { id: ORDER.id });
  const rows = readAll(ledger);
  expect(rows).toHaveLength(ORDER.quantity);
  expect(new Set(rows.map(({ serialNumber }) => serialNumber)).size).toBe(ORDER.quantity);
  const at = (place: MatrixRow["place"]) => rows.filter((row) => row.place === place);
  const parts = [
    ...([
      ["not_started", counts.notStarted],
      ["in_process", counts.inProcess],
    ] as const),
    ...([
      ["failed", counts.failed],
      ["rework", counts.rework],
      ["hold", counts.hold],
    ] as const),
    ...([
      ["good", counts.good],
      ["scrap", counts.scrap],
    ] as const),
  ] as const;
  for (const [place, units] of parts) {
    expect(at(place)).toHaveLength(units);
    expect(readAll(ledger, place)).toEqual(at(place));
  }
  for (const { unitId, cells, place, waitsFor } of rows) {
    if (unitId === undefined) continue;
    const own = ledger.ask("units.get", { id: unitId });
    expect(cells).toEqual(own.route);
    if (place === "hold") expect(waitsFor).toBe("lift");
  }
  const outlook = ledger.ask("operations.outlook", { id: ORDER.id, now: 1_800_000_000_000_000 });
  const bars = outlook.waterfall.reduce((sum, { units }) => sum + units, 0);
  expect(bars).toBe(ORDER.quantity);
  const { made, undated } = outlook.burnUp;
  expect(made.at(-1)?.cumulative ?? undated).toBe(counts.good);
}

test("after any traffic the matrix has every unit once, as its own page has it, and counts, bars and burn-up sum", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 5, arbitrary: run }, { weight: 2, arbitrary: other }), {
        ...{ minLength: 15, maxLength: 60 },
      }),
      (steps) => {
        const ledger = openMemoryLedger();
        importLine(ledger);
        for (const [index, step] of steps.entries()) {
          try {
            take(ledger, index, step);
            seen.add(step.kind);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
          if (index % 10 === 0) assertAgrees(ledger);
        }
        assertAgrees(ledger);
      },
    ),
    { numRuns: 8, seed: 20_261_123 },
  );
  for (const kind of ["run", "begun", "hold", "lift", "repair", "scrap", "release"]) {
    expect(seen).toContain(kind);
  }
});

test("a serial number of no range is listed when it was scanned, and the rest is told as unnamed", () => {
  const ledger = openMemoryLedger();
  importLine(ledger);
  const { serialNumbers: _, ...order } = ORDER;
  ledger.execute("order.import", { ...order, id: "WO-2", serialPattern: "X-###" });
  performRun(ledger, { index: 1, serialNumber: "X-001" });
  const { items, unnamed } = ledger.ask("operations.matrix", { id: "WO-2", limit: 10 });
  expect([items.map(({ serialNumber }) => serialNumber), unnamed]).toEqual([["X-001"], 19]);
});
