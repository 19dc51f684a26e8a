import type { Query, SqlReader, SqlValue } from "../../ledger/contract.ts";
import { decodeCursor, encodeCursor } from "../../records/lists/cursor.ts";
import { presentRow, RUN_COLUMNS, type RunRow } from "../../records/run/row.ts";
import type { RunSummary } from "../../records/views.ts";
import type { RowsQuestion } from "../facts/filter.ts";
import { HELD_THEN } from "../facts/lots.ts";
import { cellCondition, spanOf } from "../facts/sums.ts";
import { columnOf } from "../facts/tables.ts";

export interface RowsPageQuestion extends RowsQuestion {
  /** At least 1. */
  readonly limit: number;
  readonly cursor?: string;
}

export interface RowsPage {
  /** How many runs there are in all. */
  readonly count: number;
  readonly items: RunSummary[];
  readonly nextCursor?: string;
}

/**
 * The runs behind a number, the latest start first, and how many they are. A page is a position,
 * not a count. Throws Refusal `cursor.invalid`.
 */
export const listRows: Query<RowsPageQuestion, RowsPage> = ({ sql }, question) => {
  const { limit, cursor } = question;
  const { condition, values } = conditionOf(question);
  const count = sql.get<{ count: number }>(
    `SELECT count(*) AS count FROM yield_run AS fact WHERE ${condition}`,
    ...values,
  );
  const after = cursor === undefined ? [] : placeOf(sql, decodeCursor(cursor));
  const beyond = after.length === 0 ? "" : "AND (fact.started_at, fact.started_seq) < (?, ?)";
  const rows = sql.all<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM run WHERE started_seq IN (
       SELECT fact.started_seq FROM yield_run AS fact WHERE ${condition} ${beyond}
       ORDER BY fact.started_at DESC, fact.started_seq DESC LIMIT ?)
     ORDER BY started_at DESC, started_seq DESC`,
    ...[...values, ...after, limit + 1],
  );
  const items = rows.slice(0, limit).map(presentRow);
  const last = rows[limit - 1];
  const page = { count: count?.count ?? 0, items };
  if (rows.length <= limit || last === undefined) return page;
  return { ...page, nextCursor: encodeCursor(last.startedSeq) };
};

/** A run that is there no more (tables built anew) ends the list: nothing is before it. */
function placeOf(sql: SqlReader, startedSeq: number): readonly number[] {
  const run = sql.get<{ at: number }>(
    "SELECT started_at AS at FROM run WHERE started_seq = ?",
    startedSeq,
  );
  return [run?.at ?? 0, startedSeq];
}

interface Condition {
  readonly condition: string;
  readonly values: readonly SqlValue[];
}

function conditionOf(question: RowsQuestion): Condition {
  const { counts, without = [] } = question;
  const { fromUs, toUs } = spanOf(question);
  const cells = cellCondition(question);
  const isCounted = counts.map((name) => `fact."${columnOf(name)}" = 1`).join(" OR ");
  const isNone = without.map((name) => `AND fact."${columnOf(name)}" = 0`).join(" ");
  const measured = measurementCondition(question);
  const lot = lotCondition(question);
  return {
    condition: `fact.started_at >= ? AND fact.started_at < ? AND (${isCounted}) ${isNone}
      AND fact.cell IN (SELECT id FROM yield_cell WHERE ${cells.condition}) ${measured.condition}
      ${lot.condition}`,
    values: [fromUs, toUs, ...cells.values, ...measured.values, ...lot.values],
  };
}

function measurementCondition(question: RowsQuestion): Condition {
  const { measurement, having = "caused" } = question;
  if (measurement === undefined) return { condition: "", values: [] };
  if (having === "measured") return valueCondition(measurement, question);
  const causing = having === "caused" ? "AND failure.causing = 1" : "";
  return {
    condition: `AND EXISTS (SELECT 1 FROM yield_failure AS failure
      WHERE failure.started_at = fact.started_at AND failure.started_seq = fact.started_seq
        AND failure.measurement_id = ? ${causing})`,
    values: [measurement],
  };
}

const VALUE = "coalesce(measurement.value_in_limit_unit, measurement.number)";
const BOUNDS = { valueFrom: ">=", valueTo: "<", valueUpTo: "<=" } as const;

function valueCondition(measurement: string, question: RowsQuestion): Condition {
  const names = Object.keys(BOUNDS) as (keyof typeof BOUNDS)[];
  const given = names.filter((name) => question[name] !== undefined);
  const bounds = given.map((name) => `AND ${VALUE} ${BOUNDS[name]} ?`).join(" ");
  return {
    condition: `AND EXISTS (SELECT 1 FROM run JOIN measurement ON measurement.run_id = run.id
      WHERE run.started_seq = fact.started_seq AND measurement.measurement_id = ?
        AND measurement.attempt = 1 AND measurement.quality = 'good'
        AND ${VALUE} IS NOT NULL ${bounds})`,
    values: [measurement, ...given.map((name) => question[name] ?? null)],
  };
}

function lotCondition({ lot, componentPart }: RowsQuestion): Condition {
  if (lot === undefined) return { condition: "", values: [] };
  return {
    condition: `AND EXISTS (SELECT 1 FROM run JOIN component ON ${HELD_THEN}
      WHERE run.started_seq = fact.started_seq AND component.lot = ?
        AND component.part_number = ?)`,
    values: [lot, componentPart ?? ""],
  };
}
