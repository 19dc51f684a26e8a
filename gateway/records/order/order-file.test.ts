import { expect, test } from "vitest";
import { importLine, ORDER } from "../testing/line.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";

const FILE = { actor: "import:orders.yaml" };
const DUE = "2026-12-04T15:00:00.000Z";

/** An order of a file, with a date that a person gave it since, and on hold. */
function openDecided() {
  const ledger = openMemoryLedger();
  importLine(ledger);
  const serialNumbers = { prefix: "F-", from: 1, digits: 4 };
  const order = { ...ORDER, id: "WO-F", status: "in_progress" as const, serialNumbers };
  ledger.execute("order.import", order, FILE);
  const input = { id: order.id, dueAt: DUE, reason: "agreed with the customer" };
  ledger.execute("order.reschedule", input);
  ledger.execute("order.move", { id: order.id, to: "on_hold", reason: "no capacitors" });
  const read = () => ledger.ask("orders.get", { id: order.id });
  return { ledger, order, read };
}

test("a file that says what it said before undoes no decision of people, at any start", () => {
  const { ledger, order, read } = openDecided();
  for (const _ of [1, 2]) {
    expect(ledger.execute("order.import", order, FILE).entries).toEqual([]);
    expect(read()).toMatchObject({ dueAt: DUE, status: "on_hold", version: 3 });
  }
});

test("a file that says something new is taken in, and so is a person who states the order anew", () => {
  const { ledger, order, read } = openDecided();
  ledger.execute("order.import", { ...order, quantity: order.quantity + 5 }, FILE);
  expect(read()).toMatchObject({ quantity: order.quantity + 5, version: 4 });
  ledger.execute("order.import", { ...order, dueAt: DUE });
  expect(read()).toMatchObject({ quantity: order.quantity, dueAt: DUE, version: 5 });
});
