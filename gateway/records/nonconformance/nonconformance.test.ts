import { describe, expect, test } from "vitest";
import { importLine, performRun, runId, serial } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import { by, signed } from "../testing/signed.ts";

const ID = "nc-1";

/** Three units at FCT, the second one failed; a nonconformance is open. */
function openCase() {
  const ledger = openMemoryLedger();
  importLine(ledger);
  for (const index of [1, 2, 3]) {
    performRun(ledger, { index, serialNumber: serial(index), volts: index === 2 ? 3.5 : 3.3 });
  }
  const facts = { title: "Ripple", description: "Lot W40", severity: "major" } as const;
  ledger.execute("nonconformance.open", { id: ID, ...facts });
  return ledger;
}
const move = (ledger: MemoryLedger, to: string, more: object = {}) =>
  ledger.execute("nonconformance.move", { id: ID, to: to as never, ...more });
const contain = (ledger: MemoryLedger, query: object, id = "c-1") =>
  ledger.execute("nonconformance.contain", { id, nonconformanceId: ID, query }).result;
const idOf = (ledger: MemoryLedger, index: number) =>
  ledger.ask("units.list", { serialNumber: serial(index) }).items[0]?.id ?? "";
const unitOf = (ledger: MemoryLedger, index: number) =>
  ledger.ask("units.get", { id: idOf(ledger, index) });
const refusal = (code: string) => expect.objectContaining({ code });

/** Contained and under investigation, so that units can be decided on. */
function investigate(ledger: MemoryLedger, query: object = { station: "FCT-1" }) {
  contain(ledger, query);
  move(ledger, "contained");
  move(ledger, "investigating");
}
function dispose(ledger: MemoryLedger, kind: string, more: object = {}) {
  const unitIds = [idOf(ledger, 2)];
  const base = { id: `d-${kind}`, nonconformanceId: ID, unitIds, reason: "decided" };
  const input = { ...base, kind: kind as never, signing: signed("approved"), ...more };
  return ledger.execute("nonconformance.dispose", input);
}

describe("CR-70: units are on hold until they are decided on", () => {
  test("a containment holds what it lists, once, and tells of the rest", () => {
    const ledger = openCase();
    const query = { station: "FCT-1", procedureHash: undefined };
    const preview = ledger.ask("containments.preview", { query: { station: "FCT-1" }, limit: 2 });
    expect(preview.items.map((unit) => unit.serialNumber)).toEqual([serial(1), serial(2)]);
    expect(preview).toMatchObject({ more: true, count: 3, gone: 0 });
    expect(contain(ledger, query)).toEqual({ held: 3, more: false });
    expect(contain(ledger, query, "c-2")).toEqual({ held: 0, more: false });
    expect(unitOf(ledger, 1)).toMatchObject({ holds: 1, nonconformances: [{ id: ID }] });
    const [hold] = ledger.ask("holds.list", { state: "placed" }).items;
    const lift = { id: hold?.id ?? "", reason: "why not", signing: signed("released") };
    expect(() => ledger.execute("hold.lift", lift)).toThrow(refusal("hold.of-nonconformance"));
  });

  test.each<[string, object, number[]]>([
    ["order", { orderId: "WO-1" }, [1, 2, 3]],
    ["serial numbers", { serialNumbers: [serial(3)] }, [3]],
    ["window", { operation: "FCT", from: "2023-11-14T22:13:22Z", to: "2023-11-14T22:13:23Z" }, [2]],
    ["slot", { slot: "A" }, []],
    ["equipment", { equipmentId: "DMM-1" }, []],
    ["component lot", { componentLot: "W40" }, [3]],
    ["component lot of one part", { componentLot: "W40", componentPart: "C12" }, [3]],
    ["lot number of another part", { componentLot: "W40", componentPart: "C13" }, []],
    ["failed measurement", { measurement: "voltage" }, [2]],
    ["measurement that nobody failed", { measurement: "ripple" }, []],
    ["procedure", { procedure: "PSU-24/FCT 1" }, [1, 2, 3]],
    ["procedure of another version", { procedure: "PSU-24/FCT 2" }, []],
    ["revision", { revision: "C", gatewayVersion: "0.1.0" }, [1, 2, 3]],
    ["operator", { operator: "person:anna" }, []],
  ])("units of the same %s are found", (_, query, found) => {
    const ledger = openCase();
    const part = { partNumber: "C12", lot: "W40" };
    ledger.execute("component.change", { unitId: idOf(ledger, 3), position: "C12", part });
    const { items, count } = ledger.ask("containments.preview", { query, limit: 10 });
    expect(items.map((unit) => unit.serialNumber)).toEqual(found.map(serial));
    expect(count).toBe(found.length);
  });

  test("it is not closed while a unit waits; rework means a full re-test", () => {
    const ledger = openCase();
    investigate(ledger, { serialNumbers: [serial(2)] });
    dispose(ledger, "rework", { operation: "FCT" });
    expect(unitOf(ledger, 2)).toMatchObject({ status: "in_process", cycle: "rework 1", holds: 0 });
    move(ledger, "dispositioned", { cause: "wrong capacitor" });
    const verified = { verification: "re-tested" };
    expect(() => move(ledger, "verified", verified)).toThrow(/waits for a full re-test/);
    performRun(ledger, { index: 10, serialNumber: serial(2) });
    performRun(ledger, { index: 11, serialNumber: serial(2), operation: "HIPOT" });
    ledger.execute("nonconformance.move", { id: ID, to: "verified", ...verified }, by("qa-1"));
    const own = signed("approved", "qa", "qa-1");
    expect(() => move(ledger, "closed", { signing: own })).toThrow(refusal("signature.own-work"));
    expect(() => move(ledger, "closed")).toThrow(refusal("signature.missing"));
    move(ledger, "closed", { signing: signed("approved", "compliance") });
    expect(() => contain(ledger, { partNumber: "PSU-24" }, "c-9")).toThrow(
      refusal("nonconformance.closed"),
    );
    expect(() => move(ledger, "reopened")).toThrow(refusal("record.reason-missing"));
    move(ledger, "reopened", { reason: "seen again" });
    const detail = ledger.ask("nonconformances.get", { id: ID });
    expect(detail).toMatchObject({ state: "reopened", units: 1, pending: 0 });
  });
});

describe("CR-72: a concession has an authority, a quantity and an end", () => {
  const concession = { authority: "MRB", customerAuthorisation: "C-7", quantity: 1 };
  const FAR = 4_000_000_000_000_000;

  test("a unit used as it is passes on under it, and is released with it", () => {
    const ledger = openCase();
    investigate(ledger);
    dispose(ledger, "use_as_is", { concession: { ...concession, expiresAt: FAR } });
    performRun(ledger, { index: 10, serialNumber: serial(2), operation: "HIPOT" });
    const { id, status } = unitOf(ledger, 2);
    expect(status).toBe("passed_all");
    ledger.execute("unit.release", { id, signing: signed("released") });
    expect(unitOf(ledger, 2).release?.concessions).toEqual(["d-use_as_is"]);
  });

  test("an expired concession blocks the release, also with a clock that was set back", () => {
    const ledger = openCase();
    investigate(ledger);
    const expiresAt = 1_700_000_100_000_000;
    dispose(ledger, "use_as_is", { concession: { ...concession, expiresAt } });
    performRun(ledger, { index: 10, serialNumber: serial(2), operation: "HIPOT" });
    const { id } = unitOf(ledger, 2);
    const input = { id, signing: signed("released") };
    const late = { occurredAt: expiresAt };
    expect(() => ledger.execute("unit.release", input, late)).toThrow(/has expired/);
  });

  test("a later fail is not covered: it has to be decided on anew", () => {
    const ledger = openCase();
    investigate(ledger);
    dispose(ledger, "use_as_is", { concession: { ...concession, expiresAt: FAR } });
    performRun(ledger, { index: 10, serialNumber: serial(2), volts: 3.6 });
    expect(unitOf(ledger, 2).status).toBe("failed");
  });

  test.each<[string, object]>([
    ["without one", {}],
    ["for fewer units", { concession: { ...concession, quantity: 0, expiresAt: FAR } }],
    ["that has ended", { concession: { ...concession, expiresAt: 1 } }],
  ])("use as is %s is refused", (_, more) => {
    const ledger = openCase();
    investigate(ledger);
    expect(() => dispose(ledger, "use_as_is", more)).toThrow(refusal("record.invalid"));
  });
});

test("a disposition is signed by quality, and a unit is decided on once", () => {
  const ledger = openCase();
  expect(() => dispose(ledger, "scrap")).toThrow(refusal("nonconformance.not-allowed"));
  investigate(ledger);
  const foreign = { signing: signed("approved", "technician") };
  expect(() => dispose(ledger, "scrap", foreign)).toThrow(refusal("signature.role-missing"));
  dispose(ledger, "scrap");
  expect(unitOf(ledger, 2).status).toBe("scrap");
  expect(() => dispose(ledger, "scrap", { id: "again" })).toThrow(refusal("record.invalid"));
});

describe("invalidation of a run", () => {
  const propose = { id: "i-1", runId: runId(1), nonconformanceId: ID, reason: "meter was off" };

  test("CR-26: nobody approves what they proposed; the run stays, marked, and the unit goes back", () => {
    const ledger = openCase();
    ledger.execute("invalidation.propose", propose, by("qa-1"));
    const own = { id: "i-1", approve: true, signing: signed("approved", "qa", "qa-1") };
    expect(() => ledger.execute("invalidation.decide", own)).toThrow(refusal("signature.own-work"));
    expect(unitOf(ledger, 1).route[0]?.state).toBe("pass");
    ledger.execute("invalidation.decide", { ...own, signing: signed("approved", "qa", "qa-2") });
    const unit = unitOf(ledger, 1);
    expect(unit).toMatchObject({
      status: "in_process",
      cycle: "build",
      route: [{ state: "open" }, {}],
    });
    expect(unit.timeline).toMatchObject([{ outcome: "pass", invalidated: true }]);
    expect(ledger.ask("runs.get", { id: runId(1) }).measurements).toHaveLength(1);
    const detail = ledger.ask("nonconformances.get", { id: ID });
    expect(detail.invalidatedRuns).toEqual([runId(1)]);
  });

  test("a rejected proposal changes nothing, and may be made anew", () => {
    const ledger = openCase();
    ledger.execute("invalidation.propose", propose);
    expect(() => ledger.execute("invalidation.propose", { ...propose, id: "i-2" })).toThrow(
      refusal("invalidation.pending"),
    );
    const decide = { id: "i-1", approve: false, signing: signed("rejected") };
    ledger.execute("invalidation.decide", decide);
    expect(unitOf(ledger, 1).route[0]?.state).toBe("pass");
    expect(() => ledger.execute("invalidation.decide", decide)).toThrow(
      refusal("invalidation.decided"),
    );
    ledger.execute("invalidation.propose", { ...propose, id: "i-2" });
  });
});
