/**
 * What a package is about, in short reads: units by the scope, their records by what runs pin, and
 * the entries of all of these. The caller goes from one to the next and keeps only positions.
 */
import { createHash } from "node:crypto";
import { type Query, Refusal, type SqlReader } from "../../ledger/contract.ts";
import { reachFrom } from "./reach.ts";
import type { EvidenceScope } from "./record.ts";

/** A record by the type of its entries and its id; with a version, that entry alone. */
export type RecordName = readonly [type: string, id: string, version?: number];

export interface ScopedUnits {
  readonly unitIds: readonly string[];
  /** Serial numbers of this page that no unit has. */
  readonly missing: readonly string[];
  /** How many units the whole scope asks for. */
  readonly asked: number;
  /** For the next page; absent on the last one. */
  readonly next?: number;
}

/** With their components and runs, what follows from a page is read in well under a second. */
const PAGE_UNITS = 100;

/** One page of the units in scope. Throws Refusal `unit.not-found`, `record.not-found`. */
export const listScopedUnits: Query<
  { readonly scope: EvidenceScope; readonly after: number },
  ScopedUnits
> = ({ sql }, { scope, after }) => {
  const { unitId, serialNumbers, orderId, shipmentId, partNumber } = scope;
  if (unitId !== undefined) return oneUnit(sql, unitId);
  if (orderId !== undefined) return unitsOfOrder(sql, orderId, after);
  if (shipmentId !== undefined) return unitsOfShipment(sql, shipmentId, after);
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

function unitsOfShipment(sql: SqlReader, shipmentId: string, after: number): ScopedUnits {
  const shipment = sql.get<{ units: number }>(
    "SELECT units FROM shipment WHERE id = ?",
    shipmentId,
  );
  if (shipment === undefined) {
    throw new Refusal("record.not-found", `there is no shipment ${shipmentId}`, { shipmentId });
  }
  const rows = sql.all<{ id: string }>(
    "SELECT unit_id AS id FROM shipment_unit WHERE shipment_id = ? ORDER BY unit_id LIMIT ? OFFSET ?",
    ...[shipmentId, PAGE_UNITS, after],
  );
  const page = { unitIds: rows.map(({ id }) => id), missing: [], asked: shipment.units };
  return rows.length < PAGE_UNITS ? page : { ...page, next: after + PAGE_UNITS };
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

/** What to follow from these units, and the newest position that is looked at. */
export interface ScopedPage {
  readonly unitIds: readonly string[];
  readonly head: number;
}

/**
 * Every record that belongs to these units, each once: the units that are their components, runs,
 * what runs pin, nonconformances with what became of them, holds, repairs, invalidations,
 * overrides, shipments, and attachments and decisions of any of these.
 */
export const listMembers: Query<ScopedPage, RecordName[]> = ({ sql }, { unitIds, head }) => {
  const records = new Map<string, RecordName>();
  const add = (name: RecordName) => {
    const key = name.join(" ");
    if (!records.has(key)) records.set(key, name);
  };
  for (const unitId of unitIds) add(["unit", unitId]);
  // What is added on the way is gone through as well: a map is read in the order of its growth.
  for (const name of records.values()) {
    for (const found of reachFrom(sql, name, head)) add(found);
  }
  return [...records.values()];
};

/** Records whose entries are looked for, up to a position. */
export interface TrailPage {
  readonly records: readonly RecordName[];
  readonly head: number;
}

/** Positions of every version of these records, and of every signature over them. */
export const listTrail: Query<TrailPage, number[]> = ({ sql }, { records, head }) => {
  const seqs: number[] = [];
  const take = ([type, id, version]: RecordName) => {
    const found = sql.all<{ seq: number }>(
      `SELECT seq FROM entry WHERE type = ?1 AND id = ?2 AND (?3 IS NULL OR version = ?3)
         AND seq <= ?4`,
      ...[type, id, version ?? null, head],
    );
    for (const { seq } of found) seqs.push(seq);
  };
  for (const name of records) {
    take(name);
    const signatures = sql.all<{ id: string }>(
      "SELECT id FROM signature WHERE record_type = ? AND record_id = ?",
      ...[name[0], name[1]],
    );
    for (const signature of signatures) take(["signature", signature.id]);
  }
  return seqs;
};

/** The newest position now: a package states the ledger as it was at one moment. */
export const findHead: Query<null, number> = ({ sql }) =>
  sql.get<{ head: number | null }>("SELECT max(seq) AS head FROM entry")?.head ?? 0;

/** The leaves at these positions, one behind the other. */
export const joinLeaves: Query<{ readonly seqs: readonly number[] }, Uint8Array> = (
  { sql },
  { seqs },
) => {
  const rows = sql.all<{ leaf: Uint8Array }>(
    `SELECT entry.leaf FROM json_each(?) AS wanted CROSS JOIN entry ON entry.seq = wanted.value
     ORDER BY wanted.key`,
    JSON.stringify(seqs),
  );
  return Buffer.concat(rows.map(({ leaf }) => leaf));
};

/** The hash that a package states of its entries: of their leaves, by position. */
export function openLeavesHash() {
  const hash = createHash("sha256");
  return {
    add: (leaves: Uint8Array): void => void hash.update(leaves),
    end: (): string => hash.digest("hex"),
  };
}
