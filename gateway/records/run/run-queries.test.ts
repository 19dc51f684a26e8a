import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NumberedReading } from "../../ledger/contract.ts";
import { decodeCursor, encodeCursor } from "../lists/cursor.ts";
import { importLine, performRun, runId, serial, startTestRun } from "../testing/line.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";

function openLine(readings: readonly NumberedReading[] = []) {
  const ledger = openMemoryLedger(readings);
  importLine(ledger);
  return ledger;
}
const STARTED_US = 1_700_000_000_000_000;
const reading = (change: Partial<NumberedReading>): NumberedReading => ({
  ordinal: 1,
  rig: "fct-1",
  channel: "voltage",
  value: 3.3,
  unit: "V",
  quality: "good",
  takenAt: STARTED_US,
  ...change,
});

describe("runs.list", () => {
  test("pages hold every run once, newest first, while new runs arrive and old ones finish", () => {
    const ledger = openLine();
    for (let index = 1; index <= 25; index += 1) performRun(ledger, { index });
    const open = startTestRun(ledger, { index: 26 });
    const seen: string[] = [];
    let cursor: string | undefined;
    let next = 100;
    do {
      const page = ledger.ask("runs.list", {
        limit: 4,
        ...(cursor === undefined ? {} : { cursor }),
      });
      seen.push(...page.items.map((run) => run.id));
      cursor = page.nextCursor;
      performRun(ledger, { index: next });
      next += 1;
    } while (cursor !== undefined);
    expect(open.header.id).toBe(seen[0]);
    expect(seen).toEqual(Array.from({ length: 26 }, (_, index) => runId(26 - index)));
  });

  test("the last full page names no next one", () => {
    const ledger = openLine();
    for (const index of [1, 2]) performRun(ledger, { index });
    expect(ledger.ask("runs.list", { limit: 2 }).nextCursor).toBeUndefined();
  });

  test("each filter keeps what it names and nothing else", () => {
    const ledger = openLine();
    performRun(ledger, { index: 1, serialNumber: serial(1) });
    performRun(ledger, { index: 2, serialNumber: serial(2), volts: 3.5 });
    performRun(ledger, { index: 3, serialNumber: serial(1), operation: "HIPOT" });
    const ids = (filter: object) =>
      ledger.ask("runs.list", { limit: 10, ...filter }).items.map(({ id }) => id);
    expect(ids({ serialNumber: serial(1) })).toEqual([runId(3), runId(1)]);
    expect(ids({ outcome: "fail" })).toEqual([runId(2)]);
    expect(ids({ rig: "hipot-1" })).toEqual([runId(3)]);
    expect(ids({ station: "FCT-1", outcome: "pass" })).toEqual([runId(1)]);
    expect(ids({ operation: "HIPOT", partNumber: "PSU-24" })).toEqual([runId(3)]);
    expect(ids({ partNumber: "X" })).toEqual([]);
    const second = STARTED_US + 2_000_000;
    expect(ids({ from: second })).toEqual([runId(3), runId(2)]);
    expect(ids({ to: second })).toEqual([runId(1)]);
  });

  test("a cursor that is not ours is refused", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String()), (cursor) => {
        expect(() => decodeCursor(cursor)).toThrow(
          expect.objectContaining({ code: "cursor.invalid" }),
        );
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e14 }), (seq) => {
        expect(decodeCursor(encodeCursor(seq))).toBe(seq);
      }),
    );
    for (const other of [`${encodeCursor(7)}=`, encodeCursor(0), encodeCursor(1.5)]) {
      expect(() => decodeCursor(other)).toThrow();
    }
  });

  test("runs.recent are the newest", () => {
    const ledger = openLine();
    for (const index of [1, 2, 3]) performRun(ledger, { index });
    expect(ledger.ask("runs.recent", { limit: 2 }).map(({ id }) => id)).toEqual([
      runId(3),
      runId(2),
    ]);
  });
});

describe("runs.get", () => {
  test("a finished run names its entries in the ledger and what it was judged by", () => {
    const ledger = openLine();
    performRun(ledger, { index: 1, volts: 3.5 });
    const run = ledger.ask("runs.get", { id: runId(1) });
    expect(run.entries.map(({ version, action }) => [version, action])).toEqual([
      [1, "started"],
      [2, "finished"],
    ]);
    expect(run.entries[1]).toMatchObject({ seq: run.seq });
    expect(run.entries[1]?.leaf).toMatch(/^[0-9a-f]{64}$/);
    expect(run.measurements[0]).toMatchObject({
      computed: "fail",
      takenAt: "2023-11-14T22:13:21.000001Z",
      limits: { specification: { low: 3.2, high: 3.4 } },
    });
    expect(run.delivery).toEqual([]);
  });

  test("a running run shows what is durable of its measurements, judged", () => {
    const ledger = openLine([
      reading({ runId: runId(1), step: "voltage", value: 3.5 }),
      reading({ ordinal: 2, runId: runId(2), step: "voltage" }),
      reading({ ordinal: 3, runId: runId(1) }),
    ]);
    startTestRun(ledger, { index: 1 });
    const run = ledger.ask("runs.get", { id: runId(1) });
    expect(run).toMatchObject({ outcome: "running", measurements: [{ computed: "fail" }] });
    expect(run.measurements).toHaveLength(1);
  });

  test("an unknown run is refused", () => {
    const unknown = expect.objectContaining({ code: "run.not-found" });
    const ledger = openLine();
    expect(() => ledger.ask("runs.get", { id: "x" })).toThrow(unknown);
    expect(() => ledger.ask("runs.telemetry", { id: "x", pointsMax: 10 })).toThrow(unknown);
  });
});

test("runs.telemetry reaches from 5 s before the run to 5 s after it, on its rig alone", () => {
  const seconds = [-6, -5, 0, 1, 6, 7];
  const around = seconds.map((second, ordinal) =>
    reading({ ordinal, takenAt: STARTED_US + 1_000_000 * (second + 1), value: second }),
  );
  const ledger = openLine([
    ...around,
    reading({ rig: "hipot-1", channel: "other" }),
    reading({ channel: "state", unit: "", value: 2n ** 60n }),
    reading({ channel: "state", unit: "", value: Number.NaN }),
  ]);
  performRun(ledger, { index: 1 });
  const series = ledger.ask("runs.telemetry", { id: runId(1), pointsMax: 100 });
  expect(series.map(({ channel }) => channel)).toEqual(["voltage", "state"]);
  expect(series[0]?.points.map(({ value }) => value)).toEqual([-5, 0, 1, 6]);
  expect(series[1]?.points.map(({ value }) => value)).toEqual(["1152921504606846976", "NaN"]);
});

test("runs.open gives each open run with its pinned procedure and its measured readings", () => {
  const ledger = openLine([reading({ runId: runId(2), step: "voltage" })]);
  performRun(ledger, { index: 1 });
  const { header, procedure } = startTestRun(ledger, { index: 2 });
  const measurementReadings = [reading({ runId: runId(2), step: "voltage" })];
  expect(ledger.ask("runs.open", {})).toEqual([{ header, procedure, measurementReadings }]);
});

test("rigs.counts gives each declared rig its runs since an instant and its last one", () => {
  const ledger = openLine();
  for (const name of ["fct-1", "hipot-1"]) {
    const rig = { name, title: name, station: "S", operation: "FCT", driver: "modbus", port: "p" };
    ledger.execute("rig.declare", { ...rig, simulated: true });
    expect(ledger.execute("rig.declare", { ...rig, simulated: true }).entries).toEqual([]);
  }
  performRun(ledger, { index: 1 });
  performRun(ledger, { index: 2 });
  startTestRun(ledger, { index: 3 });
  const since = STARTED_US + 3_000_000;
  const [fct, hipot] = ledger.ask("rigs.counts", { since });
  expect(fct).toMatchObject({ rig: "fct-1", runsToday: 1, lastRun: { id: runId(2) } });
  expect(hipot).toEqual({ rig: "hipot-1", runsToday: 0 });
});

test.each(["serial_number", "rig", "outcome", "station", "operation", "part_number"])(
  "a list filtered by %s is read in its order from an index, never sorted",
  (column) => {
    const plan = openLine().sql.all<{ detail: string }>(
      `EXPLAIN QUERY PLAN SELECT * FROM run WHERE ${column} = ? ORDER BY started_seq DESC LIMIT 9`,
      "x",
    );
    expect(plan.map(({ detail }) => detail).join("; ")).toMatch(/^SEARCH run USING INDEX [^;]*$/);
  },
);
