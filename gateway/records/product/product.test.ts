import { describe, expect, test } from "vitest";
import type { ProductBody } from "../import-file.ts";
import { importLine, PRODUCT, performRun, serial } from "../testing/line.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";

function openWith(...bodies: readonly ProductBody[]) {
  const ledger = openMemoryLedger();
  for (const body of bodies) ledger.execute("product.import", body);
  return ledger;
}
const refusal = (code: string, field: string) =>
  expect.objectContaining({ code, details: expect.objectContaining({ field }) });

const DRAFT: ProductBody = { ...PRODUCT, revisions: [{ revision: "A", status: "draft" }] };
const NEXT = { revision: "D", status: "draft" } as const;

describe("product.import", () => {
  test("the same content appends nothing, whatever the order of its keys", () => {
    const ledger = openWith(PRODUCT);
    const turned = Object.fromEntries(Object.entries(PRODUCT).reverse()) as ProductBody;
    expect(ledger.execute("product.import", turned)).toEqual({ result: "unchanged", entries: [] });
    expect(ledger.entries()).toHaveLength(1);
  });

  test("a draft may change, each change a new version", () => {
    const ledger = openWith(DRAFT, { ...DRAFT, name: "Other" });
    expect(ledger.entries().map(({ entry }) => entry.version)).toEqual([1, 2]);
    expect(ledger.ask("products.list", {})[0]?.name).toBe("Other");
  });

  test.each<[string, Partial<ProductBody>]>([
    ["name", { name: "Other" }],
    ["description", { description: "other" }],
    ["route", { route: ["FCT"] }],
    ["revisions", { revisions: [{ revision: "C", status: "draft" }] }],
    ["revisions", { revisions: [NEXT] }],
  ])("a released product keeps its %s", (field, change) => {
    const ledger = openWith(PRODUCT);
    const changed = { ...PRODUCT, ...change };
    expect(() => ledger.execute("product.import", changed)).toThrow(
      refusal("record.immutable", field),
    );
  });

  test("stage and the status of a revision move on, and not back", () => {
    const ledger = openWith(PRODUCT, {
      ...PRODUCT,
      stage: "eol",
      revisions: [{ revision: "C", status: "obsolete" }],
    });
    expect(ledger.ask("products.list", {})[0]?.stage).toBe("eol");
    expect(() => ledger.execute("product.import", PRODUCT)).toThrow(
      refusal("record.invalid", "stage"),
    );
  });

  test.each<[string, Partial<ProductBody>]>([
    ["revisions", { revisions: [NEXT, NEXT] }],
    ["route", { route: ["FCT", "FCT"] }],
  ])("a repeated name in %s is refused", (field, change) => {
    expect(() => openWith({ ...PRODUCT, ...change })).toThrow(refusal("record.invalid", field));
  });

  test("a new route with a new revision does not reach units of the released one", () => {
    const ledger = openMemoryLedger();
    importLine(ledger);
    performRun(ledger, { index: 1 });
    performRun(ledger, { index: 2, operation: "HIPOT" });
    const [before] = ledger.ask("units.list", { serialNumber: serial(1) }).items;
    expect(before?.status).toBe("passed_all");
    ledger.execute("product.import", {
      ...PRODUCT,
      route: ["FCT", "BURN-IN", "HIPOT"],
      revisions: [...PRODUCT.revisions, NEXT],
    });
    expect(ledger.ask("units.list", { serialNumber: serial(1) }).items[0]?.status).toBe(
      "passed_all",
    );
  });

  test("units of a draft follow its route, also with the import that releases it", () => {
    const ledger = openMemoryLedger();
    importLine(ledger);
    const draft = { ...PRODUCT, revisions: [...PRODUCT.revisions, NEXT] };
    ledger.execute("product.import", draft);
    ledger.execute("order.import", {
      id: "WO-D",
      partNumber: "PSU-24",
      revision: "D",
      quantity: 5,
      status: "released",
      serialNumbers: { prefix: "D-", from: 1, digits: 3 },
    });
    performRun(ledger, { index: 1, serialNumber: "D-001" });
    const status = () => ledger.ask("units.list", { serialNumber: "D-001" }).items[0]?.status;
    expect(status()).toBe("in_process");
    ledger.execute("product.import", { ...draft, route: ["FCT"] });
    expect(status()).toBe("passed_all");
    const released = [...PRODUCT.revisions, { ...NEXT, status: "released" as const }];
    ledger.execute("product.import", { ...draft, revisions: released });
    expect(status()).toBe("in_process");
  });

  test("another version than the caller saw is refused", () => {
    const ledger = openWith(DRAFT);
    const stale = { expectedVersion: 3 };
    expect(() => ledger.execute("product.import", { ...DRAFT, name: "x" }, stale)).toThrow(
      expect.objectContaining({ code: "record.version-conflict" }),
    );
  });
});
