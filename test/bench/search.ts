/**
 * Search and the run list with half a million runs. The tables of the projections are filled by
 * SQL, with the values that real runs have, because half a million real ones take an hour.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "../../gateway/ledger/migrations.ts";
import { openConnection } from "../../gateway/ledger/store/connection.ts";
import { Projections } from "../../gateway/ledger/store/projections.ts";
import { projections } from "../../gateway/records/projections.ts";
import { queries } from "../../gateway/records/queries.ts";
import { upcasters } from "../../gateway/records/upcasters.ts";
import { percentile } from "./ledger/percentile.ts";
import type { BenchResult } from "./result.ts";

const RUNS = 500_000;
const ASKED = 100;

type Sql = ReturnType<typeof openConnection>;

/** Every column that must not be empty gets a value of its own kind; those named get these. */
function fill(sql: Sql, table: string, named: Readonly<Record<string, string>>): void {
  const columns = sql
    .all<{ name: string; type: string; needed: number }>(
      `SELECT name, type, "notnull" AS needed FROM pragma_table_info('${table}')`,
    )
    .filter(({ name, needed }) => needed === 1 || name in named);
  const values = columns.map(({ name, type }) => named[name] ?? (type === "TEXT" ? "'x'" : "0"));
  sql.exec(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${RUNS})
     INSERT INTO ${table} (${columns.map(({ name }) => name).join(", ")})
     SELECT ${values.join(", ")} FROM n`,
  );
}

const SERIAL = "printf('PSU%d-%08d', 24 + i % 7, i)";
const ID = "printf('%08x-0000-7000-8000-%012d', i * 7919, i)";

/** Opens a database with the tables, full. */
function openFull(directory: string): Sql {
  const sql = openConnection(join(directory, "ledger.db"), "write");
  // For the filling alone: nothing of it must survive a loss of power.
  sql.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;");
  migrate(sql);
  new Projections(sql, projections, upcasters).prepare();
  const part = "printf('PSU-%d', 24 + i % 7)";
  const order = "printf('WO-%d', i / 400)";
  fill(sql, "unit", {
    ...{ id: ID, serial_number: SERIAL, part_number: part, order_id: order, seq: "i" },
  });
  fill(sql, "run", {
    ...{ id: ID, started_seq: "i * 2", seq: "i * 2 + 1", serial_number: SERIAL, unit_id: ID },
    ...{ part_number: part, order_id: order, station: "printf('FCT-%d', i % 5)", failing: "'[]'" },
    rig: "printf('fct-%d', i % 5)",
    outcome: "iif(i % 20 = 0, 'fail', 'pass')",
    completion: "'completed'",
    started_at: "1790000000000000 + i * 6000000",
    finished_at: "1790000000000000 + i * 6000000 + 5000000",
  });
  sql.exec("PRAGMA cache_size = -1000;");
  return sql;
}

function measure(ask: (index: number) => unknown): { p50: number; p95: number } {
  const took = Array.from({ length: ASKED }, (_, index) => {
    const startedMs = performance.now();
    ask(index);
    return performance.now() - startedMs;
  });
  return { p50: percentile(took, 0.5), p95: percentile(took, 0.95) };
}

/** Queries as the reader runs them, on a file; without HTTP. */
export async function benchSearch(): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-bench-search-"));
  const sql = openFull(directory);
  const context = { sql, telemetry: undefined as never };
  const search = (text: string) => queries["records.search"](context, { text, limit: 5 });
  const list = (filter: object) => queries["runs.list"](context, { limit: 200, ...filter });
  const from = 1_790_000_000_000_000 + 200_000 * 6_000_000;
  const figures = {
    runs: RUNS,
    searchSerialMs: measure((index) => search(`PSU2${index % 10}-0000${index}`)).p95,
    searchOneLetterMs: measure((index) => search("PWR-"[index % 4] ?? "P")).p95,
    searchRunIdMs: measure((index) => search(index.toString(16).padStart(4, "0"))).p95,
    listMs: measure(() => list({})).p95,
    listOneDayMs: measure(() => list({ from, to: from + 86_400_000_000 })).p95,
    listFailedAtStationMs: measure(() => list({ station: "FCT-0", outcome: "fail" })).p95,
    listFailedOfOneDayMs: measure(() => list({ outcome: "fail", from, to: from + 86_400_000_000 }))
      .p95,
    listWholePeriodMs: measure(() => list({ from: 1_790_000_000_000_000 })).p95,
  };
  sql[Symbol.dispose]();
  await rm(directory, { recursive: true });
  const atMost = { atMost: 100 };
  const goals = Object.fromEntries(
    Object.keys(figures)
      .filter((name) => name.endsWith("Ms"))
      .map((name) => [name, atMost]),
  );
  return { name: "search with 500,000 runs (p95)", figures, goals };
}
