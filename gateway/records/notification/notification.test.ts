import { expect, test } from "vitest";
import { importLine, performRun, runId, serial } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import { by, signed } from "../testing/signed.ts";
import type { Asker } from "./waiting.ts";

const ANA: Asker = { kind: "person", id: "ana", roles: ["qa"] };
const BEA: Asker = { kind: "person", id: "bea", roles: ["qa"] };
const TOM: Asker = { kind: "person", id: "tom", roles: ["technician"] };

/** Limits by ana in review, a run that ana wants withdrawn, a unit to decide on, one to release. */
function openWaiting(): MemoryLedger {
  const ledger = openMemoryLedger();
  importLine(ledger);
  const limits = { comparator: "LE" as const, unit: "V", specification: { high: 3.35 } };
  const content = {
    ...{ partNumber: "PSU-24", operation: "FCT" },
    limits: [{ measurement: "voltage", limits }],
  };
  const version = { id: "PSU-24/FCT", version: 1 };
  ledger.execute("limitSet.save", { ...version, content }, by("ana"));
  const review = { ...version, to: "in_review" as const, signing: undefined };
  ledger.execute("limitSet.move", review, by("ana"));
  performRun(ledger, { index: 1, serialNumber: serial(1), volts: 3.7 });
  performRun(ledger, { index: 2, serialNumber: serial(2) });
  performRun(ledger, { index: 3, serialNumber: serial(2), operation: "HIPOT" });
  const facts = { title: "Ripple", description: "seen", severity: "major" as const };
  ledger.execute("nonconformance.open", { id: "nc", ...facts });
  const query = { serialNumbers: [serial(1)] };
  ledger.execute("nonconformance.contain", { id: "c", nonconformanceId: "nc", query });
  for (const to of ["contained", "investigating"] as const) {
    ledger.execute("nonconformance.move", { id: "nc", to });
  }
  const proposal = { id: "w", runId: runId(1), nonconformanceId: "nc", reason: "loose probe" };
  ledger.execute("invalidation.propose", proposal, by("ana"));
  return ledger;
}
const waiting = (ledger: MemoryLedger, asker: Asker, mine = false) =>
  ledger
    .ask("signatures.waiting", { asker, mine })
    .map(({ kind, recordId, standing }) => [kind, recordId, standing].join(" "))
    .toSorted();

test("CR-26: what waits for a signature is somebody's, but never its author's", () => {
  const ledger = openWaiting();
  expect(waiting(ledger, BEA, true)).toEqual([
    "approval PSU-24/FCT yours",
    "disposition nc yours",
    "invalidation w yours",
    "unit-release WO-1 yours",
  ]);
  expect(waiting(ledger, ANA)).toEqual([
    "approval PSU-24/FCT own-work",
    "disposition nc yours",
    "invalidation w own-work",
    "unit-release WO-1 yours",
  ]);
  expect(waiting(ledger, ANA, true)).toHaveLength(2);
  expect(waiting(ledger, TOM, true)).toEqual([]);
  expect(new Set(waiting(ledger, TOM).map((each) => each.split(" ").at(-1)))).toEqual(
    new Set(["other-role"]),
  );
});

test("what was signed waits no longer", () => {
  const ledger = openWaiting();
  const proposed = { id: "w", approve: true, signing: signed("approved", "qa", "bea") };
  ledger.execute("invalidation.decide", proposed, by("bea"));
  const unitId = ledger.ask("units.list", { serialNumber: serial(2) }).items[0]?.id ?? "";
  ledger.execute("unit.release", { id: unitId, signing: signed("released") });
  expect(waiting(ledger, BEA)).toEqual(["approval PSU-24/FCT yours", "disposition nc yours"]);
});

test("each notification has an owner: who took the alarm, else the role", () => {
  const ledger = openWaiting();
  const raised = { rig: "fct-1", kind: "silence", what: "nothing heard", flapping: false } as const;
  ledger.execute("alarm.raise", { id: "a1", ...raised });
  ledger.execute("alarm.raise", { id: "a2", ...raised, rig: "fct-2" });
  ledger.execute("alarm.acknowledge", { id: "a2", by: "tom" });
  ledger.sql.run("INSERT INTO quarantine VALUES ('mqtt', 'ledger', 3, 'x', 1, 1)");
  const meter = { id: "DMM", title: "Meter", intervalDays: 365, policy: "record" as const };
  ledger.execute("equipment.save", { equipment: meter });
  const moment = { now: 1_800_000_000_000_000, timeZone: "UTC" };
  const list = (asker: Asker, mine: boolean) =>
    ledger.ask("notifications.list", { asker, mine, ...moment });
  const all = list(BEA, false);
  expect(all.map(({ kind }) => kind)).toEqual([
    ...["alarm", "alarm", "quarantine", "calibration"],
    ...["signature", "signature", "signature", "signature"],
  ]);
  expect(all.find(({ id }) => id === "alarm a2")?.owner.person).toBe("tom");
  expect(all.find(({ kind }) => kind === "quarantine")).toMatchObject({
    ...{ count: 1, owner: { roles: ["operations", "admin"] }, isYours: false },
  });
  expect(list(TOM, true).map(({ id }) => id)).toEqual(["alarm a2", "alarm a1"]);
  const other: Asker = { ...TOM, id: "tim" };
  expect(list(other, true).map(({ id }) => id)).toEqual(["alarm a1"]);
  expect(list(ANA, true).map(({ kind }) => kind)).toEqual([
    ...["calibration", "signature", "signature"],
  ]);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
});
