/**
 * What the historian makes of a message: lines for each position. Measurements `reading`,
 * `measurement` and `run`; serial number, run and order are fields, because as tags they would
 * make a series of each unit.
 */
import type { ReadingValue } from "../../drivers/contract.ts";
import {
  decodeValue,
  type FeedHeader,
  type FeedMessage,
  type WireEntry,
  type WireReading,
  type WireRun,
} from "../delivery/feed.ts";
import { encodeLine, type FieldValue, type Point, type Precision } from "./line-protocol.ts";

/** The lines of one position of a stream, or why it can not be written whole. */
export interface PositionLines {
  readonly position: number;
  readonly lines: readonly string[];
  readonly problem?: string;
}

/**
 * One entry for each position of the message. A position with a problem still brings the lines
 * that are sound: the rest of a run is not withheld for one value.
 */
export function linesOf(message: FeedMessage, precision: Precision): PositionLines[] {
  // What a person wrote stands in place of what we would make, good or bad.
  const mended = new Map(message.mended?.map(({ position, lines }) => [position, lines]));
  const encode = (position: number, points: () => readonly Draft[]): PositionLines => {
    const lines = mended.get(position);
    return lines === undefined ? encodeAll(position, points(), precision) : { position, lines };
  };
  if (message.stream === "telemetry") {
    return message.readings.map((reading) =>
      encode(reading.ordinal, () => readingPoints(message, reading)),
    );
  }
  return message.entries.map((entry) => encode(entry.seq, () => runPoints(message, entry)));
}

type Draft = Point | { readonly problem: string };

function encodeAll(
  position: number,
  drafts: readonly Draft[],
  precision: Precision,
): PositionLines {
  const lines: string[] = [];
  const problems: string[] = [];
  for (const draft of drafts) {
    const encoded = "problem" in draft ? draft : encodeLine(draft, precision);
    if ("line" in encoded) lines.push(encoded.line);
    else problems.push(encoded.problem);
  }
  return problems.length === 0
    ? { position, lines }
    : { position, lines, problem: problems.join("; ") };
}

/**
 * Time of a point: `takenAt` in microseconds, with the position in the three digits below. A point
 * that is sent again overwrites itself; two of one microsecond do not overwrite each other.
 */
function pointTime(takenAtUs: number, position: number): bigint | undefined {
  if (!Number.isSafeInteger(Math.trunc(takenAtUs))) return undefined;
  return BigInt(Math.trunc(takenAtUs)) * 1_000n + BigInt(position % 1_000);
}

function readingPoints(header: FeedHeader, reading: WireReading): Draft[] {
  const value = decodeValue(reading);
  const timeNs = pointTime(reading.takenAt, reading.ordinal);
  if (value === undefined) return [{ problem: `value.unreadable: ${String(reading.value)}` }];
  if (timeNs === undefined) return [{ problem: `time.unreadable: ${reading.takenAt}` }];
  const { rig, slot, channel, runId, step, attempt } = reading;
  return [
    {
      measurement: "reading",
      // In the order line protocol likes them: sorting costs as much as the rest.
      tags: {
        channel,
        line: header.line,
        rig,
        site: header.site,
        slot,
        station: header.stations[rig],
      },
      fields: {
        ...valueField(value),
        unit: text(reading.unit),
        quality: text(reading.quality),
        run: text(runId),
        step: text(step),
        attempt: integer(attempt),
      },
      timeNs,
    },
  ];
}

function runPoints(header: FeedHeader, { seq, leaf, run }: WireEntry): Draft[] {
  const timeNs = pointTime(run.finishedAt, seq);
  if (timeNs === undefined) return [{ problem: `time.unreadable: ${run.finishedAt}` }];
  const times = measurementTimes(seq, run);
  const point: Point = {
    measurement: "run",
    tags: { ...runTags(header, run), outcome: run.outcome },
    fields: {
      ...runFields(run),
      completion: text(run.completion),
      cause: text(run.cause),
      duration_ms: run.durationMs === undefined ? undefined : float(run.durationMs),
      measurements: integer(run.measurements.length),
      mismatch: run.mismatch === undefined ? undefined : flag(run.mismatch),
      seq: integer(seq),
      leaf: text(leaf),
    },
    timeNs,
  };
  return [
    point,
    ...run.measurements.map((measurement, index) =>
      measurementPoint({ header, run, measurement, timeNs: times[index] }),
    ),
  ];
}

/**
 * Measurements of one microsecond get nanoseconds one after another from the run's position on, in
 * their order, and the next microsecond where a thousand are not enough.
 */
function measurementTimes(seq: number, { measurements }: WireRun): (bigint | undefined)[] {
  const counts = new Map<number, number>();
  return measurements.map((measurement) => {
    const takenAt = Math.trunc(measurement.takenAt);
    const before = counts.get(takenAt) ?? 0;
    counts.set(takenAt, before + 1);
    return pointTime(takenAt + Math.floor(before / 1_000), seq + before);
  });
}

function runTags(header: FeedHeader, run: WireRun): Record<string, string | undefined> {
  return {
    site: header.site,
    line: header.line,
    station: run.station,
    rig: run.rig,
    slot: run.slot,
    product: run.partNumber,
    operation: run.operation,
  };
}

function runFields(run: WireRun): Record<string, FieldValue | undefined> {
  return {
    run: text(run.id),
    serial_number: text(run.serialNumber),
    order: text(run.orderId),
    simulated: run.simulated === undefined ? undefined : flag(run.simulated),
  };
}

interface MeasurementInput {
  readonly header: FeedHeader;
  readonly run: WireRun;
  readonly measurement: WireRun["measurements"][number];
  readonly timeNs: bigint | undefined;
}

function measurementPoint({ header, run, measurement, timeNs }: MeasurementInput): Draft {
  if (timeNs === undefined) return { problem: `time.unreadable: ${measurement.takenAt}` };
  const value = decodeValue({
    value: measurement.value,
    ...(measurement.integer === true ? { type: "integer" as const } : {}),
  });
  if (value === undefined) return { problem: `value.unreadable: ${String(measurement.value)}` };
  return {
    measurement: "measurement",
    tags: {
      ...runTags(header, run),
      measurement: measurement.id,
      outcome: measurement.computed,
    },
    fields: {
      ...valueField(value),
      ...runFields(run),
      unit: text(measurement.unit),
      quality: text(measurement.quality),
      attempt: integer(measurement.attempt),
    },
    timeNs,
  };
}

function valueField(value: ReadingValue): Record<string, FieldValue> {
  switch (typeof value) {
    case "bigint":
      return { integer: { kind: "integer", value } };
    case "number":
      // A dead channel says NaN at the pace of its poll: exact in its own field, not held back.
      return Number.isFinite(value)
        ? { value: { kind: "float", value } }
        : { non_finite: { kind: "text", value: String(value) } };
    case "boolean":
      return { flag: { kind: "flag", value } };
    default:
      return { text: { kind: "text", value } };
  }
}

function text(value: string | undefined): FieldValue | undefined {
  return value === undefined || value === "" ? undefined : { kind: "text", value };
}

function integer(value: number | undefined): FieldValue | undefined {
  if (value === undefined || !Number.isSafeInteger(value)) return undefined;
  return { kind: "integer", value: BigInt(value) };
}

function float(value: number): FieldValue {
  return { kind: "float", value };
}

function flag(value: boolean): FieldValue {
  return { kind: "flag", value };
}
