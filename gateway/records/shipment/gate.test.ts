import { expect, test } from "vitest";
import { importLine, ORDER, performRun, serial } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import { signed } from "../testing/signed.ts";

/** Units 1 to 5 passed everything; 1 to 4 are released. */
function openGate(): { ledger: MemoryLedger; idOf: (index: number) => string } {
  const ledger = openMemoryLedger();
  importLine(ledger);
  for (let index = 1; index <= 5; index += 1) {
    performRun(ledger, { index, serialNumber: serial(index) });
    performRun(ledger, { index: 20 + index, serialNumber: serial(index), operation: "HIPOT" });
  }
  const idOf = (index: number) =>
    ledger.ask("units.list", { serialNumber: serial(index) }).items[0]?.id ?? "";
  for (const index of [1, 2, 3, 4]) {
    ledger.execute("unit.release", { id: idOf(index), signing: signed("released") });
  }
  return { ledger, idOf };
}

test("CR-63: the gate says of each unit what shipping would say, and why not", () => {
  const { ledger, idOf } = openGate();
  ledger.execute("hold.place", { id: "h1", unitId: idOf(2), reason: "scratched" });
  performRun(ledger, { index: 50, serialNumber: serial(3), volts: 3.5 });
  const { items } = ledger.ask("shipments.gate", { orderId: ORDER.id, limit: 100 });
  expect(items.map(({ serialNumber, mayShip, why }) => [serialNumber, mayShip, why])).toEqual([
    [serial(1), true, undefined],
    [serial(2), false, "on_hold"],
    [serial(3), false, "failed_since"],
    [serial(4), true, undefined],
    [serial(5), false, "not_released"],
  ]);
  for (const { unitId, mayShip } of items) {
    const ship = () =>
      ledger.execute("unit.ship", { id: `d-${unitId}`, reference: "DN", unitIds: [unitId] });
    if (mayShip) expect(ship().result).toEqual({ id: `d-${unitId}` });
    else expect(ship).toThrow(expect.objectContaining({ code: "shipment.refused" }));
  }
});

test("a scanned unit is judged whatever its status, and an unknown one is not there", () => {
  const { ledger, idOf } = openGate();
  const scan = (serialNumber: string) =>
    ledger.ask("shipments.gate", { serialNumber, limit: 10 }).items;
  ledger.execute("unit.ship", { id: "d-1", reference: "DN-1", unitIds: [idOf(1), idOf(4)] });
  expect(scan(serial(1))).toMatchObject([
    { status: "shipped", mayShip: false, why: "not_released" },
  ]);
  expect(scan(serial(2))).toMatchObject([{ mayShip: true }]);
  expect(scan("none")).toEqual([]);
  expect(ledger.ask("shipments.get", { id: "d-1" })).toMatchObject({
    ...{ reference: "DN-1", units: 2 },
    unitList: [{ serialNumber: serial(1), status: "shipped" }, { serialNumber: serial(4) }],
  });
  expect(() => ledger.ask("shipments.get", { id: "none" })).toThrow(
    expect.objectContaining({ code: "shipment.not-found" }),
  );
});

test("pages of the gate follow each other by serial number", () => {
  const { ledger } = openGate();
  const first = ledger.ask("shipments.gate", { orderId: ORDER.id, limit: 3 });
  const cursor = first.nextCursor ?? "";
  const rest = ledger.ask("shipments.gate", { orderId: ORDER.id, limit: 3, cursor });
  const all = [...first.items, ...rest.items].map(({ serialNumber }) => serialNumber);
  expect(all).toEqual([1, 2, 3, 4, 5].map(serial));
  expect(rest.nextCursor).toBeUndefined();
});
