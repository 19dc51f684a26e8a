import { expect, test } from "vitest";
import { Refusal } from "../../ledger/contract.ts";
import { recordOf, serial } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import { arm, begin, NOW, openStations, rigOf } from "../testing/station.ts";

const STATION = { id: "FCT-1", title: "FCT", lockedUntilChecked: true as const };
const GOLDEN = {
  ...{ id: "G-1", kind: "golden" as const, partNumber: "PSU-24", serialNumber: "GOLD" },
  ...{ operation: "FCT", mustFail: [], due: ["shift" as const], rigs: ["fct-1"] },
};

/** Station FCT-1 with two rigs, locked until the golden unit was tested on the first. */
function openLocked(): MemoryLedger {
  const ledger = openMemoryLedger();
  openStations(ledger, "advisory");
  const interlocks = { strength: "advisory" as const, armForMs: 60_000 };
  ledger.execute("rig.declare", { ...rigOf("FCT", { interlocks }), name: "fct-2" });
  ledger.execute("station.declare", { ...STATION, rigs: ["fct-1", "fct-2"] });
  ledger.execute("referenceUnit.save", { unit: GOLDEN });
  return ledger;
}

const station = (ledger: MemoryLedger) =>
  ledger.ask("stations.get", { station: "FCT-1", rigs: ["fct-1", "fct-2"], now: NOW });

function refusedChecks(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.details.checks;
    throw error;
  }
  return undefined;
}

function testGolden(ledger: MemoryLedger, index: number, volts: number): void {
  arm(ledger, "fct-1", "GOLD");
  ledger.execute("run.finish", recordOf(begin(ledger, { index }), { index, volts }));
}

test("a due check of one rig locks every rig of its station, for the API too, until it holds", () => {
  const ledger = openLocked();
  expect(station(ledger)).toMatchObject({
    locked: true,
    due: [{ kind: "reference", rig: "fct-1", serialNumber: "GOLD", since: "shift" }],
  });
  const locked = expect.objectContaining({
    ...{ check: "shift-start", code: "station.locked", overridable: false },
    found: expect.stringContaining("Golden unit GOLD (fct-1)"),
  });
  expect(refusedChecks(() => arm(ledger, "fct-2", serial(1)))).toEqual([locked]);
  testGolden(ledger, 1, 99);
  expect(station(ledger)).toMatchObject({ locked: true, due: [{ state: "failed" }] });
  testGolden(ledger, 2, 3.3);
  expect(station(ledger)).toMatchObject({ locked: false, due: [] });
  expect(arm(ledger, "fct-2", serial(1)).arming.state).toBe("armed");
});

test("a run that begins while the station is locked is kept and never advances its unit", () => {
  const ledger = openLocked();
  const { header } = begin(ledger, { index: 1, serialNumber: serial(1) });
  expect(header.invitation?.uninvited).toContain("shift-start");
});

test("what quality lets pass for the shift locks nothing; a rig that is gone neither", () => {
  const ledger = openLocked();
  testGolden(ledger, 1, 3.3);
  const plan = { id: "PROBES", title: "Probes", rig: "fct-2", everyDays: 1, verify: false };
  ledger.execute("maintenance.plan", { plan: { ...plan, policy: "block" } });
  const now = NOW + 86_400_000_000;
  const at = (rigs: readonly string[]) => {
    ledger.execute("station.declare", { ...STATION, rigs });
    const asked = { station: "FCT-1", rigs: ["fct-1", "fct-2"], scan: serial(1), now };
    const { checks } = ledger.ask("interlocks.next", { ...asked, rig: "fct-1", operator: "p-1" });
    return checks.find(({ check }) => check === "shift-start")?.found;
  };
  ledger.execute("referenceUnit.save", { unit: { ...GOLDEN, retired: true }, reason: "worn" });
  expect(at(["fct-1", "fct-2"])).toContain("Probes (fct-2) is due");
  expect(at(["fct-1"])).toBe("nothing is due");
  const signer = { personId: "boss", printedName: "B", roles: ["qa" as const] };
  const signing = {
    ...{ id: "0199d0a4-3c2e-7b51-8f4a-5d2c9e6b7a11", meaning: "approved" as const },
    signer: { ...signer, method: "secret" as const },
  };
  const override = { check: "maintenance" as const, rig: "fct-2", reason: "agreed", signing };
  const id = "0199d0a4-3c2e-7b51-8f4a-5d2c9e6b7a10";
  ledger.execute("override.give", { id, ...override }, { occurredAt: now });
  expect(at(["fct-1", "fct-2"])).toBe("nothing is due");
});

test("a retest carries its reason into the run; without one, with one that is not of the station, or of no fail, it is refused", () => {
  const ledger = openMemoryLedger();
  openStations(ledger, "advisory");
  const again = (retest: string) =>
    ledger.execute(
      "station.arm",
      { rig: "fct-1", slot: "", scan: serial(1), operator: "p-1", retest },
      { occurredAt: NOW },
    );
  expect(() => again("CONTACT")).toThrow("no run at FCT that did not pass");
  arm(ledger, "fct-1", serial(1));
  const first = begin(ledger, { index: 1 });
  ledger.execute("run.finish", recordOf(first, { index: 1, volts: 99 }));
  const asked = { station: "FCT-1", rigs: ["fct-1"], scan: serial(1), now: NOW };
  expect(ledger.ask("interlocks.next", asked).retestOf).toEqual({
    ...{ runId: first.header.id, outcome: "fail" },
  });
  expect(() => arm(ledger, "fct-1", serial(1))).toThrow("one of CONTACT (Bad contact");
  expect(() => again("NO-SUCH")).toThrow("It has CONTACT");
  again("CONTACT");
  expect(begin(ledger, { index: 2 }).header.invitation).toMatchObject({
    retest: "Bad contact in the fixture",
  });
});
