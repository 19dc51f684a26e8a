/** In which cycle a unit is, and from where on its runs count: known before its runs are. */
import { cycleName, type UnitCycle } from "../../domain/unit/unit-life.ts";
import type { Projection, SqlReader } from "../../ledger/contract.ts";
import type { UnitBody } from "./record.ts";

/**
 * Tables `unit_cycle` (cycles after the build, oldest first) and `unit_again` (by operation, from
 * where on runs count). A unit that was never sent back has no row. Applied before runs are.
 */
export const unitCycleProjection: Projection = {
  name: "unit-cycle",
  version: 1,
  types: ["unit"],
  tables: ["unit_again", "unit_cycle"],
  ddl: [
    `CREATE TABLE unit_cycle (
      unit_id TEXT NOT NULL, since_seq INTEGER NOT NULL, since_us INTEGER NOT NULL,
      kind TEXT NOT NULL, number INTEGER NOT NULL,
      PRIMARY KEY (unit_id, since_seq)
    ) STRICT, WITHOUT ROWID`,
    `CREATE TABLE unit_again (
      unit_id TEXT NOT NULL, operation TEXT NOT NULL,
      since_seq INTEGER NOT NULL, since_us INTEGER NOT NULL,
      PRIMARY KEY (unit_id, operation)
    ) STRICT, WITHOUT ROWID`,
  ],
  apply(sql, entry, raw) {
    const { id, cycle, move } = raw as UnitBody;
    if (move === undefined) return;
    const since = [entry.seq, entry.occurredAt] as const;
    for (const operation of move.again) {
      sql.run("INSERT OR REPLACE INTO unit_again VALUES (?, ?, ?, ?)", id, operation, ...since);
    }
    if (cycleName(cycle) === cycleName(latestCycle(sql, id))) return;
    sql.run(
      "INSERT INTO unit_cycle VALUES (?, ?, ?, ?, ?)",
      ...[id, ...since, cycle.kind, cycle.number],
    );
  },
};

const BUILD: UnitCycle = { kind: "build", number: 0 };

/** The cycle a unit is in. */
export function latestCycle(sql: SqlReader, unitId: string): UnitCycle {
  const row = sql.get<{ kind: UnitCycle["kind"]; number: number }>(
    "SELECT kind, number FROM unit_cycle WHERE unit_id = ? ORDER BY since_seq DESC LIMIT 1",
    unitId,
  );
  return row ?? BUILD;
}

/**
 * The name of the cycle a run belongs to: our own by the ledger's order, one from outside by the
 * start it states.
 */
export function cycleOfRun(
  sql: SqlReader,
  run: {
    readonly unitId?: string;
    readonly source: "rig" | "api";
    readonly startedAt: number;
    /** Of an own run that the ledger has already. */
    readonly startedSeq?: number;
  },
): string {
  const { unitId, source, startedAt, startedSeq = Number.MAX_SAFE_INTEGER } = run;
  if (unitId === undefined) return cycleName(BUILD);
  const [column, position] = source === "rig" ? ["seq", startedSeq] : ["us", startedAt];
  const row = sql.get<{ kind: UnitCycle["kind"]; number: number }>(
    `SELECT kind, number FROM unit_cycle WHERE unit_id = ? AND since_${column} <= ?
     ORDER BY since_seq DESC LIMIT 1`,
    ...[unitId, position],
  );
  return cycleName(row ?? BUILD);
}

/** How many cycles of each kind a unit has had. */
export function countCycles(sql: SqlReader, unitId: string): Record<"rework" | "return", number> {
  const rows = sql.all<{ kind: "rework" | "return"; cycles: number }>(
    "SELECT kind, count(*) AS cycles FROM unit_cycle WHERE unit_id = ? GROUP BY kind",
    unitId,
  );
  const of = (kind: string) => rows.find((row) => row.kind === kind)?.cycles ?? 0;
  return { rework: of("rework"), return: of("return") };
}
