/** Records of a package as lines of its files: JSON for programs, CSV for spreadsheets. Pure. */
import type { Entry } from "../../domain/entry.ts";
import { isoTime, openIsoTimes } from "../../domain/iso-time.ts";
import type { MeasurementRecord, RunHeader, RunRecord } from "../../domain/run.ts";
import { csvLine } from "./csv-cell.ts";

/** Path below `records/` and what to append to it. */
export type RecordLines = readonly (readonly [file: string, text: string])[];

const FILES: Readonly<Record<string, string>> = {
  ...{ unit: "units", run: "runs", order: "orders", product: "products", rig: "rigs" },
  ...{ procedure: "procedures", equipment: "equipment", calibration: "calibrations" },
  ...{ signature: "signatures", nonconformance: "ncs" },
};

/** The first line of each table. */
export const TABLE_HEADS: Readonly<Record<string, string>> = {
  "runs.csv": csvLine([
    ...["runId", "seq", "serialNumber", "partNumber", "revision", "orderId", "operation"],
    ...["station", "rig", "startedAt", "finishedAt", "completion", "cause", "outcome"],
    ...["computed", "reported", "mismatch", "failing", "missing", "engineeringMode"],
    ...["simulated", "source", "procedureId", "procedureVersion", "procedureHash"],
  ]),
  "measurements.csv": csvLine([
    ...["runId", "measurement", "name", "step", "attempt", "value", "unit", "comparator"],
    ...["low", "high", "limitUnit", "text", "computed", "reported", "warned", "quality"],
    ...["takenAt", "cause"],
  ]),
};

/** The latest version of a record as the package's files hold it. */
export function recordLines(entry: Entry, body: unknown): RecordLines {
  if (entry.type === "run") return runLines(entry, body as RunHeader | RunRecord);
  // A slot's armings for other units are not in the package: none of its own is the latest.
  if (entry.type === "arming") return [];
  return [[`${FILES[entry.type] ?? `${entry.type}s`}.jsonl`, jsonLine(entry, body)]];
}

function jsonLine({ seq, version, actor, recordedAt }: Entry, record: unknown): string {
  const entry = { seq, version, actor, recordedAt: isoTime(recordedAt) };
  return `${JSON.stringify({ entry, record })}\n`;
}

function runLines(entry: Entry, run: RunHeader | RunRecord): RecordLines {
  const { measurements = [], ...rest } = run as Partial<RunRecord> & RunHeader;
  const timeOf = openIsoTimes();
  const lines = measurements.map((measurement) =>
    measurementLine(run.id, measurement, timeOf(measurement.takenAt)),
  );
  return [
    ["runs.jsonl", jsonLine(entry, { ...rest, measurementCount: measurements.length })],
    ["runs.csv", runLine(entry.seq, rest)],
    ["measurements.csv", lines.join("")],
  ];
}

function runLine(seq: number, run: RunHeader & Partial<RunRecord>): string {
  const finishedAt = run.finishedAt === undefined ? undefined : isoTime(run.finishedAt);
  return csvLine([
    ...[run.id, seq, run.serialNumber, run.partNumber, run.revision, run.orderId, run.operation],
    ...[run.station, run.rig, isoTime(run.startedAt), finishedAt, run.completion, run.cause],
    ...[run.outcome ?? "running", run.computed, run.reported, run.mismatch],
    ...[run.failing?.join(" "), run.missing?.join(" "), run.engineeringMode, run.simulated],
    ...[run.source, run.procedureId, run.procedureVersion, run.procedureHash],
  ]);
}

function measurementLine(runId: string, measurement: MeasurementRecord, takenAt: string): string {
  const { id, name, step, attempt, value, unit, limits, computed, reported } = measurement;
  const { low, high } = limits?.acceptance ?? limits?.specification ?? {};
  return csvLine([
    ...[runId, id, name, step, attempt, value, unit, limits?.comparator, low, high],
    ...[limits?.unit, limits?.text, computed, reported, measurement.warned],
    ...[measurement.quality, takenAt, measurement.cause],
  ]);
}
