/**
 * The check at each start: the latest signed checkpoint, the tree up to there, and every entry
 * since. It reads a few hundred rows however large the ledger is; `rigline verify` reads all.
 */
import type { SqlReader } from "../contract.ts";
import { appendLeaf, equalEdges, rootOf } from "../merkle/right-edge.ts";
import { NoteError } from "../merkle/signed-note.ts";
import { readHead } from "../store/entries.ts";
import { checkRow, readRows } from "./check-entry.ts";
import { findLatestCheckpoint, findVerifierKey, openCheckpoint } from "./checkpoints.ts";
import { edgeAt, type LogRow, readEdge } from "./tree-store.ts";

/** Entries since a checkpoint are few; what is beyond this is left to `verify`. */
const TAIL_MAX = 20_000;

/** What is wrong with the end of a log, in one sentence; undefined where it is whole. */
export function checkTail(db: SqlReader, log: LogRow): string | undefined {
  const { firstSeq } = log;
  const edge = readEdge(db, firstSeq);
  const entries = readHead(db) - firstSeq + 1;
  if (edge.size !== entries) {
    return `the tree has ${edge.size} leaves, the log ${entries} entries: some are missing or were added by hand`;
  }
  const latest = findLatestCheckpoint(db, firstSeq);
  const verifier = findVerifierKey(db, firstSeq);
  if (latest === undefined || verifier === undefined) return checkEntriesSince(db, log, 0);
  try {
    const { size, root, origin } = openCheckpoint(latest.note, verifier);
    if (origin !== log.origin) return `the latest checkpoint is one of ${origin}`;
    if (size > edge.size) {
      return `a checkpoint was signed over ${size} entries, ${edge.size} are here: the last are missing`;
    }
    const signed = edgeAt(db, firstSeq, size);
    if (Buffer.compare(rootOf(signed), root) !== 0) {
      return `the tree of the first ${size} entries is not the one that was signed`;
    }
    return checkEntriesSince(db, log, size);
  } catch (error) {
    if (!(error instanceof NoteError)) throw error;
    return `the latest checkpoint is not valid: ${error.message}`;
  }
}

function checkEntriesSince(db: SqlReader, { firstSeq }: LogRow, size: number): string | undefined {
  let edge = edgeAt(db, firstSeq, size);
  const isPurged = () => true;
  for (const row of readRows(db, firstSeq + size, TAIL_MAX)) {
    const fault = checkRow(row, isPurged);
    if (fault !== undefined) return `entry ${fault.seq} (${fault.type} ${fault.id}): ${fault.what}`;
    edge = appendLeaf(edge, row.leaf);
  }
  const stored = readEdge(db, firstSeq);
  if (edge.size < stored.size || equalEdges(edge, stored)) return undefined;
  return `the entries since the checkpoint of ${size} are not those of the tree`;
}
