/** The audit trail: entries of all records, searched from the newest back. */
import { isoTime } from "../../domain/iso-time.ts";
import type { Query, SqlValue } from "../../ledger/contract.ts";
import { readHead } from "../../ledger/store/entries.ts";
import { compact } from "../compact.ts";
import { decodeCursor, encodeCursor } from "../lists/cursor.ts";
import type { TrailEntry } from "./record.ts";

export interface TrailFilter {
  readonly type?: string;
  /** Of the record. */
  readonly id?: string;
  /** The beginning of who did it, such as `person:`. */
  readonly actor?: string;
  readonly action?: string;
  /** Recorded at or after, microseconds. */
  readonly from?: number;
  /** Recorded before, microseconds. */
  readonly to?: number;
  readonly limit: number;
  readonly cursor?: string;
}

export interface TrailPage {
  readonly items: TrailEntry[];
  /** Present as long as there is more to search, though this page may hold nothing. */
  readonly nextCursor?: string;
}

/**
 * Entries that one page looks at: the ledger has no index by actor or time, which every run would
 * pay for, so a search that finds little goes on page by page and none holds the reader for long.
 */
const LOOKED_AT_MAX = 50_000;

interface Row extends Omit<TrailEntry, "occurredAt" | "recordedAt" | "reason"> {
  readonly reason: string | null;
  readonly occurredAt: number;
  readonly recordedAt: number;
}

const COLUMNS = `seq, type, id, version, action, actor, station, reason, clock_state AS clockState,
  occurred_at AS occurredAt, recorded_at AS recordedAt`;

/** Entries that fit every filter, the newest first. Throws Refusal `cursor.invalid`. */
export const listTrailEntries: Query<TrailFilter, TrailPage> = ({ sql }, filter) => {
  const { limit, cursor, type, id } = filter;
  const before = cursor === undefined ? readHead(sql) + 1 : decodeCursor(cursor);
  const isOneRecord = type !== undefined && id !== undefined;
  // The versions of one record are few and have an index.
  const lowest = isOneRecord ? 1 : Math.max(1, before - LOOKED_AT_MAX);
  const { where, values } = conditionsOf(filter);
  const rows = sql.all<Row>(
    `SELECT ${COLUMNS} FROM entry ${isOneRecord ? "" : "NOT INDEXED"}
     WHERE ${["seq < ?", "seq >= ?", ...where].join(" AND ")} ORDER BY seq DESC LIMIT ?`,
    ...[before, lowest, ...values, limit],
  );
  const items = rows.map(present);
  const last = items.length < limit ? lowest : (items.at(-1)?.seq ?? lowest);
  return last <= 1 ? { items } : { items, nextCursor: encodeCursor(last) };
};

function conditionsOf(filter: TrailFilter) {
  const given: readonly (readonly [string, SqlValue | undefined])[] = [
    ["type = ?", filter.type],
    ["id = ?", filter.id],
    ["action = ?", filter.action],
    ["recorded_at >= ?", filter.from],
    ["recorded_at < ?", filter.to],
  ];
  const used = given.filter(([, value]) => value !== undefined);
  const where = used.map(([condition]) => condition);
  const values: SqlValue[] = used.map(([, value]) => value ?? null);
  if (filter.actor === undefined) return { where, values };
  // Not LIKE: an actor may hold its wildcards.
  return {
    where: [...where, "substr(actor, 1, ?) = ?"],
    values: [...values, [...filter.actor].length, filter.actor],
  };
}

function present({ occurredAt, recordedAt, reason, ...row }: Row): TrailEntry {
  return {
    ...row,
    ...compact({ reason }),
    occurredAt: isoTime(occurredAt),
    recordedAt: isoTime(recordedAt),
  };
}
