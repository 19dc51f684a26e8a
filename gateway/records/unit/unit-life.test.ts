import { describe, expect, test } from "vitest";
import { importLine, PRODUCT, performRun, procedureOf, runId, serial } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import { signed } from "../testing/signed.ts";

function openLine() {
  const ledger = openMemoryLedger();
  importLine(ledger);
  return ledger;
}
function unitOf(ledger: MemoryLedger, index = 1) {
  const [unit] = ledger.ask("units.list", { serialNumber: serial(index) }).items;
  return ledger.ask("units.get", { id: unit?.id ?? "" });
}
/** Both operations passed; run numbers from `from` on. */
function passAll(ledger: MemoryLedger, from = 1, serialNumber = serial(1)) {
  performRun(ledger, { index: from, serialNumber });
  performRun(ledger, { index: from + 1, operation: "HIPOT", serialNumber });
  return unitOf(ledger);
}
function release(ledger: MemoryLedger, id: string) {
  return ledger.execute("unit.release", { id, signing: signed("released") });
}
const refusal = (code: string, guards?: string[]) =>
  expect.objectContaining({
    code,
    ...(guards && {
      details: expect.objectContaining({
        errors: guards.map((path) => expect.objectContaining({ path })),
      }),
    }),
  });

describe("CR-61: a release names every guard that is missing", () => {
  test("a unit that has not passed everything is not released", () => {
    const ledger = openLine();
    performRun(ledger, { index: 1 });
    const { id, guards } = unitOf(ledger);
    expect(() => release(ledger, id)).toThrow(refusal("unit.not-releasable", ["pass"]));
    expect(guards.map(({ guard }) => guard)).toEqual(["pass"]);
  });

  test("a unit whose last run failed is not released", () => {
    const ledger = openLine();
    passAll(ledger);
    performRun(ledger, { index: 3, volts: 3.5 });
    const { id } = unitOf(ledger);
    expect(() => release(ledger, id)).toThrow(refusal("unit.not-releasable", ["pass"]));
  });

  test("a unit on hold is not released, and one whose hold is lifted is", () => {
    const ledger = openLine();
    const { id } = passAll(ledger);
    ledger.execute("hold.place", { id: "h", unitId: id, reason: "scratch" });
    expect(() => release(ledger, id)).toThrow(refusal("unit.not-releasable", ["hold"]));
    const lift = { id: "h", reason: "polished" };
    expect(() => ledger.execute("hold.lift", lift)).toThrow(refusal("signature.missing"));
    ledger.execute("hold.lift", { ...lift, signing: signed("released") });
    release(ledger, id);
    expect(unitOf(ledger)).toMatchObject({ status: "released", holds: 0 });
  });

  test.each([
    ["signature.missing", undefined],
    ["signature.wrong-meaning", signed("approved")],
    ["signature.role-missing", signed("released", "technician")],
  ] as const)("a release is refused as %s", (code, signing) => {
    const ledger = openLine();
    const { id } = passAll(ledger);
    const input = signing === undefined ? { id } : { id, signing };
    expect(() => ledger.execute("unit.release", input)).toThrow(refusal(code));
  });

  test("CR-62: the release keeps run, acceptance criteria, equipment and the person authorising", () => {
    const ledger = openLine();
    const { id } = passAll(ledger);
    const { entries } = release(ledger, id);
    const { release: kept } = unitOf(ledger);
    expect(entries.map(({ entry }) => `${entry.type} ${entry.action}`)).toEqual([
      "unit released",
      "signature signed",
    ]);
    expect(kept).toMatchObject({
      authorisedBy: "qa-1",
      operations: [
        { operation: "FCT", runId: runId(1), procedureId: "PSU-24/FCT", equipment: [] },
        { operation: "HIPOT", runId: runId(2), procedureVersion: 1 },
      ],
    });
  });
});

describe("CR-63: only released units leave, and returned ones begin anew", () => {
  const ship = (ledger: MemoryLedger, unitIds: string[]) =>
    ledger.execute("unit.ship", { id: `s-${unitIds.join()}`, reference: "DN-1", unitIds });

  test("a shipment with a unit that is not released ships nothing and says why", () => {
    const ledger = openLine();
    const { id } = passAll(ledger);
    release(ledger, id);
    performRun(ledger, { index: 9, serialNumber: serial(2) });
    const other = unitOf(ledger, 2);
    expect(() => ship(ledger, [id, other.id])).toThrow(refusal("shipment.refused", ["unitIds.1"]));
    expect(unitOf(ledger).status).toBe("released");
  });

  test("a unit on hold, or one that failed since its release, is not shipped", () => {
    const ledger = openLine();
    const { id } = passAll(ledger);
    release(ledger, id);
    performRun(ledger, { index: 3, volts: 3.5 });
    expect(() => ship(ledger, [id])).toThrow(/failed after its release/);
    ledger.execute("hold.place", { id: "h", unitId: id, reason: "why" });
    expect(() => ship(ledger, [id])).toThrow(/is on hold/);
  });

  test("a returned unit is told apart, and no run moves it on until it is readmitted", () => {
    const ledger = openLine();
    const { id } = passAll(ledger);
    release(ledger, id);
    ship(ledger, [id]);
    ledger.execute("unit.move", { id, move: "return", reason: "no output" });
    expect(passAll(ledger, 10)).toMatchObject({ status: "returned" });
    ledger.execute("unit.move", { id, move: "readmit", reason: "to be tested" });
    expect(unitOf(ledger)).toMatchObject({ status: "in_process", cycle: "return 1" });
    performRun(ledger, { index: 20, operation: "HIPOT" });
    expect(unitOf(ledger).status).toBe("in_process");
    performRun(ledger, { index: 21 });
    expect(unitOf(ledger)).toMatchObject({ status: "passed_all" });
    const last = unitOf(ledger).timeline.at(-1);
    expect([last?.attempt, last?.cycle]).toEqual([1, "return 1"]);
  });
});

test("CR-25: a refused move names the status that it would need", () => {
  const ledger = openLine();
  const { id } = passAll(ledger);
  expect(() => ledger.execute("unit.move", { id, move: "return", reason: "why" })).toThrow(
    expect.objectContaining({
      code: "unit.not-allowed",
      details: expect.objectContaining({ status: "passed_all", needed: ["shipped"] }),
    }),
  );
});

test("a repair sends the unit back: earlier passes count no more, attempts begin anew", () => {
  const ledger = openLine();
  performRun(ledger, { index: 1 });
  performRun(ledger, { index: 2, operation: "HIPOT", volts: 3.5 });
  const { id, status } = unitOf(ledger);
  expect(status).toBe("failed");
  const begin = { id: "r", unitId: id, runId: runId(2), diagnosis: "cracked" };
  const wrong = { ...begin, measurementId: "ripple" };
  expect(() => ledger.execute("repair.begin", wrong)).toThrow(refusal("record.invalid"));
  ledger.execute("repair.begin", { ...begin, measurementId: "voltage" });
  expect(unitOf(ledger).status).toBe("repair");
  ledger.execute("repair.finish", { id: "r", action: "replaced C12", operation: "FCT" });
  expect(unitOf(ledger)).toMatchObject({ status: "in_process", cycle: "rework 1" });
  performRun(ledger, { index: 3, operation: "HIPOT" });
  expect(unitOf(ledger).route.map(({ state }) => state)).toEqual(["open", "pass"]);
  performRun(ledger, { index: 4 });
  expect(unitOf(ledger).status).toBe("passed_all");
  expect(unitOf(ledger).timeline.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1]);
  const advice = ledger.ask("repairs.advice", { partNumber: "PSU-24", measurementId: "voltage" });
  expect(advice).toEqual([{ action: "replaced C12", repairs: 1, passed: 1, failed: 0 }]);
});

test("a run that began before the repair ended proves nothing of the repaired unit", () => {
  const ledger = openLine();
  performRun(ledger, { index: 1, volts: 3.5 });
  const { id } = unitOf(ledger);
  const begin = { id: "r", unitId: id, runId: runId(1), measurementId: "voltage" };
  ledger.execute("repair.begin", { ...begin, diagnosis: "cracked" });
  performRun(ledger, { index: 2 });
  ledger.execute("repair.finish", { id: "r", action: "replaced C12", operation: "FCT" });
  expect(unitOf(ledger).route[0]?.state).toBe("open");
});

test("a pass after the last attempt the procedure allows advances nothing", () => {
  const ledger = openMemoryLedger();
  ledger.execute("product.import", { ...PRODUCT, route: ["FCT"] });
  ledger.execute("procedure.import", procedureOf("FCT", { attemptsMax: 2 }));
  importOrderOnly(ledger);
  performRun(ledger, { index: 1, volts: 3.5 });
  performRun(ledger, { index: 2, volts: 3.5 });
  performRun(ledger, { index: 3 });
  expect(unitOf(ledger).status).toBe("failed");
});

function importOrderOnly(ledger: MemoryLedger) {
  ledger.execute("order.import", {
    ...{ id: "WO-1", partNumber: "PSU-24", revision: "C", quantity: 2, status: "released" },
    serialPattern: "PSU24-######",
  });
}

test("a unit binds to an order without a range by its first scan, until the order is full", () => {
  const ledger = openMemoryLedger();
  ledger.execute("product.import", { ...PRODUCT, route: ["FCT"] });
  ledger.execute("procedure.import", procedureOf("FCT"));
  importOrderOnly(ledger);
  for (const index of [7, 3, 9]) performRun(ledger, { index, serialNumber: serial(index) });
  performRun(ledger, { index: 20, serialNumber: "PSU24-7" });
  const serials = ledger.ask("units.list", { orderId: "WO-1" }).items.map((u) => u.serialNumber);
  expect(serials).toEqual([serial(3), serial(7)]);
});

test("CR-64: the table of evidence refuses runs of engineering mode, withdrawn and simulated ones", () => {
  const { sql } = openLine();
  const insert = "INSERT INTO deciding_run VALUES ('u', 'FCT', 'r', 'pass', ?, ?, ?, ?)";
  for (const [engineering, simulated, demo, invalidated] of [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 0, 1],
  ] as const) {
    expect(() => sql.run(insert, engineering, simulated, demo, invalidated)).toThrow(/CHECK/);
  }
  sql.run(insert, 0, 1, 1, 0);
});

test("CR-64: in a real plant a simulated run never moves its unit on", () => {
  const ledger = openLine();
  ledger.sql.run("INSERT INTO meta VALUES ('demo', 'false')");
  expect(passAll(ledger).status).toBe("in_process");
});

test("a serial that belongs to another part number is told as that", () => {
  const ledger = openLine();
  performRun(ledger, { index: 1 });
  const wrong = { serialNumber: serial(1), partNumber: "PSU-48" };
  expect(() => ledger.execute("unit.create", wrong)).toThrow(refusal("unit.other-part"));
});

test("CR-02: a run without unit is linked by a correction; its fail counts, its error stays", () => {
  const ledger = openLine();
  performRun(ledger, { index: 1, serialNumber: "unreadable", volts: 3.5 });
  performRun(ledger, { index: 2, serialNumber: "unreadable" });
  const link = { serialNumber: serial(1), partNumber: "PSU-24", reason: "read by hand" };
  ledger.execute("run.link", { runId: runId(1), ...link });
  expect(unitOf(ledger)).toMatchObject({ status: "failed", timeline: [{ attempt: 1 }] });
  ledger.execute("run.link", { runId: runId(2), ...link });
  expect(unitOf(ledger).timeline.map(({ outcome }) => outcome)).toEqual(["fail", "error"]);
  expect(() => ledger.execute("run.link", { runId: runId(2), ...link })).toThrow(
    refusal("run.linked"),
  );
  const first = ledger.ask("records.history", { type: "run", id: runId(1) })[0];
  expect(first?.body.serialNumber).toBe("unreadable");
});

test("a change of revision goes back to the operation named, to a released revision alone", () => {
  const ledger = openLine();
  const { id } = passAll(ledger);
  const revise = { id, move: "revise", reason: "upgrade", operation: "HIPOT" } as const;
  expect(() => ledger.execute("unit.move", { ...revise, revision: "D" })).toThrow(
    refusal("record.invalid"),
  );
  const revisions = [...PRODUCT.revisions, { revision: "D", status: "released" as const }];
  ledger.execute("product.import", { ...PRODUCT, revisions });
  ledger.execute("unit.move", { ...revise, revision: "D" });
  expect(unitOf(ledger)).toMatchObject({ revision: "D", status: "in_process", cycle: "rework 1" });
  expect(unitOf(ledger).route.map(({ state }) => state)).toEqual(["pass", "open"]);
});
