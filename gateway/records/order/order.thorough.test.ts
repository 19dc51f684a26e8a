import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OrderBody } from "../import-file.ts";
import { importLine, ORDER, performRun, serial } from "../testing/line.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";
import { type CountedRange, isInRange, rangesOverlap } from "./serial-range.ts";

function openLine() {
  const ledger = openMemoryLedger();
  importLine(ledger);
  return ledger;
}
const RANGE = { prefix: "PSU24-", from: 1, digits: 6 };
const refusal = (code: string, field: string) =>
  expect.objectContaining({ code, details: expect.objectContaining({ field }) });
const second = (change: Partial<OrderBody>): OrderBody => ({
  ...ORDER,
  id: "WO-2",
  serialNumbers: { ...RANGE, from: 21 },
  ...change,
});

describe("order.import", () => {
  test("the same content appends nothing; an order beside it takes the next serials", () => {
    const ledger = openLine();
    expect(ledger.execute("order.import", ORDER).result).toBe("unchanged");
    ledger.execute("order.import", second({}));
    performRun(ledger, { index: 1, serialNumber: serial(21) });
    expect(ledger.ask("units.list", { serialNumber: serial(21) }).items[0]?.orderId).toBe("WO-2");
  });

  test.each<[string, string, Partial<OrderBody>]>([
    ["an unknown product", "partNumber", { partNumber: "X" }],
    ["an unknown revision", "revision", { revision: "Z" }],
    ["serials of another order", "serialNumbers", { serialNumbers: ORDER.serialNumbers }],
    ["more units than its digits can count", "quantity", { quantity: 1_000_000 }],
  ])("%s is refused", (_, field, change) => {
    const named = field === "quantity" ? "serialNumbers" : field;
    expect(() => openLine().execute("order.import", second(change))).toThrow(
      refusal("record.invalid", named),
    );
  });

  test.each<[string, string, Partial<OrderBody>]>([
    ["status", "record.immutable", { status: "planned" }],
    ["serialNumbers", "record.immutable", { serialNumbers: { ...RANGE, from: 2 } }],
    ["quantity", "record.invalid", { quantity: 1 }],
  ])("a released order with bound units keeps its %s", (field, code, change) => {
    const ledger = openLine();
    performRun(ledger, { index: 1, serialNumber: serial(2) });
    expect(() => ledger.execute("order.import", { ...ORDER, ...change })).toThrow(
      refusal(code, field),
    );
  });

  test.each(["planned", "on_hold", "completed", "closed"] as const)(
    "an order that is %s begins no unit",
    (status) => {
      const ledger = openLine();
      ledger.execute("order.import", second({ status }));
      performRun(ledger, { index: 1, serialNumber: serial(21) });
      expect(ledger.ask("units.list", { serialNumber: serial(21) }).items).toEqual([]);
    },
  );

  test("counts always sum to the quantity", () => {
    const run = fc.record({
      unit: fc.integer({ min: 1, max: 25 }),
      operation: fc.constantFrom("FCT", "HIPOT"),
      volts: fc.option(fc.constantFrom(3.3, 3.5), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 30 }), (runs) => {
        const ledger = openLine();
        for (const [index, { unit, operation, volts }] of runs.entries()) {
          const base = { index, serialNumber: serial(unit), operation };
          performRun(ledger, volts === undefined ? base : { ...base, volts });
          const [order] = ledger.ask("orders.list", {}).items;
          const { atOperation: _, ...places } = order?.counts ?? {};
          const counts = Object.values(places);
          expect(counts).toHaveLength(7);
          expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(ORDER.quantity);
        }
      }),
      { numRuns: 15 },
    );
  });

  test("the first unit puts a released order in progress", () => {
    const ledger = openLine();
    expect(ledger.ask("orders.list", {}).items[0]?.status).toBe("released");
    performRun(ledger, { index: 1 });
    expect(ledger.ask("orders.list", {}).items[0]).toMatchObject({
      status: "in_progress",
      counts: { notStarted: 19, inProcess: 1, failed: 0, good: 0, hold: 0, scrap: 0 },
    });
  });
});

test("two ranges overlap exactly where a serial lies in both", () => {
  const range = fc.record({
    quantity: fc.integer({ min: 1, max: 15 }),
    serialNumbers: fc.record({
      prefix: fc.constantFrom("", "A", "1", "10", "A1", "A0"),
      from: fc.integer({ min: 0, max: 30 }),
      digits: fc.integer({ min: 2, max: 4 }),
    }),
  });
  const serials = ({ quantity, serialNumbers }: CountedRange) =>
    Array.from({ length: quantity }, (_, index) => {
      const number = String(serialNumbers.from + index).padStart(serialNumbers.digits, "0");
      return serialNumbers.prefix + number;
    });
  fc.assert(
    fc.property(range, range, (left, right) => {
      const both = serials(left).some((each) =>
        isInRange(each, right.serialNumbers, right.quantity),
      );
      expect(rangesOverlap(left, right)).toBe(both);
      expect(rangesOverlap(right, left)).toBe(both);
    }),
    { numRuns: 2_000 },
  );
});
