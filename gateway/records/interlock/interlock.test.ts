import { expect, test } from "vitest";
import { Refusal } from "../../ledger/contract.ts";
import { PRODUCT, procedureOf, recordOf, serial } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import { begin, NOW, openStations, rigOf } from "../testing/station.ts";

function refusalOf(work: () => unknown): Refusal {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

const next = (ledger: MemoryLedger, scan: string, change: object = {}) =>
  ledger.ask("interlocks.next", {
    ...{ station: "FCT-1", rigs: ["fct-1", "hipot-1"], scan, now: NOW, operator: "p-1" },
    ...change,
  });
const heldBack = (ledger: MemoryLedger, scan: string, change: object = {}) =>
  next(ledger, scan, change)
    .checks.filter(({ result }) => result !== "ok")
    .map(({ code }) => code);
const finish = (ledger: MemoryLedger, started: ReturnType<typeof begin>, volts = 3.3) =>
  ledger.execute("run.finish", recordOf(started, { index: 0, volts }));

test("a scan says what would run, on which rig, which attempt, by which procedure, and that it may", () => {
  const ledger = openMemoryLedger();
  openStations(ledger, "advisory");
  expect(next(ledger, serial(1))).toMatchObject({
    ...{ rig: "fct-1", operation: "FCT", strength: "advisory", serialNumber: serial(1) },
    ...{ partNumber: "PSU-24", orderId: "WO-1", revision: "C", attempt: 1, mayArm: true },
    ...{ procedureId: "PSU-24/FCT", procedureVersion: 1 },
  });
  finish(ledger, begin(ledger, { index: 1, serialNumber: serial(1) }));
  expect(next(ledger, `PSU-24|${serial(1)}`)).toMatchObject({
    attempt: 2,
    unitId: expect.any(String),
  });
});

test.each<[string, string, object, (ledger: MemoryLedger) => void]>([
  ["unit.unknown", "PSU24-999999", {}, () => undefined],
  [
    "order.not-open",
    serial(2),
    {},
    (ledger) => {
      begin(ledger, { index: 2, serialNumber: serial(2) });
      const order = { id: "WO-1", partNumber: "PSU-24", revision: "C", quantity: 20 };
      const serialNumbers = { prefix: "PSU24-", from: 1, digits: 6 };
      ledger.execute("order.import", { ...order, status: "on_hold", serialNumbers });
    },
  ],
  [
    "revision.obsolete",
    serial(2),
    {},
    (ledger) => {
      begin(ledger, { index: 2, serialNumber: serial(2) });
      const revisions = [{ revision: "C", status: "obsolete" as const }];
      ledger.execute("product.import", { ...PRODUCT, revisions });
    },
  ],
  ["route.earlier-missing", serial(1), { station: "HIPOT-1" }, () => undefined],
  [
    "procedure.not-effective",
    serial(1),
    {},
    (ledger) => {
      ledger.execute("procedure.import", procedureOf("FCT", { status: "obsolete" }));
      ledger.execute("procedure.import", procedureOf("FCT", { version: 2, status: "draft" }));
    },
  ],
  [
    "equipment.unfit",
    serial(1),
    {},
    (ledger) => {
      const equipment = {
        id: "DMM-07",
        title: "Meter",
        intervalDays: 365,
        policy: "block" as const,
      };
      ledger.execute("equipment.save", { equipment });
      const used = [{ id: "DMM-07", function: "voltage-dc" }];
      ledger.execute("rig.declare", rigOf("FCT", { equipment: used }));
    },
  ],
  [
    "maintenance.due",
    serial(1),
    { now: NOW + 86_400_000_000 },
    (ledger) => {
      const plan = { id: "PROBES", title: "Probes", rig: "fct-1", everyDays: 1, verify: false };
      ledger.execute("maintenance.plan", { plan: { ...plan, policy: "block" } });
    },
  ],
  [
    "reference.due",
    serial(1),
    {},
    (ledger) => {
      const unit = {
        id: "G-1",
        kind: "golden" as const,
        partNumber: "PSU-24",
        serialNumber: "GOLD",
      };
      const demanded = { operation: "FCT", mustFail: [], due: ["shift" as const] };
      ledger.execute("referenceUnit.save", { unit: { ...unit, ...demanded } });
    },
  ],
  [
    "operator.unqualified",
    serial(1),
    { operator: "p-2" },
    (ledger) => {
      const person = { personId: "p-1", procedureId: "PSU-24/FCT" };
      ledger.execute("person.add", { id: "p-1", roles: ["technician"] });
      ledger.execute("qualification.grant" as never, { ...person, validUntil: NOW * 2 } as never);
    },
  ],
])(
  "%s is found in the records, told with its remedy, and the rig is not armed",
  (code, scan, change, arrange) => {
    const ledger = openMemoryLedger();
    openStations(ledger, "advisory");
    arrange(ledger);
    expect([...new Set(heldBack(ledger, scan, change))]).toEqual([code]);
    const { station = "FCT-1", now = NOW, operator = "p-1" } = change as Record<string, never>;
    const rig = String(station).toLowerCase();
    const context = { occurredAt: Number(now) };
    const refusal = refusalOf(() =>
      ledger.execute("station.arm", { rig, slot: "", scan, operator }, context),
    );
    expect(refusal.code).toBe("interlock.refused");
    expect(refusal.details.checks).toContainEqual(
      expect.objectContaining({ code, remedy: expect.any(String) }),
    );
  },
);

test("a clock set back revives no arming and no qualification that had run out", () => {
  const ledger = openMemoryLedger();
  openStations(ledger, "advisory");
  const input = { rig: "fct-1", slot: "", scan: serial(1) };
  ledger.execute("station.arm", input, { occurredAt: NOW });
  ledger.setTime(NOW + 3_600_000_000);
  begin(ledger, { index: 1, operation: "HIPOT", serialNumber: serial(9) });
  ledger.setTime(NOW);
  const run = begin(ledger, { index: 2, startedAt: NOW + 1 });
  expect(run.header.invitation).toEqual({ uninvited: expect.arrayContaining(["not-armed"]) });
});

test("a serial number of two part numbers is not guessed", () => {
  const ledger = openMemoryLedger();
  openStations(ledger);
  ledger.execute("product.import", { ...PRODUCT, partNumber: "PSU-36" });
  const order = { id: "WO-2", partNumber: "PSU-36", revision: "C", quantity: 20 };
  const serialNumbers = { prefix: "PSU24-", from: 1, digits: 6 };
  ledger.execute("order.import", { ...order, status: "released", serialNumbers });
  expect(refusalOf(() => next(ledger, serial(1))).code).toBe("scan.ambiguous");
  expect(next(ledger, `PSU-24|${serial(1)}`).orderId).toBe("WO-1");
});

test.each([
  ["station.not-found", { station: "NOWHERE" }],
  ["rig.not-found", { rig: "hipot-1" }],
  ["slot.not-found", { slot: "1" }],
  ["scan.unreadable", { scan: "\u0007" }],
])("%s is answered by its name", (code, change) => {
  const ledger = openMemoryLedger();
  openStations(ledger);
  expect(refusalOf(() => next(ledger, serial(1), change)).code).toBe(code);
});
