import { expect, test } from "vitest";
import { recordOf, serial } from "../testing/line.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";
import { arm, begin, NOW, openStations } from "../testing/station.ts";

const ID = "0199d0a4-3c2e-7b51-8f4a-5d2c9e6b7a10";
const signer = {
  personId: "boss",
  printedName: "B",
  roles: ["qa" as const],
  method: "secret" as const,
};
const signing = { id: `${ID.slice(0, -1)}1`, signer, meaning: "approved" as const };
const unit = { partNumber: "PSU-24", serialNumber: serial(1) };

test("a signed override lets its unit pass, the run names it, and it is counted", () => {
  const ledger = openMemoryLedger();
  openStations(ledger, "advisory");
  const wanted = { id: ID, check: "route" as const, rig: "hipot-1", unit, reason: "agreed" };
  expect(() => ledger.execute("override.give", wanted)).toThrow("must be signed");
  const hold = { ...wanted, check: "hold" as const, signing };
  expect(() => ledger.execute("override.give", hold)).toThrow("Nobody overrides");
  expect(() => arm(ledger, "hipot-1", serial(1))).toThrow("not armed");
  ledger.execute("override.give", { ...wanted, signing });
  arm(ledger, "hipot-1", serial(1));
  const { header } = begin(ledger, { index: 1, operation: "HIPOT" });
  expect(header.invitation).toEqual({ arming: 1, operator: "p-1", overrides: [ID] });
  const { items } = ledger.ask("overrides.list", { limit: 10, now: NOW });
  expect(items).toMatchObject([{ id: ID, state: "in_force", uses: 1, signedBy: "boss" }]);
  ledger.execute("override.revoke", { id: ID, reason: "no more" });
  expect(() => arm(ledger, "hipot-1", serial(1))).toThrow("not armed");
});

test("a golden unit makes the station ready for its shift, is no unit, and a replay says the same", () => {
  const ledger = openMemoryLedger();
  openStations(ledger, "advisory");
  const golden = { id: "G-1", kind: "golden" as const, partNumber: "PSU-24", serialNumber: "GOLD" };
  const demanded = { operation: "FCT", mustFail: [], due: ["shift" as const] };
  ledger.execute("referenceUnit.save", { unit: { ...golden, ...demanded } });
  expect(() => arm(ledger, "fct-1", serial(1))).toThrow("not tested since");
  arm(ledger, "fct-1", "GOLD");
  const started = begin(ledger, { index: 1 });
  expect(started.header).toMatchObject({ invitation: { referenceUnitId: "G-1" } });
  expect(started.header.unitId).toBeUndefined();
  ledger.execute("run.finish", recordOf(started, { index: 1, volts: 3.3 }));
  arm(ledger, "fct-1", serial(1));
  const before = ledger.tables();
  ledger.replay();
  expect(ledger.tables()).toEqual(before);
});
