/** Signed checkpoints of a log in ledger.db. */
import type { SqlReader, SqlWriter } from "../contract.ts";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "../merkle/checkpoint.ts";
import { type RightEdge, rootOf } from "../merkle/right-edge.ts";
import {
  decodeVerifierKey,
  type NoteSigner,
  type NoteVerifier,
  openNote,
  signNote,
} from "../merkle/signed-note.ts";

/** A checkpoint as it was signed. */
export interface StoredCheckpoint {
  readonly size: number;
  /** Microseconds since the epoch. */
  readonly signedAt: number;
  /** C2SP signed note. */
  readonly note: string;
}

/** The newest one of a log; undefined before the first. */
export function findLatestCheckpoint(
  db: SqlReader,
  firstSeq: number,
): StoredCheckpoint | undefined {
  return listCheckpoints(db, { firstSeq, after: -1, newestFirst: true, limit: 1 }).at(0);
}

/** Checkpoints with a size above `after`, by size. */
export function listCheckpoints(
  db: SqlReader,
  page: {
    readonly firstSeq: number;
    readonly after: number;
    readonly limit: number;
    readonly newestFirst?: boolean;
  },
): StoredCheckpoint[] {
  const order = page.newestFirst === true ? "DESC" : "ASC";
  return db.all<StoredCheckpoint>(
    `SELECT size, signed_at AS signedAt, note FROM checkpoint
     WHERE first_seq = ? AND size > ? ORDER BY size ${order} LIMIT ?`,
    page.firstSeq,
    page.after,
    page.limit,
  );
}

/** Signs the tree as it is and stores that in the caller's transaction; returns the note. */
export function signCheckpoint(
  db: SqlWriter,
  log: { readonly firstSeq: number; readonly edge: RightEdge; readonly signer: NoteSigner },
  signedAtUs: number,
): string {
  const { firstSeq, edge, signer } = log;
  const checkpoint = { origin: signer.name, size: edge.size, root: rootOf(edge) };
  const note = signNote(encodeCheckpoint(checkpoint), signer);
  db.run("INSERT INTO checkpoint VALUES (?, ?, ?, ?)", firstSeq, edge.size, signedAtUs, note);
  return note;
}

/** The verifier key of a log as text; undefined where its first checkpoint is still to come. */
export function findVerifierKey(db: SqlReader, firstSeq: number): string | undefined {
  return db.get<{ key: string }>(
    "SELECT verifier_key AS key FROM log_key WHERE first_seq = ?",
    firstSeq,
  )?.key;
}

/** Reads a note that this key has signed. Throws NoteError. */
export function openCheckpoint(note: string, verifier: NoteVerifier | string): Checkpoint {
  const key = typeof verifier === "string" ? decodeVerifierKey(verifier) : verifier;
  return decodeCheckpoint(openNote(note, key));
}
