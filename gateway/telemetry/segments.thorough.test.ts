import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Reading } from "./contract.ts";
import { listSegments, segmentPath } from "./segment-file.ts";
import { SegmentReader } from "./telemetry-reader.ts";
import { openTelemetryWriter, type TelemetryWriter } from "./telemetry-writer.ts";

const START_US = 1_795_000_000_000_000;
const HOUR_US = 3_600_000_000;
const MINUTE_US = 60_000_000;

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rigline-telemetry-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

function open(limits: { bytes?: number; us?: number; lowest?: number } = {}): TelemetryWriter {
  return openTelemetryWriter({
    directory,
    segmentBytesMax: limits.bytes ?? 64_000_000,
    segmentUsMax: limits.us ?? HOUR_US,
    lowestOrdinal: limits.lowest ?? 1,
    nowUs: START_US,
  });
}

function makeReadings(count: number, from = 0): Reading[] {
  return Array.from({ length: count }, (_, index) => ({
    rig: index % 2 === 0 ? "fct-1" : "hipot-1",
    channel: `c${index % 3}`,
    value: (from + index) / 3,
    unit: "V",
    quality: "good",
    takenAt: START_US + (from + index) * 1000,
  }));
}

function withOrdinals(readings: readonly Reading[]) {
  return readings.map((reading, index) => ({ ordinal: index + 1, ...reading }));
}

function finishSealing(writer: TelemetryWriter): void {
  while (writer.step()) {
    // One slice after another, as the writer does between batches.
  }
}

test("ordinals go on without a gap over segments, sealing and restarts", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("append", "restart", "step", "age"), { maxLength: 40 }),
      (actions) => {
        rmSync(directory, { recursive: true, force: true });
        let writer = open({ bytes: 40_000 });
        const all: Reading[] = [];
        let nowUs = START_US;
        for (const action of actions) {
          if (action === "age") nowUs += HOUR_US;
          if (action === "step") writer.step();
          if (action === "restart") {
            writer[Symbol.dispose]();
            writer = open({ bytes: 40_000 });
          }
          if (action !== "append") continue;
          const fresh = makeReadings(7, all.length);
          expect(writer.append(fresh, nowUs)).toEqual({
            from: all.length + 1,
            to: all.length + 8,
          });
          all.push(...fresh);
        }
        using reader = new SegmentReader(directory);
        expect(reader.head()).toBe(all.length + 1);
        expect(reader.range(1, all.length + 1, 10_000)).toEqual(withOrdinals(all));
        writer[Symbol.dispose]();
      },
    ),
    { numRuns: 15 },
  );
});

test("sealing joins small blocks, adds rollups, and changes no reading", () => {
  const writer = open();
  using reader = new SegmentReader(directory);
  const all = makeReadings(5000);
  for (let at = 0; at < all.length; at += 5) writer.append(all.slice(at, at + 5), START_US);
  writer.append(makeReadings(1, 5000), START_US + HOUR_US);
  finishSealing(writer);
  expect(listSegments(directory)).toEqual([1, 5001]);
  expect(reader.range(1, 5001, 10_000)).toEqual(withOrdinals(all));
  const db = new DatabaseSync(segmentPath(directory, 1), { readOnly: true });
  expect(db.prepare("SELECT state FROM segment").get()).toMatchObject({ state: "sealed" });
  expect(db.prepare("SELECT count(*) AS blocks FROM block").get()).toMatchObject({ blocks: 5 });
  const rolled = db.prepare("SELECT sum(count) AS n, min(min) AS least FROM rollup").get();
  expect(rolled).toMatchObject({ n: 5000, least: 0 });
  expect(db.prepare("PRAGMA freelist_count").get()).toMatchObject({ freelist_count: 0 });
  db.close();
  writer[Symbol.dispose]();
});

test("rollups hold what was good and finite, minute by minute", () => {
  const writer = open();
  const good = { rig: "r", channel: "c", unit: "V", quality: "good" as const };
  const rows: Reading[] = [
    { ...good, value: 1, takenAt: START_US },
    { ...good, value: 5, takenAt: START_US + 1 },
    { ...good, value: Number.NaN, takenAt: START_US + 2 },
    { ...good, value: 99, quality: "stale", takenAt: START_US + 3 },
    { ...good, value: "on", takenAt: START_US + 4 },
    { ...good, value: 7, takenAt: START_US + MINUTE_US },
  ];
  for (const row of rows) writer.append([row], START_US);
  writer.append(makeReadings(1), START_US + HOUR_US);
  finishSealing(writer);
  const db = new DatabaseSync(segmentPath(directory, 1), { readOnly: true });
  const found = db.prepare("SELECT count, min, max, sum FROM rollup ORDER BY minute").all();
  expect(found.map((row) => ({ ...row }))).toEqual([
    { count: 2, min: 1, max: 5, sum: 6 },
    { count: 1, min: 7, max: 7, sum: 7 },
  ]);
  db.close();
  writer[Symbol.dispose]();
});

test("the measurements of a run are all found, also across a clock set back and a new segment", () => {
  const writer = open();
  using reader = new SegmentReader(directory);
  const step = (name: string, takenAt: number): Reading => ({
    rig: "fct-1",
    channel: name,
    step: name,
    runId: "run-1",
    attempt: 1,
    value: 1,
    unit: "V",
    quality: "good",
    takenAt,
  });
  writer.append([...makeReadings(3), step("a", START_US)], START_US);
  writer.append(makeReadings(50), START_US);
  writer.append(
    [step("b", START_US - HOUR_US), { ...step("x", START_US), runId: "other" }],
    START_US,
  );
  writer.append([step("c", START_US + 5)], START_US + 2 * HOUR_US);
  const query = { rig: "fct-1", runId: "run-1", fromUs: START_US };
  const names = () => reader.measurementsOfRun(query).map((reading) => reading.step);
  expect(names()).toEqual(["a", "b", "c"]);
  finishSealing(writer);
  expect(names()).toEqual(["a", "b", "c"]);
  writer[Symbol.dispose]();
});

test("a window holds only measured values, evenly thinned, with the first and the last", () => {
  const writer = open();
  using reader = new SegmentReader(directory);
  const all = makeReadings(6000);
  for (let at = 0; at < all.length; at += 50) writer.append(all.slice(at, at + 50), START_US);
  const query = { rig: "fct-1", fromUs: START_US, toUs: START_US + 6_000_000, pointsMax: 100 };
  const found = reader.window({ ...query, channels: ["c0"] });
  const source = withOrdinals(all).filter((row) => row.rig === "fct-1" && row.channel === "c0");
  expect(found.length).toBeGreaterThanOrEqual(99);
  expect(found.length).toBeLessThanOrEqual(101);
  expect(found[0]).toEqual(source[0]);
  expect(found.at(-1)).toEqual(source.at(-1));
  const ordinals = new Set(source.map((row) => row.ordinal));
  expect(found.every((row) => ordinals.has(row.ordinal))).toBe(true);
  const gaps = found.slice(1).map((row, at) => row.ordinal - (found[at]?.ordinal ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * Math.min(...gaps));
  writer[Symbol.dispose]();
});

test("telemetry files that were removed by hand never make an ordinal be used twice", () => {
  const writer = open({ lowest: 4711 });
  expect(writer.append(makeReadings(2), START_US)).toEqual({ from: 4711, to: 4713 });
  writer[Symbol.dispose]();
});

test("a damaged block is told to its reader and never hides its neighbours or stops the sealing", () => {
  const writer = open();
  using reader = new SegmentReader(directory);
  const all = makeReadings(30);
  for (let at = 0; at < 30; at += 10) writer.append(all.slice(at, at + 10), START_US);
  const db = new DatabaseSync(segmentPath(directory, 1));
  db.exec("UPDATE block SET data = zeroblob(60) WHERE first = 11");
  db.close();
  expect(() => reader.range(1, 31, 100)).toThrow("damaged");
  writer.append(makeReadings(1, 30), START_US + HOUR_US);
  finishSealing(writer);
  expect(reader.range(1, 11, 100)).toEqual(withOrdinals(all).slice(0, 10));
  expect(reader.range(21, 31, 100)).toEqual(withOrdinals(all).slice(20));
  expect(() => reader.range(11, 12, 100)).toThrow("damaged");
  writer[Symbol.dispose]();
});
