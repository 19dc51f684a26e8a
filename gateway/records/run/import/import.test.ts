import { describe, expect, test } from "vitest";
import { importLine, performRun, runId, serial, startTestRun } from "../../testing/line.ts";
import { openMemoryLedger } from "../../testing/memory-ledger.ts";
import { exampleRunImport } from "./import-example.ts";
import { type RunImport, runImport } from "./import-schema.ts";

const RUN: RunImport = runImport.parse({
  id: runId(1),
  station: "EXT-1",
  operation: "FCT",
  serialNumber: serial(1),
  partNumber: "PSU-24",
  startedAt: "2026-11-23T06:30:00Z",
  finishedAt: "2026-11-23T06:30:06.250001Z",
  reported: "pass",
  measurements: [{ step: "voltage", value: 3300, unit: "mV", takenAt: "2026-11-23T06:30:01Z" }],
});

function openLine() {
  const ledger = openMemoryLedger();
  importLine(ledger);
  const send = (change: Partial<RunImport> = {}) =>
    ledger.execute("run.import", { run: { ...RUN, ...change }, gatewayVersion: "0.1.0" });
  return { ...ledger, ledger, send };
}
const refusal = (code: string) => expect.objectContaining({ code });

describe("run.import", () => {
  test("a run from outside is judged here and bound to its unit, one entry for it", () => {
    const { ask, send } = openLine();
    const { result, entries } = send();
    expect(result).toEqual({ created: true, id: RUN.id });
    expect(entries.map(({ entry }) => `${entry.type} ${entry.action}`)).toEqual([
      "unit created",
      "run imported",
    ]);
    expect(ask("runs.get", { id: RUN.id })).toMatchObject({
      outcome: "pass",
      source: "api",
      station: "EXT-1",
      rig: "EXT-1",
      attempt: 1,
      mismatch: false,
      finishedAt: "2026-11-23T06:30:06.250001Z",
      measurements: [{ valueInLimitUnit: 3.3, computed: "pass" }],
    });
  });

  test("a claimed pass that the limits do not give is stored as the fail it is", () => {
    const { ask, send } = openLine();
    const [measurement] = RUN.measurements;
    if (measurement === undefined) throw new Error("no measurement");
    send({ measurements: [{ ...measurement, value: 3.5, unit: "V" }] });
    expect(ask("runs.get", { id: RUN.id })).toMatchObject({
      outcome: "fail",
      reported: "pass",
      mismatch: true,
      failing: ["Voltage"],
    });
  });

  test("the same run again is accepted once, however its id or times are written", () => {
    const { entries, send } = openLine();
    send();
    const count = entries().length;
    const again = { id: RUN.id.toUpperCase(), startedAt: "2026-11-23T07:30:00.000+01:00" };
    expect(send(again).result).toEqual({ created: false, id: RUN.id });
    expect(entries()).toHaveLength(count);
  });

  test.each<[string, Partial<RunImport>]>([
    ["another serial", { serialNumber: serial(2) }],
    ["another report", { reported: "fail" }],
    ["no measurements", { measurements: [] }],
  ])("the same id with %s is refused", (_, change) => {
    const { send } = openLine();
    send();
    expect(() => send(change)).toThrow(refusal("run.different-content"));
  });

  test("an id of a run of ours is refused, open or finished", () => {
    const { ledger, send } = openLine();
    startTestRun(ledger, { index: 1 });
    expect(() => send()).toThrow(refusal("run.different-content"));
    performRun(ledger, { index: 2 });
    expect(() => send({ id: runId(2) })).toThrow(refusal("run.different-content"));
  });

  test("without a known unit or procedure it is stored whole, as an error", () => {
    const { ask, send } = openLine();
    send({ serialNumber: "XYZ" });
    expect(ask("runs.get", { id: RUN.id })).toMatchObject({
      outcome: "error",
      cause: "unit.unknown",
      serialNumber: "XYZ",
    });
    send({ id: runId(2), operation: "ICT" });
    expect(ask("runs.get", { id: runId(2) })).toMatchObject({ cause: "procedure.unknown" });
    expect(ask("runs.get", { id: runId(2) }).measurements).toHaveLength(1);
  });

  test.each(["aborted", "timeout", "error"] as const)(
    "a run that was %s is never a pass",
    (how) => {
      const { ask, send } = openLine();
      send({ completion: how });
      expect(ask("runs.get", { id: RUN.id }).outcome).toBe(how);
    },
  );

  test("impossible times and a station that is not the rig's are refused by field", () => {
    const { ledger, send } = openLine();
    const rig = { name: "fct-1", title: "FCT", station: "FCT-1", operation: "FCT" };
    ledger.execute("rig.declare", { ...rig, driver: "modbus", port: "p", simulated: false });
    const field = (name: string) => expect.objectContaining({ details: { field: name } });
    expect(() => send({ finishedAt: "2026-11-23T06:29:00Z" })).toThrow(field("finishedAt"));
    expect(() => send({ startedAt: "2026-02-31T00:00:00Z" })).toThrow(field("startedAt"));
    expect(() => send({ rig: "fct-1", station: "HIPOT-1" })).toThrow(field("station"));
    send({ rig: "fct-1", station: undefined });
    expect(ledger.ask("runs.get", { id: RUN.id }).station).toBe("FCT-1");
  });

  test.each([
    ["before 1970", "1969-12-31T23:59:59.999999Z"],
    ["in the year 0", "0000-01-01T00:00:00Z"],
    ["after 9999", "9999-12-31T23:59:59-00:01"],
  ])("a time %s is refused by field", (_, time) => {
    const { send } = openLine();
    const [measurement] = RUN.measurements;
    if (measurement === undefined) throw new Error("no measurement");
    const field = (name: string) =>
      expect.objectContaining({ code: "record.invalid", details: { field: name } });
    expect(() => send({ startedAt: time })).toThrow(field("startedAt"));
    expect(() => send({ finishedAt: time })).toThrow(field("finishedAt"));
    const measurements = [{ ...measurement, takenAt: time }];
    expect(() => send({ measurements })).toThrow(field("measurements.0.takenAt"));
  });

  test.each([
    ["18446744073709551615", "fail"],
    ["3300", "pass"],
    ["3300.5", "pass"],
    ["-1e3", "fail"],
    ["3300 mV", "unjudged"],
    ["1e999", "unjudged"],
  ])("a number that is sent as the text %s is judged as that number: %s", (value, computed) => {
    const { ask, send } = openLine();
    const [measurement] = RUN.measurements;
    if (measurement === undefined) throw new Error("no measurement");
    send({ measurements: [{ ...measurement, value, unit: value.length > 9 ? "V" : "mV" }] });
    const stored = ask("runs.get", { id: RUN.id }).measurements[0];
    expect(stored?.computed).toBe(computed);
    expect(String(stored?.value)).toBe(value === "-1e3" ? "-1000" : value);
  });

  test("half a surrogate pair is refused, wherever it stands", () => {
    const { send } = openLine();
    const [measurement] = RUN.measurements;
    if (measurement === undefined) throw new Error("no measurement");
    const refused = refusal("record.invalid");
    expect(() => send({ measurements: [{ ...measurement, value: "\udfff" }] })).toThrow(refused);
    expect(() => send({ serialNumber: "\ud800" })).toThrow(refused);
  });

  test("imported attempts are numbered by their start and do not renumber our own", () => {
    const { ask, ledger, send } = openLine();
    performRun(ledger, { index: 5 });
    send({ id: runId(1), startedAt: "2026-11-23T06:20:00Z" });
    send({ id: runId(2), startedAt: "2026-11-23T06:10:00Z" });
    send({ id: runId(3), startedAt: "2026-11-23T06:15:00Z" });
    performRun(ledger, { index: 6 });
    const attempts = [1, 2, 3, 5, 6].map((index) => ask("runs.get", { id: runId(index) }).attempt);
    expect(attempts).toEqual([3, 1, 2, 1, 2]);
  });
});

describe("the schema of a run from outside", () => {
  test("the documented example is valid", () => {
    expect(runImport.safeParse(exampleRunImport).success).toBe(true);
  });

  test.each<[string, object]>([
    ["an unknown field", { colour: "red" }],
    ["neither rig nor station", { station: undefined }],
    ["a time without zone", { startedAt: "2026-11-23T06:30:00" }],
    ["an id that is no UUID", { id: "1" }],
    ["a serial number with a control character", { serialNumber: "PSU24\u0000-1" }],
    ["a part number with a line break", { partNumber: "PSU-24\n" }],
    ["a step with a tab", { measurements: [{ ...RUN.measurements[0], step: "a\tb" }] }],
    ["a text with a NUL", { measurements: [{ ...RUN.measurements[0], value: "1.0\u0000" }] }],
    [
      "a value that is no number, text or boolean",
      { measurements: [{ ...RUN.measurements[0], value: null }] },
    ],
  ])("%s is refused", (_, change) => {
    expect(runImport.safeParse({ ...RUN, ...change }).success).toBe(false);
  });
});
