/**
 * The Merkle tree of a log in ledger.db.
 *
 *   entry.leaf ─► right edge (one row) ─► whole subtrees of level 8, 16, 24 (tree_node)
 *                                     └─► their 256 leaves once more (tree_tile)
 */
import type { SqlReader, SqlWriter } from "../contract.ts";
import { HASH_BYTES, hashNode, splitOf } from "../merkle/hashing.ts";
import type { SubtreeHash } from "../merkle/proofs.ts";
import { appendLeaf, EMPTY_EDGE, type RightEdge } from "../merkle/right-edge.ts";

/** Level of a tile in the tree, and the step of the levels that are kept. */
export const TILE_LEVEL = 8;
/** 2^TILE_LEVEL. */
export const TILE_LEAVES = 2 ** TILE_LEVEL;

/** One log: its first seq names it, leaf i is the entry first_seq + i. */
export interface LogRow {
  readonly firstSeq: number;
  readonly logId: string;
  readonly origin: string;
}

/** Every log of the ledger, oldest first: more than one after a restore from a backup. */
export function listLogs(db: SqlReader): LogRow[] {
  return db.all<LogRow & object>(
    "SELECT first_seq AS firstSeq, log_id AS logId, origin FROM log ORDER BY first_seq",
  );
}

/** The log that is being written; undefined before the directory's first start. */
export function findCurrentLog(db: SqlReader): LogRow | undefined {
  return listLogs(db).at(-1);
}

/** The edge as stored with the latest entries; empty for a log without any. */
export function readEdge(db: SqlReader, firstSeq: number): RightEdge {
  const row = db.get<{ size: number; hashes: Uint8Array }>(
    "SELECT size, hashes FROM tree_edge WHERE first_seq = ?",
    firstSeq,
  );
  return row === undefined ? EMPTY_EDGE : { size: row.size, hashes: splitHashes(row.hashes) };
}

/** Adds leaves to the tree in the caller's transaction and returns the edge it has then. */
export function appendLeaves(
  db: SqlWriter,
  tree: { readonly firstSeq: number; readonly edge: RightEdge },
  leaves: readonly Uint8Array[],
): RightEdge {
  const { firstSeq } = tree;
  let edge = tree.edge;
  for (const leaf of leaves) {
    edge = appendLeaf(edge, leaf, ({ level, index, hash }) => {
      if (level % TILE_LEVEL === 0) {
        db.run("INSERT INTO tree_node VALUES (?, ?, ?, ?)", firstSeq, level, index, hash);
      }
    });
  }
  writeTiles(db, firstSeq, { from: tree.edge.size, to: edge.size });
  db.run(
    "INSERT OR REPLACE INTO tree_edge VALUES (?, ?, ?)",
    firstSeq,
    edge.size,
    Buffer.concat(edge.hashes),
  );
  return edge;
}

/** Tiles that became whole between two sizes; their entries are in the same transaction. */
function writeTiles(
  db: SqlWriter,
  firstSeq: number,
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const last = Math.floor(to / TILE_LEAVES);
  for (let tile = Math.floor(from / TILE_LEAVES); tile < last; tile += 1) {
    const start = tile * TILE_LEAVES;
    const leaves = Buffer.concat(readLeaves(db, firstSeq + start, firstSeq + start + TILE_LEAVES));
    db.run("INSERT INTO tree_tile VALUES (?, ?, ?)", firstSeq, tile, leaves);
  }
}

/** Leaves of the entries with `from` ≤ seq < `to`, in order. */
export function readLeaves(db: SqlReader, from: number, to: number): Uint8Array[] {
  return db
    .all<{ leaf: Uint8Array }>(
      "SELECT leaf FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq",
      from,
      to,
    )
    .map(({ leaf }) => leaf);
}

/** The leaves of a whole tile as they were when it became whole; undefined before that. */
export function findTile(db: SqlReader, firstSeq: number, tile: number): Uint8Array[] | undefined {
  const row = db.get<{ leaves: Uint8Array }>(
    "SELECT leaves FROM tree_tile WHERE first_seq = ? AND position = ?",
    firstSeq,
    tile,
  );
  return row === undefined ? undefined : splitHashes(row.leaves);
}

/** A whole subtree that is kept; undefined where it is not. */
export function findNode(
  db: SqlReader,
  firstSeq: number,
  at: { readonly level: number; readonly index: number },
): Uint8Array | undefined {
  return db.get<{ hash: Uint8Array }>(
    "SELECT hash FROM tree_node WHERE first_seq = ? AND level = ? AND position = ?",
    firstSeq,
    at.level,
    at.index,
  )?.hash;
}

/**
 * Hashes of any part of the tree: from kept nodes where there are any, from leaves elsewhere.
 * A proof reads a few hundred rows, however long the log.
 */
export function subtreeHashes(db: SqlReader, firstSeq: number): SubtreeHash {
  const hashOf = (from: number, to: number): Uint8Array => {
    const count = to - from;
    const kept = findKept(db, firstSeq, { from, count });
    if (kept !== undefined) return kept;
    if (count <= TILE_LEAVES) return joinLeaves(readLeaves(db, firstSeq + from, firstSeq + to));
    const middle = from + splitOf(count);
    return hashNode(hashOf(from, middle), hashOf(middle, to));
  };
  return hashOf;
}

function findKept(
  db: SqlReader,
  firstSeq: number,
  { from, count }: { readonly from: number; readonly count: number },
): Uint8Array | undefined {
  const level = Math.log2(count);
  if (level === 0 || level % TILE_LEVEL !== 0) return undefined;
  return findNode(db, firstSeq, { level, index: from / count });
}

function joinLeaves(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) throw new RangeError("the ledger has no entries there");
  if (leaves.length === 1) return first;
  const split = splitOf(leaves.length);
  return hashNode(joinLeaves(leaves.slice(0, split)), joinLeaves(leaves.slice(split)));
}

/** The edge that the tree had at an earlier size, from what is kept. */
export function edgeAt(db: SqlReader, firstSeq: number, size: number): RightEdge {
  const hashOf = subtreeHashes(db, firstSeq);
  const hashes: Uint8Array[] = [];
  let from = 0;
  for (let left = size; left > 0; ) {
    let width = 1;
    while (width * 2 <= left) width *= 2;
    hashes.push(hashOf(from, from + width));
    from += width;
    left -= width;
  }
  return { size, hashes };
}

function splitHashes(bytes: Uint8Array): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += HASH_BYTES) {
    hashes.push(bytes.subarray(at, at + HASH_BYTES));
  }
  return hashes;
}
