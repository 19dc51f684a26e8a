import { expect, test } from "vitest";
import { Refusal } from "../ledger/contract.ts";
import type { ProcedureBody } from "../records/import-file.ts";
import { importLine, procedureOf, serial } from "../records/testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../records/testing/memory-ledger.ts";
import { convertFile, type Reading } from "./convert-file.ts";
import { parseMapping } from "./csv/csv-mapping.ts";
import { importRuns } from "./import-runs.ts";

const RAIL: ProcedureBody["measurements"][number] = {
  ...{ id: "rail_3v3", name: "3V3 rail", aliases: ["3V3 rail"], attemptsMax: 2 },
  limits: { comparator: "GELE", unit: "V", specification: { low: 3.2, high: 3.4 } },
};

function openLine(): MemoryLedger {
  const ledger = openMemoryLedger();
  importLine(ledger);
  ledger.execute("procedure.import", procedureOf("FCT", { version: 2, measurements: [RAIL] }));
  return ledger;
}

async function* chunksOf(data: string | Uint8Array, size = 7) {
  const bytes = Buffer.from(data);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function take(ledger: MemoryLedger, data: string | Uint8Array, reading: Reading) {
  return importRuns(
    convertFile(chunksOf(data), reading),
    async (run) => ledger.execute("run.import", { run, gatewayVersion: "0.1.0" }).result.created,
  );
}

const runsOf = (ledger: MemoryLedger) => ledger.ask("runs.list", { limit: 50 }).items;

const phase = (volts: number, outcome: "PASS" | "FAIL", at: number) => ({
  ...{ name: "power", descriptor_id: 139796857342208, outcome },
  ...{ start_time_millis: at, end_time_millis: at + 3, options: { repeat_limit: 2 } },
  attachments: { "log.txt": { mimetype: "text/plain", data: "aGVsbG8=" } },
  measurements: {
    rail_3v3: {
      ...{ name: "rail_3v3", outcome, measured_value: volts },
      validators: ["3.2 <= Marginal:3.25 <= x <= Marginal:3.35 <= 3.4"],
      units: { name: "volt", code: "VLT", suffix: "V" },
    },
  },
});
const AT = 1_795_407_943_758;
const openHtf = (outcome: string, ...phases: object[]) =>
  JSON.stringify({
    ...{ dut_id: serial(1), start_time_millis: AT, end_time_millis: AT + 100, outcome, phases },
    ...{ station_id: "HTF-1", metadata: { test_name: "FCT", part_number: "PSU-24" } },
  });
const HTF: Reading = { format: "openhtf", defaults: {} };

test("an OpenHTF run whose retry passed is a pass, with both attempts kept", async () => {
  const ledger = openLine();
  const file = openHtf("PASS", phase(3.71, "FAIL", AT), phase(3.3, "PASS", AT + 5));
  const report = await take(ledger, file, HTF);
  expect(report).toMatchObject({ stored: 1, known: 0, refused: 0 });
  expect(report.unmapped).toEqual([{ what: "power: attachments log.txt", count: 2 }]);
  const [run] = runsOf(ledger);
  expect(run).toMatchObject({ outcome: "pass", reported: "pass", serialNumber: serial(1) });
  const { measurements } = ledger.ask("runs.get", { id: run?.id ?? "" });
  expect(measurements.map(({ attempt, value, computed }) => [attempt, value, computed])).toEqual([
    [1, 3.71, "fail"],
    [2, 3.3, "pass"],
  ]);
});

test.each([
  ["FAIL", "fail"],
  ["ERROR", "error"],
  ["TIMEOUT", "timeout"],
  ["ABORTED", "aborted"],
])("an OpenHTF run that ended with %s is %s here, whatever was measured", async (said, outcome) => {
  const ledger = openLine();
  await take(ledger, openHtf(said, phase(3.3, "PASS", AT)), HTF);
  expect(runsOf(ledger)[0]?.outcome).toBe(outcome);
});

test("the same file again is never counted twice", async () => {
  const ledger = openLine();
  const file = openHtf("PASS", phase(3.3, "PASS", AT));
  await take(ledger, file, HTF);
  expect(await take(ledger, file, HTF)).toMatchObject({ stored: 0, known: 1, refused: 0 });
  expect(runsOf(ledger)).toHaveLength(1);
});

const wsjf = (change: object = {}) =>
  JSON.stringify({
    ...{ id: "0199d0a4-3c2e-4b51-8f4a-5d2c9e6b7a10", type: "T", pn: "PSU-24", sn: serial(2) },
    ...{ rev: "A", processCode: 50, processName: "FCT", result: "F", machineName: "STATION-01" },
    ...{ start: "2026-01-15T11:30:00.000+01:00", startUTC: "2026-01-15T10:30:00.000Z" },
    uut: { execTime: 12.5 },
    root: {
      ...{ stepType: "SequenceCall", name: "MainSequence Callback", group: "M", status: "F" },
      steps: [
        {
          ...{ stepType: "ET_NLT", name: "3V3 rail", status: "F", totTime: 0.8 },
          numericMeas: [{ compOp: "GELE", status: "F", unit: "V", value: 3.71 }],
        },
        {
          ...{ stepType: "ET_MNLT", name: "Rails", status: "P" },
          numericMeas: [{ name: "12V", compOp: "LOG", status: "P", unit: "V", value: "NaN" }],
        },
        { stepType: "ET_PFT", name: "Link", status: "P", booleanMeas: [{ status: "P" }] },
        { stepType: "ET_SVT", name: "FW", status: "S", stringMeas: [{ value: "2.5.1" }] },
      ],
    },
    ...change,
  });
const WSJF: Reading = { format: "wsjf", defaults: {} };

test("a WSJF report is the run that WATS means, steps by their names", async () => {
  const ledger = openLine();
  const report = await take(ledger, wsjf(), WSJF);
  expect(report).toMatchObject({ stored: 1 });
  expect(report.unmapped.map(({ what }) => what)).toContain("FW: was skipped");
  const [run] = runsOf(ledger);
  expect(run).toMatchObject({ outcome: "fail", reported: "fail", failing: ["3V3 rail"] });
  expect(run).toMatchObject({ startedAt: "2026-01-15T10:30:00.000Z", station: "STATION-01" });
  expect(run?.finishedAt).toBe("2026-01-15T10:30:12.500Z");
  const { measurements } = ledger.ask("runs.get", { id: run?.id ?? "" });
  expect(measurements.map(({ step, value }) => [step, value])).toEqual([
    ["3V3 rail", 3.71],
    ["Rails/12V", "NaN"],
    ["Link", true],
  ]);
});

test("CR-09: a WSJF id with other content is refused and named, the stored run stays", async () => {
  const ledger = openLine();
  await take(ledger, wsjf(), WSJF);
  const report = await take(ledger, wsjf({ result: "P" }), WSJF);
  expect(report).toMatchObject({ stored: 0, known: 0, refused: 1 });
  expect(report.refusals[0]?.code).toBe("run.different-content");
  expect(runsOf(ledger)[0]?.outcome).toBe("fail");
});

const CSV: Reading = {
  ...{ format: "csv", defaults: {} },
  mapping: parseMapping({
    ...{ delimiter: ";", decimal: ",", encoding: "windows-1252" },
    time: { pattern: "DD.MM.YYYY HH:mm:ss", offset: "+01:00" },
    columns: { startedAt: "Zeit", serialNumber: "SN", result: "Ergebnis" },
    fixed: { operation: "FCT", station: "CSV-1", partNumber: "PSU-24" },
    results: { pass: ["i.O."], fail: ["n.i.O."] },
    measurements: [{ column: "Spannung", step: "rail_3v3", unit: "V" }],
  }),
};

const csv = (...rows: string[]) =>
  Buffer.from(`Zeit;SN;Prüfer;Spannung;Ergebnis\r\n${rows.join("\r\n")}\r\n`, "latin1");

test("a CSV of another locale is read as its mapping says; what is wrong refuses its row alone", async () => {
  const ledger = openLine();
  const file = csv(
    `03.02.2026 08:15:00;${serial(1)};"Müller; K.";3,31;i.O.`,
    `03.02.2026 08:16:00;${serial(2)};x;3,71;n.i.O.`,
    `02/03/2026 08:17;${serial(3)};x;3,31;i.O.`,
    `03.02.2026 08:18:00;${serial(4)};x;=1+2;i.O.`,
    `03.02.2026 08:19:00;${serial(5)};x;3,31`,
    `03.02.2026 08:20:00;${serial(6)};x;1.234,5;i.O.`,
  );
  const report = await take(ledger, file, CSV);
  expect(report).toMatchObject({ stored: 2, refused: 4 });
  expect(report.refusals.map(({ place, code }) => [place, code])).toEqual([
    ["line 4", "exchange.bad-value"],
    ["line 5", "exchange.bad-value"],
    ["line 6", "exchange.ragged"],
    ["line 7", "exchange.bad-value"],
  ]);
  expect(report.unmapped).toEqual([{ what: "Prüfer", count: 2 }]);
  const found = runsOf(ledger).map(({ startedAt, outcome }) => [startedAt, outcome]);
  expect(found.toSorted()).toEqual([
    ["2026-02-03T07:15:00.000Z", "pass"],
    ["2026-02-03T07:16:00.000Z", "fail"],
  ]);
  expect(await take(ledger, file, CSV)).toMatchObject({ stored: 0, known: 2, refused: 4 });
});

test("a CSV with a row for each measurement makes one run of rows that belong together", async () => {
  const ledger = openLine();
  const mapping = parseMapping({
    columns: { startedAt: "start", serialNumber: "sn" },
    fixed: { operation: "FCT", station: "CSV-2", partNumber: "PSU-24" },
    rows: { step: "step", value: "value", unit: "unit" },
  });
  const at = "2026-02-03T08:15:00Z";
  const rows = [`${at},${serial(1)},rail_3v3,3.3,V`, `${at},${serial(1)},extra,1.5,V`];
  const file = `start,sn,step,value,unit\n${rows.join("\n")}\n${at},${serial(2)},rail_3v3,3.7,V\n`;
  expect(await take(ledger, file, { format: "csv", defaults: {}, mapping })).toMatchObject({
    stored: 2,
  });
  expect(
    runsOf(ledger)
      .map(({ outcome }) => outcome)
      .toSorted(),
  ).toEqual(["fail", "pass"]);
});

test("bytes of another encoding, and what is no report at all, take nothing in", async () => {
  const ledger = openLine();
  const wrong = { ...CSV, mapping: { ...CSV.mapping, encoding: "utf-8" } } as Reading;
  const code = (expected: string) => expect.objectContaining({ code: expected }) as Refusal;
  await expect(take(ledger, csv("x;x;x;x;x"), wrong)).rejects.toEqual(code("exchange.not-text"));
  await expect(take(ledger, "{}", HTF)).rejects.toEqual(code("exchange.not-a-report"));
  await expect(take(ledger, "sn;1", WSJF)).rejects.toEqual(code("exchange.not-json"));
  await expect(take(ledger, wsjf({ type: "R" }), WSJF)).rejects.toEqual(
    code("exchange.not-a-report"),
  );
  expect(runsOf(ledger)).toEqual([]);
});

test("a replay gives the same files again", () => {
  const ledger = openLine();
  const report = { stored: 1, known: 0, refused: 0, refusals: [], unmapped: [] };
  const file = { hash: "a".repeat(64), name: "r.json", format: "wsjf" as const, bytes: 3, report };
  ledger.execute("exchange.receive", file);
  const again = { ...file, report: { ...report, stored: 0, known: 1 } };
  expect(ledger.execute("exchange.receive", again).result).toBe("unchanged");
  expect(ledger.ask("exchange.files", { limit: 5 }).items).toMatchObject([{ name: "r.json" }]);
  const before = ledger.tables();
  ledger.replay();
  expect(ledger.tables()).toEqual(before);
});

test("a disk that is full is no fault of a run: nothing is counted as refused, and the same file later is whole", async () => {
  const ledger = openLine();
  let left = 1;
  const data = [0, 1, 2]
    .map((at) => `${serial(at + 1)},2026-11-05T08:00:0${at}Z,PASS,3.3\n`)
    .join("");
  const columns = { serialNumber: "serial", startedAt: "start", result: "result" };
  const fixed = { operation: "FCT", station: "CSV-3", partNumber: "PSU-24" };
  const measurements = [{ column: "volts", step: "3V3 rail", unit: "V" }];
  const mapping = parseMapping({ columns, fixed, measurements });
  const bytes = Buffer.from(`serial,start,result,volts\n${data}`);
  const importNow = () =>
    importRuns(
      convertFile(chunksOf(bytes), { format: "csv", mapping, defaults: {} }),
      async (run) => {
        left -= 1;
        if (left < 0) throw new Refusal("ledger.unavailable", "the disk is full");
        return ledger.execute("run.import", { run, gatewayVersion: "0.1.0" }).result.created;
      },
    );
  await expect(importNow()).rejects.toMatchObject({ code: "ledger.unavailable" });
  left = Number.POSITIVE_INFINITY;
  expect(await importNow()).toMatchObject({ stored: 2, known: 1, refused: 0 });
});
