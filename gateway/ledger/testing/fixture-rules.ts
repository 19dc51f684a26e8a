/** A small record for the ledger's own tests: a counter that is raised, refused or breaks. */
import { type Projection, type Queries, Refusal, type Rule } from "../contract.ts";

interface Raise {
  readonly id: string;
  readonly by: number;
  readonly version?: number;
  readonly schema?: string;
  readonly body?: unknown;
}

const raise: Rule<Raise, number> = (sql, input) => {
  const row = sql.get<{ version: number; total: number }>(
    "SELECT version, total FROM counter WHERE id = ?",
    input.id,
  );
  if (input.by < 0) throw new Refusal("record.invalid", "a counter never falls", { field: "by" });
  const version = input.version ?? (row?.version ?? 0) + 1;
  const total = (row?.total ?? 0) + input.by;
  return {
    entries: [
      {
        type: "counter",
        id: input.id,
        version,
        schema: input.schema ?? "counter/2",
        action: "raised",
        body: input.body ?? { by: input.by },
      },
    ],
    result: total,
  };
};

const explode: Rule<null, never> = () => {
  throw new TypeError("a rule with a fault");
};

const purge: Rule<{ id: string; seqs: number[] }, null> = (_sql, { id, seqs }) => ({
  entries: [{ type: "purge", id, version: 1, schema: "purge/1", action: "purged", body: { seqs } }],
  result: null,
});

/** Two records at once: the second may be one that the ledger refuses. */
const raiseBoth: Rule<{ readonly ids: readonly string[]; readonly by: number }, null> = (
  _sql,
  { ids, by },
) => ({
  entries: ids.map((id, index) => ({
    type: "counter",
    id,
    version: 1,
    schema: "counter/2",
    action: "raised",
    body: { by: index === 0 ? 1 : by },
  })),
  result: null,
});

export const fixtureRules = { raise, raiseBoth, explode, purge };
export type FixtureRules = typeof fixtureRules;

export const counterProjection: Projection = {
  name: "counter",
  version: 1,
  ddl: [
    `CREATE TABLE counter (id TEXT PRIMARY KEY, version INTEGER NOT NULL, total REAL NOT NULL,
       raised_at INTEGER NOT NULL) STRICT`,
    "CREATE INDEX counter_total ON counter (total)",
  ],
  tables: ["counter"],
  types: ["counter"],
  apply(sql, entry, body) {
    const { by } = body as { by: number };
    sql.run(
      `INSERT INTO counter VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
       SET version = excluded.version, total = total + excluded.total,
         raised_at = excluded.raised_at`,
      entry.id,
      entry.version,
      by,
      entry.occurredAt,
    );
  },
};

export const fixtureQueries = {
  total: ({ sql }, id: string) =>
    sql.get<{ total: number }>("SELECT total FROM counter WHERE id = ?", id)?.total,
  /** Holds the reader for as long as a slow report would. */
  slow: ({ sql }, rows: number) =>
    sql.get<{ sum: number }>(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       SELECT sum(i) AS sum FROM n`,
      rows,
    )?.sum,
  window: (
    { telemetry },
    query: { rig: string; fromUs: number; toUs: number; pointsMax: number },
  ) => telemetry.window(query),
  measurements: ({ telemetry }, query: { rig: string; runId: string; fromUs: number }) =>
    telemetry.measurementsOfRun(query),
  telemetryHead: ({ telemetry }, _input: null) => telemetry.head(),
} satisfies Queries;
export type FixtureQueries = typeof fixtureQueries;

/** Schema 1 of the counter called its step `amount`. */
export const fixtureUpcasters = {
  "counter/1": {
    to: "counter/2",
    upcast: (body: unknown) => ({ by: (body as { amount: number }).amount }),
  },
};
