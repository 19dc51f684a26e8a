import { describe, expect, test } from "vitest";
import type { ProcedureBody } from "../import-file.ts";
import { PRODUCT, procedureOf } from "../testing/line.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";
import { findProcedureByHash, findProcedureInForce } from "./lookup.ts";

function openWith(...bodies: readonly ProcedureBody[]) {
  const ledger = openMemoryLedger();
  ledger.execute("product.import", PRODUCT);
  for (const body of bodies) ledger.execute("procedure.import", body);
  return ledger;
}
const refusal = (code: string, field: string) =>
  expect.objectContaining({ code, details: expect.objectContaining({ field }) });
const withLimits = (limits: ProcedureBody["measurements"][number]["limits"]): ProcedureBody => ({
  ...procedureOf("FCT"),
  measurements: [{ id: "voltage", name: "Voltage", aliases: [], limits, attemptsMax: 1 }],
});
const spec = { low: 3.2, high: 3.4 };

describe("procedure.import", () => {
  test("the same content appends nothing", () => {
    const ledger = openWith(procedureOf("FCT"));
    const again = ledger.execute("procedure.import", procedureOf("FCT"));
    expect(again).toEqual({ result: "unchanged", entries: [] });
  });

  test("an effective version is never changed; it only becomes obsolete, and stays so", () => {
    const ledger = openWith(procedureOf("FCT"));
    const changes = [
      { name: "x" },
      { status: "draft" as const },
      { name: "x", status: "obsolete" as const },
      { unexpected: "refuse" as const },
    ];
    for (const change of changes) {
      expect(() => ledger.execute("procedure.import", procedureOf("FCT", change))).toThrow(
        refusal("record.immutable", "version 1"),
      );
    }
    ledger.execute("procedure.import", procedureOf("FCT", { status: "obsolete" }));
    expect(() => ledger.execute("procedure.import", procedureOf("FCT"))).toThrow(
      refusal("record.immutable", "version 1"),
    );
  });

  test("a new version stands beside the old one and is the one in force", () => {
    const ledger = openWith(procedureOf("FCT"), procedureOf("FCT", { version: 2 }));
    const inForce = findProcedureInForce(ledger.sql, "PSU-24", "FCT");
    expect(inForce?.procedure.version).toBe(2);
    const versions = ledger.ask("products.list", {})[0]?.procedures.map(({ version }) => version);
    expect(versions).toEqual([2, 1]);
    expect(findProcedureByHash(ledger.sql, inForce?.hash ?? "")).toEqual(
      procedureOf("FCT", { version: 2 }),
    );
  });

  test.each<[string, string, ProcedureBody]>([
    ["an unknown part number", "partNumber", procedureOf("FCT", { partNumber: "X" })],
    ["an operation outside the route", "operation", procedureOf("ICT")],
    ["a second procedure for the place", "id", procedureOf("FCT", { id: "other" })],
    [
      "limits with low above high",
      "measurements.voltage.limits",
      withLimits({ comparator: "GELE", unit: "V", specification: { low: 2, high: 1 } }),
    ],
    [
      "an unknown unit",
      "measurements.voltage.limits",
      withLimits({ comparator: "GELE", unit: "Volt", specification: spec }),
    ],
    [
      "a guard band wider than the specification",
      "measurements.voltage.limits",
      withLimits({
        comparator: "GELE",
        unit: "V",
        specification: spec,
        acceptance: { low: 3.1, high: 3.4 },
      }),
    ],
  ])("%s is refused, naming the field", (_, field, body) => {
    const ledger = openWith(procedureOf("HIPOT"), procedureOf("FCT", { version: 9 }));
    expect(() => ledger.execute("procedure.import", body)).toThrow(
      refusal("record.invalid", field),
    );
  });
});
