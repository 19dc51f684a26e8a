import { expect, test } from "vitest";
import type { Strength } from "../../domain/interlock/admission.ts";
import { Refusal } from "../../ledger/contract.ts";
import { recordOf, serial } from "../testing/line.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";
import { arm, begin, NOW, openStations } from "../testing/station.ts";

const MINUTE_US = 60_000_000;
const opened = (strength?: Strength) => {
  const ledger = openMemoryLedger();
  openStations(ledger, strength);
  return ledger;
};
const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return "done";
};
type Ledger = ReturnType<typeof opened>;
const slotOf = (ledger: Ledger, now = NOW) =>
  ledger.ask("stations.get", { station: "FCT-1", rigs: ["fct-1"], now }).rigs[0]?.slots[0]?.arming;

test("a scan owns the next run of its slot, which takes its unit and its operator from it", () => {
  const ledger = opened("advisory");
  arm(ledger, "fct-1", serial(1));
  expect(slotOf(ledger)).toMatchObject({ state: "armed", version: 1, serialNumber: serial(1) });
  const { header } = begin(ledger, { index: 1 });
  expect(header).toMatchObject({ serialNumber: serial(1), orderId: "WO-1" });
  expect(header.invitation).toEqual({ arming: 1, operator: "p-1" });
  expect(slotOf(ledger)).toMatchObject({ state: "used", runId: header.id });
});

test("it owns one run only: the next is uninvited, is kept whole, and never advances its unit", () => {
  const ledger = opened("advisory");
  arm(ledger, "fct-1", serial(1));
  begin(ledger, { index: 1 });
  const uninvited = begin(ledger, { index: 2, serialNumber: serial(2) });
  expect(uninvited.header.invitation).toEqual({ uninvited: ["not-armed"] });
  ledger.execute("run.finish", recordOf(uninvited, { index: 2, volts: 3.3 }));
  const [unit] = ledger.ask("units.list", { serialNumber: serial(2) }).items;
  expect(unit?.status).toBe("created");
  const run = ledger.ask("runs.get", { id: uninvited.header.id });
  expect(run).toMatchObject({ outcome: "pass", invitation: { uninvited: ["not-armed"] } });
  expect(run.measurements).toHaveLength(1);
});

test("it expires, and another scan replaces it", () => {
  const ledger = opened("advisory");
  arm(ledger, "fct-1", serial(1));
  expect(slotOf(ledger, NOW + MINUTE_US)?.state).toBe("expired");
  arm(ledger, "fct-1", serial(2));
  expect(slotOf(ledger)).toMatchObject({ version: 2, serialNumber: serial(2) });
  const late = begin(ledger, { index: 1, startedAt: NOW + 2 * MINUTE_US });
  expect(late.header.invitation?.uninvited).toContain("not-armed");
});

test("of two pages that saw the same slot only the first arms it", () => {
  const ledger = opened("advisory");
  const input = { rig: "fct-1", slot: "", operator: "p-1" };
  const first = () =>
    ledger.execute("station.arm", { ...input, scan: serial(1) }, { expectedVersion: 0 });
  const second = () =>
    ledger.execute("station.arm", { ...input, scan: serial(2) }, { expectedVersion: 0 });
  expect([codeOf(first), codeOf(second)]).toEqual(["done", "record.version-conflict"]);
  expect(slotOf(ledger)?.serialNumber).toBe(serial(1));
});

test("it can be taken back, once", () => {
  const ledger = opened("permit");
  arm(ledger, "fct-1", serial(1));
  const back = () => ledger.execute("station.disarm", { rig: "fct-1", slot: "" });
  expect([codeOf(back), codeOf(back)]).toEqual(["done", "arming.not-open"]);
  expect(slotOf(ledger)?.state).toBe("disarmed");
  expect(begin(ledger, { index: 1 }).header.invitation?.uninvited).toContain("not-armed");
});

test.each<[Strength | undefined]>([["permit"], ["advisory"], [undefined]])(
  "another unit in the fixture than the scanned one is kept with its cause (strength %s)",
  (strength) => {
    const ledger = opened(strength);
    arm(ledger, "fct-1", serial(1));
    const { header } = begin(ledger, { index: 1, serialNumber: serial(2) });
    expect(header).toMatchObject({ serialNumber: serial(2), invitation: { arming: 1 } });
    expect(header.invitation?.uninvited).toEqual(["identity"]);
  },
);

test("a controlled rig begins nothing that the interlocks refuse, and another unit than the armed one neither", () => {
  const ledger = opened("controlled");
  const refused = "interlock.refused";
  expect(codeOf(() => begin(ledger, { index: 1, serialNumber: "PSU24-999999" }))).toBe(refused);
  const hipot = { index: 1, operation: "HIPOT", serialNumber: serial(1) };
  expect(codeOf(() => begin(ledger, hipot))).toBe(refused);
  arm(ledger, "fct-1", serial(1));
  expect(codeOf(() => begin(ledger, { index: 1, serialNumber: serial(2) }))).toBe(refused);
  expect(ledger.entries().filter(({ entry }) => entry.type === "run")).toEqual([]);
  expect(begin(ledger, { index: 1, serialNumber: serial(1) }).header.invitation?.arming).toBe(1);
});

test("without interlocks runs go on as they come, armed for or not", () => {
  const ledger = opened();
  expect(begin(ledger, { index: 1, serialNumber: serial(1) }).header.invitation).toBeUndefined();
  const hipot = { index: 2, operation: "HIPOT", serialNumber: serial(1) };
  expect(begin(ledger, hipot).header.invitation).toBeUndefined();
});

test("slots are armed each for itself, and a slot that is not there is refused", () => {
  const ledger = opened();
  const rig = { name: "eight", title: "8-up", station: "FCT-1", operation: "FCT", driver: "d" };
  const slots = ["1", "2"];
  ledger.execute("rig.declare", { ...rig, port: "p", simulated: false, slots });
  for (const [index, slot] of slots.entries()) {
    ledger.execute("station.arm", { rig: "eight", slot, scan: serial(index + 1) });
  }
  const none = () => ledger.execute("station.arm", { rig: "eight", slot: "3", scan: serial(3) });
  expect(codeOf(none)).toBe("slot.not-found");
  const started = ledger.execute("run.start", {
    ...{ id: "01a20714-d164-7761-8cac-000000000001", rig: "eight", station: "FCT-1", slot: "2" },
    ...{ operation: "FCT", simulated: false, gatewayVersion: "0.1.0", startedAt: NOW },
  });
  expect(started.result.header.serialNumber).toBe(serial(2));
});
