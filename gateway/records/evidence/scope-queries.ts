/**
 * What a package is about, in short reads: units by the scope, their records by what runs pin, and
 * the entries of all of these. The caller goes from one to the next and keeps only positions.
 */
import { createHash } from "node:crypto";
import { type Query, Refusal, type SqlReader } from "../../ledger/contract.ts";
import { readLeaves } from "../../ledger/log/tree-store.ts";
import type { EvidenceScope } from "./record.ts";

/** A record by the type of its entries and its id. */
export type RecordName = readonly [type: string, id: string];

export interface ScopedUnits {
  readonly unitIds: readonly string[];
  /** Serial numbers of this page that no unit has. */
  readonly missing: readonly string[];
  /** How many units the whole scope asks for. */
  readonly asked: number;
  /** For the next page; absent on the last one. */
  readonly next?: number;
}

const PAGE_UNITS = 500;

/** One page of the units in scope. Throws Refusal `unit.not-found`, `order.not-found`. */
export const listScopedUnits: Query<
  { readonly scope: EvidenceScope; readonly after: number },
  ScopedUnits
> = ({ sql }, { scope, after }) => {
  const { unitId, serialNumbers, orderId, partNumber } = scope;
  if (unitId !== undefined) return oneUnit(sql, unitId);
  if (orderId !== undefined) return unitsOfOrder(sql, orderId, after);
  return unitsBySerial(sql, { serialNumbers: serialNumbers ?? [], partNumber, after });
};

function oneUnit(sql: SqlReader, id: string): ScopedUnits {
  if (sql.get("SELECT 1 FROM unit WHERE id = ?", id) === undefined) {
    throw new Refusal("unit.not-found", `there is no unit ${id}`, { id });
  }
  return { unitIds: [id], missing: [], asked: 1 };
}

function unitsOfOrder(sql: SqlReader, orderId: string, after: number): ScopedUnits {
  const order = sql.get<{ body: string }>(
    "SELECT body FROM production_order WHERE id = ?",
    orderId,
  );
  if (order === undefined) {
    throw new Refusal("record.not-found", `there is no order ${orderId}`, { orderId });
  }
  const { quantity } = JSON.parse(order.body) as { readonly quantity: number };
  const rows = sql.all<{ id: string; seq: number }>(
    "SELECT id, seq FROM unit WHERE order_id = ? AND seq > ? ORDER BY seq LIMIT ?",
    ...[orderId, after, PAGE_UNITS],
  );
  const last = rows.at(-1);
  const page = { unitIds: rows.map(({ id }) => id), missing: [], asked: quantity };
  return rows.length < PAGE_UNITS || last === undefined ? page : { ...page, next: last.seq };
}

interface SerialList {
  readonly serialNumbers: readonly string[];
  readonly partNumber: string | undefined;
  readonly after: number;
}

function unitsBySerial(sql: SqlReader, { serialNumbers, partNumber, after }: SerialList) {
  const unitIds: string[] = [];
  const missing: string[] = [];
  const wanted = [...new Set(serialNumbers)];
  for (const serial of wanted.slice(after, after + PAGE_UNITS)) {
    const found = sql.all<{ id: string }>(
      "SELECT id FROM unit WHERE serial_number = ?1 AND (?2 IS NULL OR part_number = ?2)",
      ...[serial, partNumber ?? null],
    );
    if (found.length === 0) missing.push(serial);
    unitIds.push(...found.map(({ id }) => id));
  }
  const next = after + PAGE_UNITS;
  const page = { unitIds, missing, asked: wanted.length };
  return next < wanted.length ? { ...page, next } : page;
}

export interface Members {
  readonly runs: number;
  /** The units, their runs, and what those pin: order, product, procedure, rig, equipment. */
  readonly records: readonly RecordName[];
}

interface PinRow {
  readonly id: string;
  readonly rig: string;
  readonly orderId: string | null;
  readonly procedureId: string | null;
  readonly equipment: string | null;
}

/** Every record that belongs to these units, each once. */
export const listMembers: Query<{ readonly unitIds: readonly string[] }, Members> = (
  { sql },
  { unitIds },
) => {
  const records = new Map<string, RecordName>();
  const add = (type: string, id: string | null) => {
    if (id !== null) records.set(`${type} ${id}`, [type, id]);
  };
  let runs = 0;
  for (const unitId of unitIds) {
    const unit = sql.get<{ serial: string; part: string; orderId: string }>(
      "SELECT serial_number AS serial, part_number AS part, order_id AS orderId FROM unit WHERE id = ?",
      unitId,
    );
    if (unit === undefined) continue;
    add("unit", unitId);
    add("product", unit.part);
    add("order", unit.orderId);
    for (const row of runsOf(sql, unitId, unit.serial)) {
      runs += 1;
      addPins(sql, row, add);
    }
  }
  return { runs, records: [...records.values()] };
};

/** Those that could not be bound to a unit are told as well: they bear its serial number. */
function runsOf(sql: SqlReader, unitId: string, serial: string): PinRow[] {
  const columns = "id, rig, order_id AS orderId, procedure_id AS procedureId, equipment";
  const bound = sql.all<PinRow>(`SELECT ${columns} FROM run WHERE unit_id = ?`, unitId);
  const loose = sql.all<PinRow>(
    `SELECT ${columns} FROM run WHERE serial_number = ? AND +unit_id IS NULL`,
    serial,
  );
  return [...bound, ...loose];
}

function addPins(sql: SqlReader, row: PinRow, add: (type: string, id: string | null) => void) {
  add("run", row.id);
  add("order", row.orderId);
  add("procedure", row.procedureId);
  add("rig", row.rig);
  const used = JSON.parse(row.equipment ?? "[]") as readonly { readonly id: string }[];
  for (const { id } of used) {
    add("equipment", id);
    for (const calibration of sql.all<{ id: string }>(
      "SELECT id FROM calibration WHERE equipment_id = ?",
      id,
    )) {
      add("calibration", calibration.id);
    }
  }
}

/** Positions of every version of these records, and of every signature over them. */
export const listTrail: Query<{ readonly records: readonly RecordName[] }, number[]> = (
  { sql },
  { records },
) => {
  const seqs: number[] = [];
  const take = (type: string, id: string) => {
    const found = sql.all<{ seq: number }>(
      "SELECT seq FROM entry WHERE type = ? AND id = ?",
      ...[type, id],
    );
    for (const { seq } of found) seqs.push(seq);
  };
  for (const [type, id] of records) {
    take(type, id);
    const signatures = sql.all<{ id: string }>(
      "SELECT id FROM signature WHERE record_type = ? AND record_id = ?",
      ...[type, id],
    );
    for (const signature of signatures) take("signature", signature.id);
  }
  return seqs;
};

/** The leaves at these positions, one behind the other. */
export const joinLeaves: Query<{ readonly seqs: readonly number[] }, Uint8Array> = (
  { sql },
  { seqs },
) => Buffer.concat(seqs.flatMap((seq) => readLeaves(sql, seq, seq + 1)));

/** The hash that a package states of its entries: of their leaves, by position. */
export function openLeavesHash() {
  const hash = createHash("sha256");
  return {
    add: (leaves: Uint8Array): void => void hash.update(leaves),
    end: (): string => hash.digest("hex"),
  };
}
