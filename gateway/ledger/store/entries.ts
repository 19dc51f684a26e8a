/** Appending and reading entries: the only SQL that touches `entry` and `body`. */
import type { Entry } from "../../domain/entry.ts";
import { CanonicalJsonError, canonicalJson } from "../canonical-json.ts";
import { type CommandContext, type NewEntry, Refusal, type SqlReader } from "../contract.ts";
import type { WireEntry } from "../messages.ts";
import { type Upcasters, upcastBody } from "../upcasters.ts";
import type { Connection } from "./connection.ts";
import { hashBody, hashLeaf, openSalts } from "./hashes.ts";

const newSalt = openSalts();

/** What the ledger adds to a rule's entry. */
export interface EntryFrame {
  readonly logId: string;
  readonly gatewayId: string;
  readonly seq: number;
  readonly recordedAt: number;
  readonly context: CommandContext;
}

/**
 * Writes one entry and its body inside the caller's transaction.
 * Throws Refusal `record.version-conflict` or, for a body without exact JSON, `record.invalid`.
 */
export function appendEntry(db: Connection, fresh: NewEntry, frame: EntryFrame): WireEntry {
  refuseOldVersion(db, fresh);
  const text = refuseInexact(fresh, () => canonicalJson(fresh.body));
  const salt = newSalt();
  const bodyHash = hashBody(salt, text);
  const entry = frameEntry(fresh, frame, bodyHash.toString("hex"));
  refuseBadNumbers(entry);
  const leaf = refuseInexact(fresh, () => hashLeaf(entry));
  db.run(
    "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    entry.seq,
    entry.logId,
    entry.gatewayId,
    entry.type,
    entry.id,
    entry.version,
    entry.schema,
    entry.occurredAt,
    entry.recordedAt,
    entry.clockState,
    entry.actor,
    entry.station,
    entry.action,
    entry.reason ?? null,
    bodyHash,
    leaf,
  );
  db.run("INSERT INTO body VALUES (?, ?, ?)", entry.seq, salt, text);
  return { entry, text, leaf: leaf.toString("hex") };
}

function refuseOldVersion(db: SqlReader, fresh: NewEntry): void {
  const latest = db.get<{ version: number | null }>(
    "SELECT max(version) AS version FROM entry WHERE type = ? AND id = ?",
    fresh.type,
    fresh.id,
  )?.version;
  if (latest == null || fresh.version > latest) return;
  throw new Refusal(
    "record.version-conflict",
    `${fresh.type} ${fresh.id} is at version ${latest} already`,
    { type: fresh.type, id: fresh.id, version: fresh.version, latest },
  );
}

/** What JSON would change is refused: only that command fails, and nothing is altered. */
function refuseInexact<Result>(fresh: NewEntry, encode: () => Result): Result {
  try {
    return encode();
  } catch (error) {
    if (!(error instanceof CanonicalJsonError)) throw error;
    const field = error.path;
    throw new Refusal("record.invalid", `${fresh.type} ${fresh.id}: ${error.message}`, { field });
  }
}

/** SQLite would refuse them too, but as a fault that ends the writer. */
function refuseBadNumbers(entry: Entry): void {
  for (const field of ["version", "occurredAt", "recordedAt"] as const) {
    if (Number.isSafeInteger(entry[field])) continue;
    const message = `${entry.type} ${entry.id}: ${field} is ${entry[field]}, no integer`;
    throw new Refusal("record.invalid", message, { field });
  }
}

function frameEntry(fresh: NewEntry, frame: EntryFrame, bodyHash: string): Entry {
  const { context } = frame;
  return {
    logId: frame.logId,
    gatewayId: frame.gatewayId,
    seq: frame.seq,
    type: fresh.type,
    id: fresh.id,
    version: fresh.version,
    schema: fresh.schema,
    occurredAt: fresh.occurredAt ?? context.occurredAt,
    recordedAt: frame.recordedAt,
    clockState: context.clockState,
    actor: context.actor,
    station: context.station,
    action: fresh.action,
    ...(fresh.reason === undefined ? {} : { reason: fresh.reason }),
    bodyHash,
  };
}

/** One past nothing: the last seq, 0 in an empty ledger. */
export function readHead(db: SqlReader): number {
  return db.get<{ head: number }>("SELECT coalesce(max(seq), 0) AS head FROM entry")?.head ?? 0;
}

/** A row of `entry` with the text of its body, which may have been purged. */
export interface EntryRow {
  readonly seq: number;
  readonly log_id: string;
  readonly gateway_id: string;
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly schema: string;
  readonly occurred_at: number;
  readonly recorded_at: number;
  readonly clock_state: string;
  readonly actor: string;
  readonly station: string;
  readonly action: string;
  readonly reason: string | null;
  readonly body_hash: Uint8Array;
  readonly leaf: Uint8Array;
  readonly text: string | null;
}

/** Entries with seq ≥ fromSeq in order, at most `limit`. A purged body reads as `null`. */
export function readEntries(db: SqlReader, fromSeq: number, limit: number): WireEntry[] {
  const rows = db.all<EntryRow>(
    `SELECT entry.*, body.text FROM entry LEFT JOIN body USING (seq)
     WHERE seq >= ? ORDER BY seq LIMIT ?`,
    fromSeq,
    limit,
  );
  return rows.map((row) => ({
    entry: decodeEntry(row),
    text: row.text ?? "null",
    leaf: Buffer.from(row.leaf).toString("hex"),
  }));
}

/** The entry of a row, as its leaf was made of it. */
export function decodeEntry(row: Omit<EntryRow, "text">): Entry {
  return {
    logId: row.log_id,
    gatewayId: row.gateway_id,
    seq: row.seq,
    type: row.type,
    id: row.id,
    version: row.version,
    schema: row.schema,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    clockState: row.clock_state as Entry["clockState"],
    actor: row.actor,
    station: row.station,
    action: row.action,
    ...(row.reason === null ? {} : { reason: row.reason }),
    bodyHash: Buffer.from(row.body_hash).toString("hex"),
  };
}

/** The body of a stored entry in its newest schema. */
export function decodeBody(stored: WireEntry, upcasters: Upcasters): unknown {
  return upcastBody(stored.entry.schema, JSON.parse(stored.text), upcasters);
}
