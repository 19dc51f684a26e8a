import { expect, test } from "vitest";
import { importLine, ORDER, PRODUCT, performRun, runId } from "../testing/line.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";

test("every version of a record is kept, with who, why and what changed (CR-01)", () => {
  const ledger = openMemoryLedger();
  importLine(ledger);
  ledger.execute("order.import", { ...ORDER, quantity: 30 }, { actor: "import:orders.yaml" });
  const history = ledger.ask("records.history", { type: "order", id: ORDER.id });
  expect(
    history.map(({ version, actor, changed }) => [version, actor, changed.toSorted()]),
  ).toEqual([
    [1, "system:test", Object.keys(ORDER).toSorted()],
    [2, "import:orders.yaml", ["quantity"]],
  ]);
  expect(history[0]?.body).toEqual(ORDER);
  expect(history[1]?.body).toMatchObject({ quantity: 30 });
});

test("a run's history is its beginning and its end", () => {
  const ledger = openMemoryLedger();
  importLine(ledger);
  performRun(ledger, { index: 1 });
  const history = ledger.ask("records.history", { type: "run", id: runId(1) });
  expect(history.map(({ action }) => action)).toEqual(["started", "finished"]);
  expect(history[1]?.changed).toContain("outcome");
  expect(history[1]?.changed).not.toContain("serialNumber");
});

test("a record that never was has no history", () => {
  const ledger = openMemoryLedger();
  const asked = { type: "product", id: PRODUCT.partNumber };
  expect(() => ledger.ask("records.history", asked)).toThrow(
    expect.objectContaining({ code: "record.not-found" }),
  );
});
