/** From a record to those that belong to it: never from what is shared to all who share it. */
import type { SqlReader } from "../../ledger/contract.ts";
import { findRevision } from "../product/revision-record.ts";
import type { RecordName } from "./scope-queries.ts";

/** Where a record leads to; `head` is the newest position that is looked at. */
type Reach = (sql: SqlReader, id: string, head: number) => readonly RecordName[];

interface Row {
  readonly type: string;
  readonly id: string | null;
}

/** Records by the columns `type` and `id` of a query; rows without id are left out. */
function select(sql: SqlReader, query: string, ...values: readonly (string | number)[]) {
  return sql
    .all<Row>(query, ...values)
    .flatMap(({ type, id }): RecordName[] => (id === null ? [] : [[type, id]]));
}

const OF_UNIT = `
  SELECT 'product' AS type, part_number AS id FROM unit WHERE id = ?1
  UNION ALL SELECT 'order', order_id FROM unit WHERE id = ?1
  UNION ALL SELECT 'revision', part_number || '/' || revision FROM unit WHERE id = ?1
  UNION ALL SELECT 'hold', id FROM hold WHERE unit_id = ?1
  UNION ALL SELECT 'nonconformance', nonconformance_id FROM hold WHERE unit_id = ?1
  UNION ALL SELECT 'nonconformance', nonconformance_id FROM nonconformance_line WHERE unit_id = ?1
  UNION ALL SELECT 'containment', containment_id FROM nonconformance_line WHERE unit_id = ?1
  UNION ALL SELECT 'disposition', disposition_id FROM nonconformance_line WHERE unit_id = ?1
  UNION ALL SELECT 'disposition', disposition_id FROM concession WHERE unit_id = ?1
  UNION ALL SELECT 'repair', id FROM repair WHERE unit_id = ?1
  UNION ALL SELECT 'shipment', shipment_id FROM shipment_unit WHERE unit_id = ?1
  UNION ALL SELECT 'requirement', requirement.id FROM unit
    JOIN requirement USING (part_number) WHERE unit.id = ?1
  UNION ALL SELECT 'component', unit_id || ':' || position FROM component WHERE unit_id = ?1`;

/** What was ever in it, where that is a unit of its own, and what it was ever in. */
const GENEALOGY = `
  SELECT 'unit' AS type, part.id AS id FROM component
    JOIN unit AS part ON part.part_number = component.part_number
      AND part.serial_number = component.serial_number
    WHERE component.unit_id = ?1
  UNION ALL SELECT 'component', component.unit_id || ':' || component.position FROM unit
    JOIN component ON component.part_number = unit.part_number
      AND component.serial_number = unit.serial_number
    WHERE unit.id = ?1`;

/** Runs that could not be bound to a unit are told as well: they bear its serial number. */
const RUNS = `
  SELECT 'run' AS type, id FROM run WHERE unit_id = ?1 AND started_seq <= ?2
  UNION ALL SELECT 'run', run.id FROM unit JOIN run ON run.serial_number = unit.serial_number
    WHERE unit.id = ?1 AND +run.unit_id IS NULL AND run.started_seq <= ?2`;

const OF_RUN = `
  SELECT 'order' AS type, order_id AS id FROM run WHERE id = ?1
  UNION ALL SELECT 'procedure', procedure_id FROM run WHERE id = ?1
  UNION ALL SELECT 'rig', rig FROM run WHERE id = ?1
  UNION ALL SELECT 'station', station FROM run WHERE id = ?1
  UNION ALL SELECT 'revision', part_number || '/' || revision FROM run WHERE id = ?1
  UNION ALL SELECT 'limit-set', version.id FROM run JOIN controlled_version AS version
    ON version.type = 'limit-set' AND version.hash = run.limit_set_hash WHERE run.id = ?1
  UNION ALL SELECT 'equipment', used.value ->> 'id' FROM run, json_each(run.equipment) AS used
    WHERE run.id = ?1
  UNION ALL SELECT 'run-link', id FROM entry WHERE type = 'run-link' AND id = ?1
  UNION ALL SELECT 'invalidation', id FROM invalidation WHERE run_id = ?1
  UNION ALL SELECT 'nonconformance', nonconformance_id FROM invalidation WHERE run_id = ?1
  UNION ALL SELECT 'override', used.value
    FROM run, json_each(run.invitation, '$.overrides') AS used WHERE run.id = ?1`;

/** Every slot has one record, and each arming is a version of it: only the run's own belongs. */
function armingOf(sql: SqlReader, runId: string): readonly RecordName[] {
  return sql
    .all<{ id: string; version: number | null }>(
      `SELECT rig || iif(coalesce(slot, '') = '', '', '/' || slot) AS id,
         invitation ->> '$.arming' AS version FROM run WHERE id = ?`,
      runId,
    )
    .flatMap(({ id, version }): RecordName[] =>
      version === null ? [] : [["arming", id, version]],
    );
}

function ofRevision(sql: SqlReader, id: string): readonly RecordName[] {
  const body = findRevision(sql, id)?.body;
  if (body === undefined) return [];
  const { documents, pins } = body;
  const named = [...documents, ...(pins?.documents.map((pin) => pin.id) ?? [])];
  return [
    ...named.map((document): RecordName => ["document", document]),
    ...(pins?.procedures ?? []).map((pin): RecordName => ["procedure", pin.id]),
    ...(pins?.replays ?? []).map((replay): RecordName => ["limit-replay", replay]),
  ];
}

const REACH: Readonly<Record<string, Reach>> = {
  unit: (sql, id, head) => [
    ...select(sql, OF_UNIT, id),
    ...select(sql, GENEALOGY, id),
    ...select(sql, RUNS, id, head),
  ],
  run: (sql, id) => [...select(sql, OF_RUN, id), ...armingOf(sql, id)],
  equipment: (sql, id) =>
    select(sql, "SELECT 'calibration' AS type, id FROM calibration WHERE equipment_id = ?", id),
  revision: ofRevision,
  "limit-set": (sql, id) =>
    select(
      sql,
      `SELECT DISTINCT 'limit-replay' AS type, trial.id AS id FROM controlled_version AS version
       JOIN limit_replay AS trial ON trial.part_number = version.part_number
         AND trial.operation = version.operation
       WHERE version.type = 'limit-set' AND version.id = ?`,
      id,
    ),
};

const BESIDE = `
  SELECT 'attachment' AS type, id FROM attachment WHERE record_type = ?1 AND record_id = ?2
  UNION ALL SELECT 'decision', decision_id FROM decision_record
    WHERE record_type = ?1 AND record_id = ?2`;

/** The records that one record leads to, with its attachments and the decisions about it. */
export function reachFrom(
  sql: SqlReader,
  [type, id]: RecordName,
  head: number,
): readonly RecordName[] {
  return [...(REACH[type]?.(sql, id, head) ?? []), ...select(sql, BESIDE, type, id)];
}
