import fc from "fast-check";
import { expect, test } from "vitest";
import { netDemand } from "./netting.ts";

test("firm demand comes before forecast, each by its date, and a late order says so", () => {
  const part = { partNumber: "P" };
  const lines = [
    { id: "forecast", ...part, quantity: 5, kind: "forecast", dueAt: 1 } as const,
    { id: "firm-late", ...part, quantity: 4, kind: "firm", dueAt: 30 } as const,
    { id: "firm-soon", ...part, quantity: 6, kind: "firm", dueAt: 10 } as const,
  ];
  const orders = [
    { id: "WO-2", ...part, quantity: 6, dueAt: 20 },
    { id: "WO-1", ...part, quantity: 5, dueAt: 5 },
    { id: "WO-X", partNumber: "Q", quantity: 99, dueAt: 1 },
  ];
  expect(netDemand(lines, orders)).toEqual([
    {
      id: "forecast",
      covered: 1,
      short: 4,
      allocations: [{ orderId: "WO-2", quantity: 1, late: true }],
    },
    {
      id: "firm-late",
      covered: 4,
      short: 0,
      allocations: [{ orderId: "WO-2", quantity: 4, late: false }],
    },
    {
      ...{ id: "firm-soon", covered: 6, short: 0 },
      allocations: [
        { orderId: "WO-1", quantity: 5, late: false },
        { orderId: "WO-2", quantity: 1, late: true },
      ],
    },
  ]);
});

test("no unit of supply covers two lines, and covered and short sum to each line", () => {
  const id = fc.uuid();
  const partNumber = fc.constantFrom("P", "Q");
  const quantity = fc.integer({ min: 0, max: 50 });
  const dueAt = fc.integer({ min: 0, max: 9 });
  const kind = fc.constantFrom("firm" as const, "forecast" as const);
  const line = fc.record({ id, partNumber, quantity, kind, dueAt });
  const order = fc.record({ id, partNumber, quantity, dueAt });
  fc.assert(
    fc.property(
      fc.uniqueArray(line, { selector: (each) => each.id, maxLength: 12 }),
      fc.uniqueArray(order, { selector: (each) => each.id, maxLength: 12 }),
      (lines, orders) => {
        const netted = netDemand(lines, orders);
        expect(netted.map((each) => each.id)).toEqual(lines.map((each) => each.id));
        for (const [index, { covered, short, allocations }] of netted.entries()) {
          expect(covered + short).toBe(lines[index]?.quantity);
          expect(allocations.reduce((sum, each) => sum + each.quantity, 0)).toBe(covered);
        }
        for (const { id: orderId, quantity: most, partNumber: part } of orders) {
          const taken = netted.flatMap((each, index) =>
            each.allocations
              .filter((allocation) => allocation.orderId === orderId)
              .map((allocation) => ({ ...allocation, part: lines[index]?.partNumber })),
          );
          expect(taken.reduce((sum, each) => sum + each.quantity, 0)).toBeLessThanOrEqual(most);
          expect(taken.every((each) => each.part === part)).toBe(true);
        }
      },
    ),
    { numRuns: 200 },
  );
});
