/** Proposed limits tried on 100,000 past runs of 20 measurements, slice by slice as asked. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Entry } from "../../gateway/domain/entry.ts";
import type { MeasurementRecord, RunRecord } from "../../gateway/domain/run.ts";
import type { TelemetryReader } from "../../gateway/ledger/contract.ts";
import { type Connection, openConnection } from "../../gateway/ledger/store/connection.ts";
import {
  addReplays,
  NOTHING,
  replaySlice,
  SLICE_RUNS,
  type SliceEnd,
} from "../../gateway/records/limits/replay-query.ts";
import { projections } from "../../gateway/records/projections.ts";
import { runProjection } from "../../gateway/records/run/projection.ts";
import type { BenchResult } from "./result.ts";

const END_US = 1_795_000_000_000_000;
const MINUTE_US = 60_000_000;
const MEASUREMENTS = 20;

/** Seconds for the whole, milliseconds for the longest slice, and how many slices tell of it. */
export async function benchLimitReplay(runs = 100_000): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-bench-replay-"));
  try {
    const path = join(directory, "ledger.db");
    {
      using db = openConnection(path, "write");
      writeRuns(db, runs);
    }
    const { measured, ...figures } = replayAll(path, runs);
    if (measured !== runs) throw new Error(`${measured} of ${runs} runs were judged`);
    return {
      name: `limit replay: ${runs} runs × ${MEASUREMENTS} measurements`,
      figures,
      goals: { replayS: { atMost: 3 }, longestSliceMs: { atMost: 1_000 } },
    };
  } finally {
    await rm(directory, { recursive: true });
  }
}

function replayAll(path: string, runs: number) {
  using db = openConnection(path, "read");
  const context = { sql: db, telemetry: {} as TelemetryReader };
  const asked = {
    ...{ partNumber: "PSU-24", operation: "FCT", measurement: "m7", limit: 200 },
    limits: { comparator: "GELE", unit: "mV", specification: { low: 3_275, high: 3_330 } },
    ...{ fromUs: END_US - (runs + 1) * MINUTE_US, toUs: END_US + 1, runs: SLICE_RUNS },
  } as const;
  const start = performance.now();
  const cpu = process.cpuUsage();
  let total = NOTHING;
  let after: SliceEnd | undefined;
  let longestSliceMs = 0;
  let slices = 0;
  do {
    const began = performance.now();
    const slice = replaySlice(context, after === undefined ? asked : { ...asked, after });
    longestSliceMs = Math.max(longestSliceMs, performance.now() - began);
    total = addReplays(total, slice.view, asked.limit);
    after = slice.next;
    slices += 1;
  } while (after !== undefined);
  const replayS = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const replayCpuS = (user + system) / 1e6;
  return { replayS, replayCpuS, longestSliceMs, slices, measured: total.measured };
}

/** By the projection of runs itself; entries and proofs are left out, for no replay reads them. */
function writeRuns(db: Connection, count: number): void {
  for (const statement of projections.flatMap(({ ddl }) => ddl)) db.exec(statement);
  db.exec("PRAGMA synchronous = OFF");
  for (let index = 0; index < count; index += 1) {
    if (index % 5_000 === 0) db.exec(index === 0 ? "BEGIN" : "COMMIT; BEGIN");
    const run = runOf(index, count);
    const entry = { seq: index + 1, version: 1, logId: "bench/1", type: "run", id: run.id };
    runProjection.apply(db, entry as Entry, run);
  }
  db.exec("COMMIT; ANALYZE");
}

function runOf(index: number, count: number): RunRecord {
  const startedAt = END_US - (count - index) * MINUTE_US;
  return {
    id: `0199d0a4-3c2e-7b51-8f4a-${String(index).padStart(12, "0")}`,
    ...{ rig: "fct-1", station: "FCT-1", operation: "FCT", serialNumber: `SN-${index}` },
    ...{ partNumber: "PSU-24", revision: "C", procedureId: "PSU-24/FCT", procedureVersion: 1 },
    ...{ procedureHash: "hash-FCT", buildTag: "production", engineeringMode: false },
    ...{ simulated: false, source: "api", gatewayVersion: "0.1.0", startedAt },
    ...{ finishedAt: startedAt + 6e6, completion: "completed", mismatch: false },
    ...{ computed: "pass", verdict: "pass", outcome: "pass" },
    ...{ failing: [], missing: [], notReached: [], refused: [] },
    measurements: measurementsOf(index, startedAt),
  };
}

function measurementsOf(index: number, takenAt: number): MeasurementRecord[] {
  return Array.from({ length: MEASUREMENTS }, (_, position) => {
    const value = 3.3 + Math.sin(index * 12.9898 + position) / 30;
    return {
      ...{ id: `m${position}`, name: `Measurement ${position}`, step: `m${position}`, attempt: 1 },
      ...{ value, valueInLimitUnit: value, unit: "V", quality: "good", takenAt },
      limits: { comparator: "GELE", unit: "V", specification: { low: 3.2, high: 3.4 } },
      ...{ computed: "pass", warned: false },
    };
  });
}
