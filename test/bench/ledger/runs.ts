/**
 * Whole runs through the real rules: begun, judged, finished; entries, leaves, tree and the tables
 * of the records in one COMMIT, on a real disk.
 */
import {
  addMeasurement,
  finishRun,
  type OpenRun,
  openRun,
  type RunRecord,
} from "../../../gateway/domain/run.ts";
import { openLedger } from "../../../gateway/ledger/open-ledger.ts";
import type { OpenedLedger } from "../../../gateway/ledger/opened-ledger.ts";
import {
  fixtureClock,
  fixtureContext,
  silentLog,
} from "../../../gateway/ledger/testing/open-fixture.ts";
import type { ProcedureBody } from "../../../gateway/records/import-file.ts";
import type { GatewayQueries } from "../../../gateway/records/queries.ts";
import type { GatewayRules } from "../../../gateway/records/rules.ts";
import type { RunStarted } from "../../../gateway/records/run/start-rule.ts";
import { percentile } from "./percentile.ts";

export type RunLedger = OpenedLedger<GatewayRules, GatewayQueries>;

/** Opens a directory with the rules of all records. The caller disposes. */
export function openRunLedger(directory: string): Promise<RunLedger> {
  return openLedger<GatewayRules, GatewayQueries>({
    directory,
    demo: false,
    writerUrl: new URL("../../../gateway/writer.ts", import.meta.url),
    readerUrl: new URL("../../../gateway/reader.ts", import.meta.url),
    clock: fixtureClock,
    log: silentLog,
  });
}

/** Runs that are open at the same moment: as many rigs as end together on a large line. */
const LANES = 24;
/** The first runs find cold code; they are not counted. */
const WARM_UP = 500;
const PART = "PSU-24";
const STARTED_US = 1_795_000_000_000_000;

function procedureOf(count: number): ProcedureBody {
  const measurements = Array.from({ length: count }, (_, index) => ({
    id: `voltage-${index}`,
    name: `Voltage of rail ${index}`,
    aliases: [`u${index}`],
    limits: {
      comparator: "GELE" as const,
      unit: "V",
      specification: { low: 3.2, high: 3.4 },
      warning: { low: 3.25, high: 3.35 },
    },
    attemptsMax: 1,
  }));
  return {
    ...{ id: `${PART}/FCT`, version: 1, name: "FCT", partNumber: PART, operation: "FCT" },
    ...{ status: "effective", unexpected: "record", measurements },
  };
}

/** A product, a procedure of `measurements` values and an order of a million units. */
export async function importBenchLine(ledger: RunLedger, measurements: number): Promise<void> {
  const revisions = [{ revision: "C", status: "released" as const }];
  const product = { partNumber: PART, name: "Supply", stage: "mp" as const, revisions };
  await ledger.execute("product.import", { ...product, route: ["FCT"] }, fixtureContext);
  await ledger.execute("procedure.import", procedureOf(measurements), fixtureContext);
  const order = { id: "WO-1", partNumber: PART, revision: "C", quantity: 1_000_000 };
  const serialNumbers = { prefix: "PSU24-", from: 0, digits: 8 };
  await ledger.execute(
    "order.import",
    { ...order, status: "released", serialNumbers },
    fixtureContext,
  );
}

/** Begins run `index` of a unit of its own. */
export async function startBenchRun(ledger: RunLedger, index: number): Promise<RunStarted> {
  const { result } = await ledger.execute(
    "run.start",
    {
      id: `01a20714-d164-7761-8cac-${String(index).padStart(12, "0")}`,
      rig: `fct-${index % LANES}`,
      station: "FCT-1",
      operation: "FCT",
      serialNumber: `PSU24-${String(index).padStart(8, "0")}`,
      partNumber: PART,
      simulated: false,
      gatewayVersion: "0.1.0",
      startedAt: STARTED_US + index * 1000,
    },
    fixtureContext,
  );
  return result;
}

/** The record of a run whose every value is another double. */
export function benchRecord({ header, procedure }: RunStarted): RunRecord {
  let run: OpenRun = openRun(header, procedure);
  for (const [index, { id }] of (procedure?.measurements ?? []).entries()) {
    const takenAt = header.startedAt + index;
    const value = 3.3 + Math.sin(takenAt * 12.9898) / 30;
    ({ run } = addMeasurement(run, { step: id, value, unit: "V", quality: "good", takenAt }));
  }
  return finishRun(run, { finishedAt: header.startedAt + 900_000, durationMs: 900 });
}

/** Durable runs of 20 measurements each second, and how long the end of one waits for the disk. */
export async function benchRuns(directory: string, total = 3000) {
  await using ledger = await openRunLedger(directory);
  await ledger.whenReady();
  await importBenchLine(ledger, 20);
  await performRuns(ledger, 0, WARM_UP);
  const start = performance.now();
  const [all, own] = [process.cpuUsage(), process.threadCpuUsage()];
  const waits = await performRuns(ledger, WARM_UP, WARM_UP + total);
  const seconds = (performance.now() - start) / 1000;
  const [allUsed, ownUsed] = [process.cpuUsage(all), process.threadCpuUsage(own)];
  const writerUs = sumOf(allUsed) - sumOf(ownUsed);
  return {
    runsPerSecond: Math.round(total / seconds),
    // Of all threads but the caller's: what stays of the noise of a shared machine is small.
    writerCpuMsEachRun: Math.round(writerUs / total) / 1000,
    runP50Ms: percentile(waits, 0.5),
    runP99Ms: percentile(waits, 0.99),
  };
}

function sumOf({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}

/** Each lane does one run after another. Returns what each `run.finish` waited, in ms. */
async function performRuns(ledger: RunLedger, from: number, to: number): Promise<number[]> {
  const waits: number[] = [];
  let next = from;
  async function lane(): Promise<void> {
    while (next < to) {
      const index = next;
      next += 1;
      const record = benchRecord(await startBenchRun(ledger, index));
      const start = performance.now();
      await ledger.execute("run.finish", record, fixtureContext);
      waits.push(performance.now() - start);
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane));
  return waits;
}

/**
 * One run of 10,000 measurements: how long its own command holds the writer, told by how long a
 * small command behind it waits.
 */
export async function benchLargeRun(directory: string) {
  await using ledger = await openRunLedger(directory);
  await ledger.whenReady();
  await importBenchLine(ledger, 10_000);
  const waits: number[] = [];
  for (let index = 0; index < 3; index += 1) {
    const record = benchRecord(await startBenchRun(ledger, index));
    const finished = ledger.execute("run.finish", record, fixtureContext);
    const start = performance.now();
    await startBenchRun(ledger, 100 + index);
    waits.push(performance.now() - start);
    await finished;
  }
  return { behindLargeRunMs: Math.min(...waits) };
}
