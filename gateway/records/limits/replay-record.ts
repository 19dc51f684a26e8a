/** Trials of proposed limits on past runs, kept: whoever approves limits has seen what they do. */
import type { Limits } from "../../domain/limits.ts";
import type { Projection, Rule, SqlReader } from "../../ledger/contract.ts";
import { contentHash } from "../content-hash.ts";
import type { Place } from "./in-force.ts";
import type { LimitReplayView } from "./record.ts";

/** The counts of a trial, as they were when it was made. */
export type ReplayCounts = Omit<LimitReplayView, "items" | "id">;

/** The body of its entry. */
export interface ReplayBody extends Place {
  readonly id: string;
  readonly measurement: string;
  readonly limits: Limits;
  /** Hex SHA-256 of the proposed limits. */
  readonly limitsHash: string;
  /** Microseconds since the epoch, half-open. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly counts: ReplayCounts;
  /** The first runs that would fail and did not; the counts are of all. */
  readonly newlyFailing: readonly string[];
}

/** Keeps a trial that was made a moment ago. */
export const recordReplay: Rule<Omit<ReplayBody, "limitsHash">, { id: string }> = (_, input) => {
  const body: ReplayBody = { ...input, limitsHash: contentHash(input.limits) };
  const entry = { type: "limit-replay", id: input.id, version: 1, schema: "limit-replay/1" };
  return { entries: [{ ...entry, action: "tried", body }], result: { id: input.id } };
};

/** Table `limit_replay`: every trial by what was proposed for what. */
export const limitReplayProjection: Projection = {
  name: "limit_replay",
  version: 1,
  types: ["limit-replay"],
  tables: ["limit_replay"],
  ddl: [
    `CREATE TABLE limit_replay (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, part_number TEXT NOT NULL,
      operation TEXT NOT NULL, measurement TEXT NOT NULL, limits_hash TEXT NOT NULL,
      tried_at INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT`,
    `CREATE INDEX limit_replay_of
       ON limit_replay (part_number, operation, measurement, limits_hash)`,
  ],
  apply(sql, entry, raw) {
    const { id, partNumber, operation, measurement, limitsHash } = raw as ReplayBody;
    sql.run(
      "INSERT INTO limit_replay VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      ...[entry.seq, id, partNumber, operation, measurement, limitsHash],
      ...[entry.occurredAt, JSON.stringify(raw)],
    );
  },
};

/** The trials of one measurement's limits, the latest first. */
export function listReplaysOf(
  sql: SqlReader,
  { partNumber, operation, measurement }: Place & { readonly measurement: string },
): readonly ReplayBody[] {
  return sql
    .all<{ body: string }>(
      `SELECT body FROM limit_replay WHERE part_number = ? AND operation = ? AND measurement = ?
       ORDER BY seq DESC`,
      ...[partNumber, operation, measurement],
    )
    .map(({ body }) => JSON.parse(body) as ReplayBody);
}
