import fc from "fast-check";
import { expect, test } from "vitest";
import type { SqlReader } from "../../ledger/contract.ts";
import { importLine, performRun, runId, serial, startTestRun } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";
import type { RunSummary } from "../views.ts";
import { listRuns, type RunFilter } from "./list-query.ts";

const T0 = 1_700_000_000_000_000;
/** Few instants, so that many runs share one, and their order is not that of the ledger. */
const startOf = (index: number) => T0 + ((index * 7) % 10) * 1_000_000;

function openLine(): MemoryLedger {
  const ledger = openMemoryLedger();
  importLine(ledger);
  for (let index = 0; index < 60; index += 1) {
    const run = {
      index,
      serialNumber: serial((index % 9) + 1),
      operation: index % 3 === 0 ? "HIPOT" : "FCT",
      startedAt: startOf(index),
    };
    if (index % 10 === 9) startTestRun(ledger, run);
    else performRun(ledger, { ...run, volts: index % 4 === 0 ? 3.7 : 3.3 });
  }
  return ledger;
}

const instant = fc.integer({ min: -1, max: 21 }).map((half) => T0 + half * 500_000);
const optional = <Value>(value: fc.Arbitrary<Value>) =>
  fc.option(value, { nil: undefined, freq: 2 });
const filters = fc.record({
  from: optional(instant),
  to: optional(instant),
  outcome: optional(fc.constantFrom("pass" as const, "fail" as const, "running" as const)),
  station: optional(fc.constantFrom("FCT-1", "HIPOT-1", "none")),
  rig: optional(fc.constantFrom("fct-1", "hipot-1")),
  operation: optional(fc.constantFrom("FCT", "HIPOT")),
  partNumber: optional(fc.constantFrom("PSU-24", "PSU-48")),
  serialNumber: optional(fc.integer({ min: 1, max: 10 }).map(serial)),
  orderId: optional(fc.constantFrom("WO-1", "WO-2")),
});
type Filters = typeof filters extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** What the list promises, without SQL. */
function isWanted(run: RunSummary, { from, to, ...same }: Filters): boolean {
  const startedUs = Date.parse(run.startedAt) * 1_000;
  if (from !== undefined && startedUs < from) return false;
  if (to !== undefined && startedUs >= to) return false;
  return Object.entries(same).every(
    ([name, value]) => value === undefined || run[name as keyof RunSummary] === value,
  );
}

function pages(ledger: MemoryLedger, filter: object, limit: number): RunSummary[] {
  const found: RunSummary[] = [];
  let cursor: string | undefined;
  do {
    const asked = { ...filter, limit, ...(cursor === undefined ? {} : { cursor }) };
    const page = ledger.ask("runs.list", asked);
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return found;
}

test("a list of a period and any other filters is the whole list less what they leave out, page by page", () => {
  const ledger = openLine();
  const all = ledger.ask("runs.list", { limit: 200 }).items;
  expect(all.map(({ id }) => id)).toEqual(
    Array.from({ length: 60 }, (_, index) => runId(59 - index)),
  );
  let found = 0;
  fc.assert(
    fc.property(filters, fc.integer({ min: 1, max: 25 }), (filter, limit) => {
      const wanted = all.filter((run) => isWanted(run, filter));
      expect(pages(ledger, filter, limit)).toEqual(wanted);
      found += wanted.length;
    }),
    { numRuns: 100, seed: 7 },
  );
  expect(found).toBeGreaterThan(100);
});

/** What the planner does for the list, without running a second copy of its statement. */
function planOf(ledger: MemoryLedger, filter: Omit<RunFilter, "limit">): string[] {
  const plan: string[] = [];
  const sql: SqlReader = {
    get: (text, ...values) => ledger.sql.get(text, ...values),
    all<Row extends object>(text: string, ...values: Parameters<SqlReader["all"]>[1][]): Row[] {
      const rows = ledger.sql.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values);
      plan.push(...rows.map(({ detail }) => detail));
      return [];
    },
  };
  listRuns({ sql, telemetry: undefined as never }, { ...filter, limit: 200 });
  return plan;
}

test.each<[string, Omit<RunFilter, "limit">]>([
  ["a period", { from: T0, to: T0 + 1 }],
  ["a period without an end", { from: T0 }],
  ["a period and an outcome", { from: T0, to: T0 + 1, outcome: "fail" }],
  ["a period, station, operation and product", { from: T0, station: "S", operation: "O" }],
])(
  "a list of %s finds its page in the index of starts alone and fetches nothing else",
  (_, filter) => {
    const plan = planOf(openLine(), filter);
    const reads = plan.filter((detail) => /(SEARCH|SCAN) run /.test(detail));
    expect(reads).toEqual([
      "SEARCH run USING INTEGER PRIMARY KEY (rowid=?)",
      expect.stringMatching(/^SEARCH run USING COVERING INDEX run_started_at \(started_at/),
    ]);
  },
);

test("a list of one unit in a period is read from the index of serial numbers", () => {
  const plan = planOf(openLine(), { serialNumber: serial(1), from: T0 });
  expect(plan).toEqual([expect.stringMatching(/^SEARCH run USING INDEX run_serial /)]);
});
