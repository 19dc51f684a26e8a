/** The questions of quality over a year of half a million runs. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TelemetryReader } from "../../gateway/ledger/contract.ts";
import { openConnection } from "../../gateway/ledger/store/connection.ts";
import { qualityQueries } from "../../gateway/quality/queries.ts";
import { writeYear, YEAR_END_US } from "./quality/year-of-runs.ts";
import type { BenchResult } from "./result.ts";

const DAY_US = 86_400_000_000;
/** The median of so many; the first is thrown away, as the files come into the cache with it. */
const REPEATS = 7;

/** Milliseconds of a processor for each question (machines are shared), of a clock for a run. */
export async function benchQuality(runs = 500_000): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-bench-quality-"));
  try {
    const path = join(directory, "ledger.db");
    const start = performance.now();
    {
      using db = openConnection(path, "write");
      writeYear(db, runs);
    }
    const tablesMsPerRun = (performance.now() - start) / runs;
    const { figures, goals } = measure(path);
    return { name: `quality: ${runs} runs`, figures: { ...figures, tablesMsPerRun }, goals };
  } finally {
    await rm(directory, { recursive: true });
  }
}

const month = { from: YEAR_END_US - 30 * DAY_US, buildTag: "production" } as const;
const year = { buildTag: "production" } as const;
const counted = { policy: "first-pass", timeZone: "Europe/Berlin" } as const;
const fortnight = { from: YEAR_END_US - 15 * DAY_US, policy: "first-pass" } as const;

function measure(path: string): Required<Omit<BenchResult, "name">> {
  using db = openConnection(path, "read");
  const context = { sql: db, telemetry: {} as TelemetryReader };
  const ask = qualityQueries;
  const questions = {
    monthYieldByOperationMs: () =>
      ask["quality.yield"](context, { ...month, ...counted, by: "operation" }),
    monthYieldByDayMs: () => ask["quality.yield"](context, { ...month, ...counted, by: "day" }),
    monthYieldBySlotMs: () => ask["quality.yield"](context, { ...month, ...counted, by: "slot" }),
    monthParetoMs: () => ask["quality.pareto"](context, month),
    monthChangesMs: () =>
      ask["quality.changes"](context, { ...fortnight, baseFrom: YEAR_END_US - 30 * DAY_US }),
    monthFalseFailsMs: () => ask["quality.falseFails"](context, month),
    yearYieldByOperationMs: () =>
      ask["quality.yield"](context, { ...year, ...counted, by: "operation" }),
    yearYieldByOrderMs: () => ask["quality.yield"](context, { ...year, ...counted, by: "order" }),
    yearYieldByDayMs: () => ask["quality.yield"](context, { ...year, ...counted, by: "day" }),
    yearParetoMs: () => ask["quality.pareto"](context, year),
    yearRowsFirstPageMs: () =>
      ask["quality.runs"](context, { ...year, counts: ["failed"], limit: 50 }),
    monthDistributionMs: () =>
      ask["quality.distribution"](context, {
        ...{ operation: "FCT", partNumber: "PSU-24", measurement: "m3", ...month },
      }),
  };
  const figures = Object.fromEntries(
    Object.entries(questions).map(([name, question]) => [name, medianMs(question)]),
  );
  const goals = Object.fromEntries(
    Object.keys(questions).map((name) => {
      if (/Rows|Distribution|FalseFails/.test(name)) return [name, { atMost: 500 }];
      if (name === "monthChangesMs") return [name, { atMost: 500 }];
      return [name, { atMost: name.startsWith("month") ? 100 : 500 }];
    }),
  );
  return { figures, goals };
}

function medianMs(question: () => unknown): number {
  const times = Array.from({ length: REPEATS + 1 }, () => {
    const start = process.threadCpuUsage();
    question();
    const { user, system } = process.threadCpuUsage(start);
    return (user + system) / 1000;
  });
  return times.slice(1).toSorted((a, b) => a - b)[Math.floor(REPEATS / 2)] ?? 0;
}
