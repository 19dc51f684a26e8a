/** How fast the ledger is on this machine's disk: real files, real fdatasync. */
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import {
  type FixtureLedger,
  fixtureContext,
  openFixture,
} from "../../gateway/ledger/testing/open-fixture.ts";
import type { Reading } from "../../gateway/telemetry/contract.ts";
import { benchLargeRun, benchRuns } from "./ledger/runs.ts";
import { benchStart } from "./ledger/start.ts";
import type { BenchResult, Goal } from "./result.ts";

/** Goals of issue 4; the rate of readings is that of storing alone, with no rig and no sink. */
const GOALS: Readonly<Record<string, Goal>> = {
  readingsPerSecond: { atLeast: 150_000 },
  runsPerSecond: { atLeast: 1_500 },
  runP99Ms: { atMost: 25 },
  bytesPerReadingSealed: { atMost: 12 },
  startCheckMs: { atMost: 100 },
  startReadyMs: { atMost: 2_000 },
};

const RIGS = 10;
const CHANNELS = 10;
const TICK_MS = 10;
/** 10 rigs × 100 readings/s. */
const READINGS_PER_TICK = (RIGS * 100 * TICK_MS) / 1000;

/** Durable entries/s, readings/s, commit latency at 1,000 readings/s, bytes for each reading. */
export async function benchLedger(seconds = 5): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-bench-"));
  try {
    const paced = await withLedger(directory, (ledger) => runPaced(ledger, seconds));
    const entriesPerSecond = await withLedger(directory, benchEntries);
    const readingsPerSecond = await withLedger(directory, benchReadings);
    const runs = await benchRuns(join(directory, "runs"));
    const large = await benchLargeRun(join(directory, "large"));
    const start = await benchStart(join(directory, "start"));
    const stored = { ...paced, entriesPerSecond, readingsPerSecond, ...(await benchSize()) };
    return { name: "ledger", figures: { ...stored, ...runs, ...large, ...start }, goals: GOALS };
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function withLedger<Result>(
  directory: string,
  run: (ledger: FixtureLedger) => Promise<Result>,
): Promise<Result> {
  await using ledger = await openFixture(directory);
  return await run(ledger);
}

/** The load the gateway is specified for: a command now and then, readings at every tick. */
async function runPaced(ledger: FixtureLedger, seconds: number) {
  const pending: Promise<unknown>[] = [];
  const ticks = (seconds * 1000) / TICK_MS;
  const start = performance.now();
  for (let tick = 0; tick < ticks; tick += 1) {
    pending.push(ledger.appendReadings(makeReadings(READINGS_PER_TICK, tick * READINGS_PER_TICK)));
    if (tick % 10 === 0) pending.push(ledger.execute("raise", { id: "a", by: 1 }, fixtureContext));
    await delay(Math.max(0, start + (tick + 1) * TICK_MS - performance.now()));
  }
  await Promise.all(pending);
  const { commitP50Ms, commitP99Ms, commits } = ledger.stats();
  return { commitP50Ms, commitP99Ms, pacedCommits: commits };
}

async function benchEntries(ledger: FixtureLedger): Promise<number> {
  const total = 10_000;
  const start = performance.now();
  for (let done = 0; done < total; done += 500) {
    await Promise.all(
      Array.from({ length: 500 }, (_, index) =>
        ledger.execute("raise", { id: `unit-${(done + index) % 97}`, by: 1 }, fixtureContext),
      ),
    );
  }
  return Math.round((total * 1000) / (performance.now() - start));
}

async function benchReadings(ledger: FixtureLedger): Promise<number> {
  const total = 200_000;
  const start = performance.now();
  for (let done = 0; done < total; done += 5000) {
    await Promise.all(
      Array.from({ length: 50 }, (_, part) =>
        ledger.appendReadings(makeReadings(100, done + part * 100)),
      ),
    );
  }
  return Math.round((total * 1000) / (performance.now() - start));
}

/** Bytes on disk for each reading: as one tick after another writes it, and when sealed. */
async function benchSize() {
  const directory = await mkdtemp(join(tmpdir(), "rigline-bench-"));
  const ticks = 3000;
  try {
    const live = await measureTicks(directory, ticks);
    return {
      bytesPerReadingLive: perReading(live, ticks),
      bytesPerReadingSealed: perReading(await sealedBytes(directory), ticks),
    };
  } finally {
    await rm(directory, { recursive: true });
  }
}

function perReading(bytes: number, ticks: number): number {
  return Math.round((bytes * 10) / (ticks * READINGS_PER_TICK)) / 10;
}

async function measureTicks(directory: string, ticks: number): Promise<number> {
  await withLedger(directory, async (ledger) => {
    for (let tick = 0; tick < ticks; tick += 1) {
      await ledger.appendReadings(makeReadings(READINGS_PER_TICK, tick * READINGS_PER_TICK));
    }
  });
  return folderBytes(directory);
}

/** Opens with an age of nothing: the next reading seals what is there. */
async function sealedBytes(directory: string): Promise<number> {
  const segments = { segmentMb: 64, segmentMinutes: 0 };
  await using ledger = await openFixture(directory, { segments });
  await ledger.appendReadings(makeReadings(1, 0));
  const before = await folderBytes(directory);
  const deadline = performance.now() + 10_000;
  let last = before;
  for (;;) {
    await delay(250);
    const now = await folderBytes(directory);
    if ((now === last && now < before) || performance.now() > deadline) return now;
    last = now;
  }
}

async function folderBytes(directory: string): Promise<number> {
  const folder = join(directory, "telemetry");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".db"));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Noise as an instrument has it: every value a different double. */
function makeReadings(count: number, from: number): Reading[] {
  return Array.from({ length: count }, (_, index) => {
    const at = from + index;
    return {
      rig: `rig-${at % RIGS}`,
      channel: `channel-${Math.floor(at / RIGS) % CHANNELS}`,
      value: 24 + Math.sin(at * 12.9898) / 7,
      unit: "V",
      quality: "good",
      takenAt: 1_795_000_000_000_000 + at * 1000,
    };
  });
}
