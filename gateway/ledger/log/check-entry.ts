/** Compares one stored entry with its own hashes. */
import type { Entry } from "../../domain/entry.ts";
import type { SqlReader } from "../contract.ts";
import { decodeEntry, type EntryRow } from "../store/entries.ts";
import { hashBody, hashLeaf } from "../store/hashes.ts";

/** What is wrong with one entry, in words a person can act on. */
export interface EntryFault {
  readonly seq: number;
  readonly type: string;
  readonly id: string;
  readonly what: string;
}

export interface CheckedRow extends EntryRow {
  readonly salt: Uint8Array | null;
}

/** Entries from `fromSeq` on with everything that is hashed, at most `limit`. */
export function readRows(db: SqlReader, fromSeq: number, limit: number): CheckedRow[] {
  return db.all<CheckedRow>(
    `SELECT entry.*, body.text, body.salt FROM entry LEFT JOIN body USING (seq)
     WHERE seq >= ? ORDER BY seq LIMIT ?`,
    fromSeq,
    limit,
  );
}

/**
 * The first thing that is wrong with the row by itself; undefined where body, entry and leaf fit.
 * `isPurged` says whether an entry of the ledger allows a body to be gone.
 */
export function checkRow(
  row: CheckedRow,
  isPurged: (seq: number) => boolean,
): EntryFault | undefined {
  const entry = decodeEntry(row);
  const fault = (what: string): EntryFault => ({ ...nameOf(entry), what });
  if (!hashLeaf(entry).equals(row.leaf))
    return fault("the entry is not the one its leaf was made of");
  if (row.text === null || row.salt === null) {
    return isPurged(entry.seq)
      ? undefined
      : fault("its body is missing, and no purge entry names it");
  }
  if (hashBody(row.salt, row.text).equals(row.body_hash)) return undefined;
  return fault("the body is not the one its hash was made of");
}

function nameOf({ seq, type, id }: Entry): Omit<EntryFault, "what"> {
  return { seq, type, id };
}

/** Asks the purge entries whether the body of an entry may be gone. */
export function readPurged(db: SqlReader): (seq: number) => boolean {
  const named = new Set(
    db
      .all<{ seq: number }>(
        `SELECT named.value AS seq FROM entry JOIN body USING (seq),
           json_each(body.text, '$.seqs') AS named WHERE entry.type = 'purge'`,
      )
      .map(({ seq }) => seq),
  );
  return (seq) => named.has(seq);
}
