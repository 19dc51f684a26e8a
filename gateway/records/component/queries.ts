/** The genealogy forward and backward. */
import { isoTime } from "../../domain/iso-time.ts";
import type { Query, SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { getUnitRow } from "../unit/lookup.ts";
import type { ComponentView, TraceNode, TraceView } from "./record.ts";

/** Room for the graphs there are, and an end to those there should not be. */
const NODES_MAX = 20_000;

interface NodeRow {
  readonly depth: number;
  readonly position: string;
  readonly partNumber: string;
  readonly serialNumber: string | null;
  readonly lot: string | null;
  readonly unitId: string | null;
  readonly installedAt: number;
  readonly installedBy: string;
  readonly parentId: string;
  readonly parentSerial: string;
  readonly parentPart: string;
}

const NODE = `depth, position, component.part_number AS partNumber,
  component.serial_number AS serialNumber, lot, child.id AS unitId, installed_at AS installedAt,
  installed_by AS installedBy, parent.id AS parentId, parent.serial_number AS parentSerial,
  parent.part_number AS parentPart`;

const AS_UNIT = `LEFT JOIN unit AS child ON child.part_number = component.part_number
    AND child.serial_number = component.serial_number`;

const DOWN = `
  WITH RECURSIVE down (unit_id, depth) AS (
    SELECT ?, 1
    UNION
    SELECT unit.id, depth + 1 FROM down
    JOIN component ON component.unit_id = down.unit_id AND removed_at IS NULL
    JOIN unit ON unit.part_number = component.part_number
      AND unit.serial_number = component.serial_number
  )
  SELECT ${NODE} FROM down JOIN component ON component.unit_id = down.unit_id AND removed_at IS NULL
  JOIN unit AS parent ON parent.id = down.unit_id
  ${AS_UNIT}
  ORDER BY depth, parentSerial, position LIMIT ?`;

/** Each round goes from components to the units that hold them, as components of others. */
function upFrom(condition: string): string {
  return `
  WITH RECURSIVE up (seq, unit_id, depth) AS (
    SELECT seq, unit_id, 1 FROM component WHERE removed_at IS NULL AND ${condition}
    UNION
    SELECT component.seq, component.unit_id, depth + 1 FROM up
    JOIN unit ON unit.id = up.unit_id
    JOIN component ON component.part_number = unit.part_number
      AND component.serial_number = unit.serial_number AND component.removed_at IS NULL
  )
  SELECT ${NODE} FROM up JOIN component ON component.seq = up.seq
  JOIN unit AS parent ON parent.id = component.unit_id
  ${AS_UNIT}
  ORDER BY depth, parentSerial, position LIMIT ?`;
}

const UP_OF_SERIAL = upFrom("part_number = ? AND serial_number = ?");
const UP_OF_LOT = upFrom("lot = ? AND (?2 IS NULL OR part_number = ?2)");
const UP_OF_ANY_SERIAL = upFrom("serial_number = ? AND part_number = ?");

/** What is in a unit and what it is in, at any depth (CR-60). Throws Refusal `unit.not-found`. */
export const traceUnit: Query<{ readonly id: string }, TraceView> = ({ sql }, { id }) => {
  const { partNumber, serialNumber } = getUnitRow(sql, id);
  const contains = readNodes(sql, DOWN, [id]);
  const usedIn = readNodes(sql, UP_OF_SERIAL, [partNumber, serialNumber]);
  return together(contains, usedIn);
};

/** Which components: of one lot, or of one serial number. */
export interface ComponentTrace {
  readonly lot?: string;
  readonly serialNumber?: string;
  /** Needed beside a serial number, which is unique per part number alone. */
  readonly partNumber?: string;
}

/** Where components are now, at any depth: the units a recall would reach. */
export const traceComponents: Query<ComponentTrace, TraceView> = ({ sql }, asked) => {
  const { lot, serialNumber, partNumber } = asked;
  if (lot !== undefined) return together([], readNodes(sql, UP_OF_LOT, [lot, partNumber ?? null]));
  const usedIn = readNodes(sql, UP_OF_ANY_SERIAL, [serialNumber ?? "", partNumber ?? ""]);
  return together([], usedIn);
};

function together(contains: TraceNode[], usedIn: TraceNode[]): TraceView {
  const more = contains.length > NODES_MAX || usedIn.length > NODES_MAX;
  return { contains: contains.slice(0, NODES_MAX), usedIn: usedIn.slice(0, NODES_MAX), more };
}

function readNodes(sql: SqlReader, query: string, values: readonly (string | null)[]): TraceNode[] {
  return sql.all<NodeRow>(query, ...values, NODES_MAX + 1).map((row) => {
    const { parentId, parentSerial, parentPart, installedAt, ...node } = row;
    const parent = { unitId: parentId, serialNumber: parentSerial, partNumber: parentPart };
    return compact({ ...node, installedAt: isoTime(installedAt), parent });
  });
}

/** Every component a unit has or had, by position, the oldest first. */
export function listComponentsOf(sql: SqlReader, unitId: string): ComponentView[] {
  return sql
    .all<
      Omit<NodeRow, "depth"> & {
        version: number;
        removedAt: number | null;
        removedBy: string | null;
      }
    >(
      `SELECT position, component.version AS version, component.part_number AS partNumber,
         component.serial_number AS serialNumber, lot, child.id AS unitId,
         installed_at AS installedAt, installed_by AS installedBy, removed_at AS removedAt,
         removed_by AS removedBy
       FROM component ${AS_UNIT} WHERE component.unit_id = ? ORDER BY position, component.seq`,
      unitId,
    )
    .map((row) =>
      compact({
        ...row,
        installedAt: isoTime(row.installedAt),
        removedAt: row.removedAt === null ? null : isoTime(row.removedAt),
      }),
    );
}
