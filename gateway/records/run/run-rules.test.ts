import { describe, expect, test } from "vitest";
import { addMeasurement, finishRun, openRun } from "../../domain/run.ts";
import {
  importLine,
  performRun,
  procedureOf,
  recordOf,
  runId,
  serial,
  startTestRun,
} from "../testing/line.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";
import { summarise } from "./present.ts";

function openLine() {
  const ledger = openMemoryLedger();
  importLine(ledger);
  return ledger;
}

describe("run.start", () => {
  test("a serial in an open order creates its unit in the same command, bound to the order", () => {
    const ledger = openLine();
    const { header, procedure } = startTestRun(ledger, { index: 1 });
    const [unit] = ledger.ask("units.list", { serialNumber: serial(1) }).items;
    expect(unit).toMatchObject({ id: header.unitId, orderId: "WO-1", revision: "C", runs: 1 });
    expect(header).toMatchObject({
      orderId: "WO-1",
      revision: "C",
      procedureId: "PSU-24/FCT",
      procedureVersion: 1,
      engineeringMode: false,
      buildTag: "production",
    });
    expect(header.procedureHash).toMatch(/^[0-9a-f]{64}$/);
    expect(procedure?.measurements.map((spec) => spec.id)).toEqual(["voltage"]);
  });

  test("the second run of a serial finds the same unit", () => {
    const ledger = openLine();
    performRun(ledger, { index: 1 });
    performRun(ledger, { index: 2 });
    expect(ledger.entries().filter(({ entry }) => entry.type === "unit")).toHaveLength(1);
    expect(ledger.ask("runs.get", { id: runId(2) }).attempt).toBe(2);
  });

  test.each([
    ["beyond the order", serial(21)],
    ["of another form", "PSU24-1"],
    ["unreadable", "???"],
  ])("a serial %s is stored as a run without unit", (_, serialNumber) => {
    const ledger = openLine();
    performRun(ledger, { index: 1, serialNumber });
    const run = ledger.ask("runs.get", { id: runId(1) });
    expect(run).toMatchObject({ outcome: "error", cause: "unit.unknown", serialNumber });
    expect(run.unitId).toBeUndefined();
  });

  test("without an effective procedure the highest draft is taken, in engineering mode", () => {
    const ledger = openMemoryLedger();
    importLine(ledger);
    ledger.execute("procedure.import", procedureOf("FCT", { status: "obsolete" }));
    expect(startTestRun(ledger, { index: 1 }).procedure).toBeUndefined();
    for (const version of [2, 3]) {
      ledger.execute("procedure.import", procedureOf("FCT", { version, status: "draft" }));
    }
    const { header, procedure } = startTestRun(ledger, { index: 2 });
    expect(header.engineeringMode).toBe(true);
    expect(procedure?.version).toBe(3);
  });

  test("a draft with a higher number does not displace the effective version", () => {
    const ledger = openLine();
    ledger.execute("procedure.import", procedureOf("FCT", { version: 2, status: "draft" }));
    expect(startTestRun(ledger, { index: 1 }).header.procedureVersion).toBe(1);
  });

  test("a run that begins tells its attempt, as it is stored; without a unit it has none", () => {
    const ledger = openLine();
    const begun = [1, 2, 3].map((index) => startTestRun(ledger, { index }).attempt);
    const stored = [1, 2, 3].map((index) => ledger.ask("runs.get", { id: runId(index) }).attempt);
    expect([begun, stored]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(startTestRun(ledger, { index: 4, operation: "HIPOT" }).attempt).toBe(1);
    expect(startTestRun(ledger, { index: 5, serialNumber: "???" }).attempt).toBeUndefined();
  });

  test("a run id is taken once", () => {
    const ledger = openLine();
    startTestRun(ledger, { index: 1 });
    expect(() => startTestRun(ledger, { index: 1 })).toThrow(/exists already/);
  });
});

describe("run.finish", () => {
  test("a run that is not there or is finished is refused", () => {
    const ledger = openLine();
    const record = recordOf(startTestRun(ledger, { index: 1 }), { index: 1, volts: 3.3 });
    const finish = (id: string) => ledger.execute("run.finish", { ...record, id });
    expect(() => finish(runId(9))).toThrow(expect.objectContaining({ code: "run.not-found" }));
    finish(runId(1));
    expect(() => finish(runId(1))).toThrow(expect.objectContaining({ code: "run.not-running" }));
  });

  test("nobody can write a PASS that the limits do not give", () => {
    const ledger = openLine();
    const record = recordOf(startTestRun(ledger, { index: 1 }), { index: 1, volts: 3.5 });
    expect(record.outcome).toBe("fail");
    const [measurement] = record.measurements;
    if (measurement === undefined) throw new Error("the record has no measurement");
    const forged = [
      { ...record, computed: "pass" as const, verdict: "pass" as const, outcome: "pass" as const },
      { ...record, outcome: "pass" as const },
      { ...record, measurements: [{ ...measurement, computed: "pass" as const }] },
      { ...record, measurements: [] },
      { ...record, measurements: [], refused: ["voltage"] },
      { ...record, failing: [] },
      { ...record, serialNumber: serial(2) },
      {
        ...record,
        measurements: [{ ...measurement, limits: { comparator: "LOG" as const, unit: "V" } }],
      },
    ];
    for (const forgery of forged) {
      expect(() => ledger.execute("run.finish", forgery)).toThrow(/contradicts/);
    }
    ledger.execute("run.finish", record);
    expect(ledger.ask("runs.get", { id: runId(1) })).toMatchObject({ outcome: "fail" });
  });

  test("a measured step is not hidden by calling it refused", () => {
    const ledger = openLine();
    const { header, procedure } = startTestRun(ledger, { index: 1 });
    const silent = { ...openRun(header, procedure), refused: new Set(["voltage"]) };
    const record = finishRun(silent, { finishedAt: header.startedAt + 1 });
    expect(() => ledger.execute("run.finish", record)).toThrow(/contradicts.*refused/);
  });

  test("an integer that a double cannot hold is judged the same again", () => {
    const ledger = openMemoryLedger();
    importLine(ledger);
    const limits = { comparator: "GE" as const, unit: "", specification: { low: 0 } };
    const counter = { id: "counter", name: "Counter", aliases: [], limits, attemptsMax: 1 };
    const measurements = [counter];
    ledger.execute("procedure.import", procedureOf("FCT", { version: 2, measurements }));
    const { header, procedure } = startTestRun(ledger, { index: 1 });
    const value = 2n ** 64n - 1n;
    const input = { step: "counter", value, unit: "", quality: "good" as const, takenAt: 1 };
    const { run } = addMeasurement(openRun(header, procedure), input);
    ledger.execute("run.finish", finishRun(run, { finishedAt: header.startedAt + 1 }));
    expect(ledger.ask("runs.get", { id: runId(1) })).toMatchObject({
      outcome: "pass",
      measurements: [{ value: "18446744073709551615", integer: true, computed: "pass" }],
    });
  });

  test("a draft that changed while its run was open judges the run as it was pinned", () => {
    const ledger = openLine();
    ledger.execute("procedure.import", procedureOf("FCT", { status: "obsolete" }));
    const draft = procedureOf("FCT", { version: 2, status: "draft" });
    ledger.execute("procedure.import", draft);
    const started = startTestRun(ledger, { index: 1 });
    ledger.execute("procedure.import", { ...draft, name: "changed" });
    ledger.execute("run.finish", recordOf(started, { index: 1, volts: 3.3 }));
    expect(ledger.ask("runs.get", { id: runId(1) }).outcome).toBe("pass");
  });

  test("the live summary is the summary that lists show", () => {
    const ledger = openLine();
    const started = startTestRun(ledger, { index: 1 });
    const running = ledger.ask("runs.list", { limit: 1 }).items[0];
    const seq = running?.seq ?? 0;
    expect(summarise(started.header, { seq, attempt: 1 })).toEqual(running);
    const record = recordOf(started, { index: 1, volts: 3.5, reported: "pass" });
    const { entries, result } = ledger.execute("run.finish", record);
    const stored = ledger.ask("runs.list", { limit: 1 }).items[0];
    expect(summarise(record, { seq: entries[0]?.entry.seq ?? 0, ...result })).toEqual(stored);
    expect(stored).toMatchObject({ outcome: "fail", mismatch: true, failing: ["Voltage"] });
  });
});

describe("what a rig says", () => {
  const started = (change: object) => ({
    ...{ id: runId(1), rig: "fct-1", station: "FCT-1", operation: "FCT", partNumber: "PSU-24" },
    ...{ simulated: false, gatewayVersion: "0.1.0", startedAt: 1_700_000_000_000_000 },
    ...change,
  });

  test.each([
    ["half a surrogate pair", "PSU\udfff", "PSU\ufffd"],
    ["a NUL", "PSU24\u0000-000001", "PSU24\ufffd-000001"],
    ["a byte order mark", "\ufeffPSU24-000001", "\ufeffPSU24-000001"],
    ["10 kB", "x".repeat(10_000), "x".repeat(10_000)],
    ["nothing", "", ""],
  ])("a serial with %s is stored as a run without unit", (_, serialNumber, stored) => {
    const ledger = openLine();
    const run = ledger.execute("run.start", started({ serialNumber, slot: serialNumber })).result;
    expect(run.header).toMatchObject({ serialNumber: stored, slot: stored });
    ledger.execute("run.finish", recordOf(run, { index: 1, volts: 3.3 }));
    const found = ledger.ask("runs.get", { id: runId(1) });
    expect(found).toMatchObject({ cause: "unit.unknown", serialNumber: stored, slot: stored });
  });

  test.each([-1, -1e15, 8e15, 2 ** 53 - 1])("a clock at %d us creates the unit", (startedAt) => {
    const ledger = openLine();
    const input = started({ serialNumber: serial(1), startedAt });
    expect(ledger.execute("run.start", input).result.header.unitId).toMatch(/^[0-9a-f-]{36}$/);
  });
});
