/** One unit with its whole life. */
import { isoTime } from "../../domain/iso-time.ts";
import { cycleName } from "../../domain/unit/unit-life.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { readVersions } from "../../ledger/store/record-versions.ts";
import { compact } from "../compact.ts";
import { listComponentsOf } from "../component/queries.ts";
import { listHoldsOf } from "../hold/queries.ts";
import { listRepairsOf } from "../repair/queries.ts";
import { presentRow, RUN_COLUMNS, type RunRow } from "../run/row.ts";
import { upcasters } from "../upcasters.ts";
import type { UnitDetail } from "../views.ts";
import { assessConformity } from "./conformity.ts";
import { getUnitRow } from "./lookup.ts";
import { getSummary } from "./queries.ts";
import { deriveRoute, type UnitBody } from "./record.ts";
import { findRoute, listUnitRuns } from "./runs.ts";

/**
 * A unit with its route, every run it ever had, and everything that was decided of it. Throws
 * Refusal `unit.not-found`.
 */
export const getUnit: Query<{ readonly id: string; readonly now?: number }, UnitDetail> = (
  { sql },
  { id, now = 0 },
) => {
  const row = getUnitRow(sql, id);
  const runs = sql.all<RunRow>(
    `SELECT ${RUN_COLUMNS} FROM run WHERE unit_id = ? ORDER BY started_seq`,
    id,
  );
  const isOpen = row.stage === "in_process";
  return {
    ...getSummary(sql, id),
    route: deriveRoute(findRoute(sql, row), listUnitRuns(sql, id)),
    moves: listMoves(sql, id),
    holdsPlaced: listHoldsOf(sql, id),
    repairs: listRepairsOf(sql, id),
    components: listComponentsOf(sql, id),
    nonconformances: listNonconformancesOf(sql, id),
    ...(row.release === null
      ? {}
      : { release: JSON.parse(row.release) as NonNullable<UnitDetail["release"]> }),
    guards: isOpen ? [...assessConformity(sql, row, now).guards] : [],
    timeline: runs.map(presentRow),
  };
};

function listMoves(sql: SqlReader, id: string): UnitDetail["moves"] {
  return readVersions(sql, { type: "unit", id }, upcasters).map(({ entry, body }) => {
    const { cycle, move } = body as UnitBody;
    return compact({
      at: isoTime(entry.occurredAt),
      ...{ action: entry.action, by: entry.actor, reason: entry.reason },
      cycle: cycleName(cycle),
      again: [...(move?.again ?? [])],
    });
  });
}

function listNonconformancesOf(sql: SqlReader, unitId: string): UnitDetail["nonconformances"] {
  return sql
    .all<{ id: string; state: string; title: string; disposition: string | null }>(
      `SELECT nonconformance.id AS id, state, json_extract(body, '$.title') AS title, disposition
       FROM nonconformance_line JOIN nonconformance ON nonconformance.id = nonconformance_id
       WHERE unit_id = ? ORDER BY seq DESC`,
      unitId,
    )
    .map(compact);
}
