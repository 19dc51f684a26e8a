/** The rules, projections and queries of the records on a ledger in memory: for tests. */
import type {
  CommandContext,
  NumberedReading,
  QueryInput,
  QueryResult,
  RuleInput,
  RuleResult,
  StoredEntry,
  TelemetryReader,
} from "../../ledger/contract.ts";
import { migrate } from "../../ledger/migrations.ts";
import { imageOf, openFromImage } from "../../ledger/store/connection.ts";
import { appendEntry, decodeBody, readEntries, readHead } from "../../ledger/store/entries.ts";
import { Projections } from "../../ledger/store/projections.ts";
import { projections } from "../projections.ts";
import { type GatewayQueries, queries } from "../queries.ts";
import { type GatewayRules, rules } from "../rules.ts";
import { upcasters } from "../upcasters.ts";

const TABLES = projections.flatMap((projection) => projection.tables);
const FRAME = { logId: "test/log", gatewayId: "gateway-1" };
const CONTEXT: CommandContext = {
  actor: "system:test",
  station: "FCT-1",
  occurredAt: 1_700_000_000_000_000,
  clockState: "synced",
};

// All tables, empty, made once for all tests of a worker: to make them costs seven times as much
// as to copy them.
const EMPTY = imageOf((db) => {
  migrate(db);
  new Projections(db, projections, upcasters).prepare();
});

/** Opens an empty one; nothing to dispose but memory. */
export function openMemoryLedger(readings: readonly NumberedReading[] = []) {
  const db = openFromImage(EMPTY);
  const applied = new Projections(db, projections, upcasters);
  applied.prepare();
  const telemetry = telemetryOf(readings);
  let recordedAt = CONTEXT.occurredAt;

  const execute = <Name extends keyof GatewayRules>(
    name: Name,
    input: RuleInput<GatewayRules[Name]>,
    context: Partial<CommandContext> = {},
  ): { result: RuleResult<GatewayRules[Name]>; entries: readonly StoredEntry[] } => {
    const full = { ...CONTEXT, ...context };
    const rule = rules[name] as (...values: unknown[]) => ReturnType<GatewayRules[Name]>;
    // As the writer does it: what crosses a thread is a structured clone.
    const decision = rule(db, structuredClone(input), full);
    const entries = decision.entries.map((fresh) => {
      const seq = readHead(db) + 1;
      const stored = appendEntry(db, fresh, { ...FRAME, recordedAt, seq, context: full });
      applied.apply(stored);
      return { entry: stored.entry, leaf: stored.leaf, body: decodeBody(stored, upcasters) };
    });
    return { result: decision.result as RuleResult<GatewayRules[Name]>, entries };
  };

  return {
    sql: db,
    execute,
    /** What the clock says when the next entries are recorded; microseconds. */
    setTime(us: number): void {
      recordedAt = us;
    },
    /** Answers a query. */
    ask<Name extends keyof GatewayQueries>(
      name: Name,
      input: QueryInput<GatewayQueries[Name]>,
    ): QueryResult<GatewayQueries[Name]> {
      const query = queries[name] as (...values: unknown[]) => QueryResult<GatewayQueries[Name]>;
      return query({ sql: db, telemetry }, input);
    },
    entries: () => readEntries(db, 1, 1_000_000),
    /** Every row of every table of the projections. */
    tables: () =>
      Object.fromEntries(TABLES.map((table) => [table, db.all(`SELECT * FROM ${table}`)])),
    /** Drops the tables and builds them again from the entries. */
    replay(): void {
      applied.prepare({ rebuild: true });
      while (applied.step());
    },
  };
}

export type MemoryLedger = ReturnType<typeof openMemoryLedger>;

function telemetryOf(readings: readonly NumberedReading[]): TelemetryReader {
  return {
    range: (from, to, limit) =>
      readings.filter(({ ordinal }) => ordinal >= from && ordinal < to).slice(0, limit),
    window: ({ rig, fromUs, toUs }) =>
      readings.filter(
        (reading) => reading.rig === rig && reading.takenAt >= fromUs && reading.takenAt < toUs,
      ),
    measurementsOfRun: ({ rig, runId }) =>
      readings.filter(
        (reading) => reading.rig === rig && reading.runId === runId && reading.step !== undefined,
      ),
    head: () => (readings.at(-1)?.ordinal ?? 0) + 1,
  };
}
