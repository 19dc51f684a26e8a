/** Inclusion proofs of many entries: neighbours share almost all hashes, so each is made once. */
import type { SqlReader } from "../../ledger/contract.ts";
import { findLatestCheckpoint } from "../../ledger/log/checkpoints.ts";
import { type LogRow, listLogs, readLeaves, subtreeHashes } from "../../ledger/log/tree-store.ts";
import { hashNode, splitOf } from "../../ledger/merkle/hashing.ts";
import { proveInclusion, type SubtreeHash } from "../../ledger/merkle/proofs.ts";

/**
 * Proves entries under the newest checkpoint of their log, each as one line of JSON: position,
 * index in the log, the log, and the path in base64. Undefined where no checkpoint covers it.
 */
export function openProofs(sql: SqlReader): (seq: number) => string | undefined {
  const logs = listLogs(sql).map((log) => ({
    ...log,
    size: findLatestCheckpoint(sql, log.firstSeq)?.size ?? 0,
    hashOf: rememberHashes(sql, log),
  }));
  return (seq) => {
    const log = logs.findLast(({ firstSeq }) => firstSeq <= seq);
    const index = seq - (log?.firstSeq ?? 0);
    if (log === undefined || index >= log.size) return undefined;
    const hashes = proveInclusion(index, log.size, log.hashOf);
    const path = hashes.map((hash) => Buffer.from(hash).toString("base64"));
    return `${JSON.stringify({ seq, index, logId: log.logId, path })}\n`;
  };
}

const TILE_LEAVES = 256;
const TILE_LEVEL = 8;

/** What the tree keeps is read, everything else made of its halves; both only once. */
function rememberHashes(sql: SqlReader, { firstSeq }: LogRow): SubtreeHash {
  const known = new Map<number, Map<number, Uint8Array>>();
  const stored = subtreeHashes(sql, firstSeq);
  const tiles = new Map<number, readonly Uint8Array[]>();
  const leafAt = (index: number): Uint8Array => {
    const tile = Math.floor(index / TILE_LEAVES);
    const from = firstSeq + tile * TILE_LEAVES;
    const leaves = tiles.get(tile) ?? readLeaves(sql, from, from + TILE_LEAVES);
    tiles.set(tile, leaves);
    const leaf = leaves[index % TILE_LEAVES];
    if (leaf === undefined) throw new RangeError(`the log has no leaf ${index}`);
    return leaf;
  };
  const make: SubtreeHash = (from, to) => {
    if (to - from === 1) return leafAt(from);
    if (isKept(to - from)) return stored(from, to);
    const middle = from + splitOf(to - from);
    return hashNode(hashOf(from, middle), hashOf(middle, to));
  };
  const hashOf: SubtreeHash = (from, to) => {
    const begun = known.get(from) ?? new Map<number, Uint8Array>();
    known.set(from, begun);
    const hash = begun.get(to) ?? make(from, to);
    begun.set(to, hash);
    return hash;
  };
  return hashOf;
}

/** Whole subtrees of the height of a tile, and of twice that, are kept as rows. */
function isKept(count: number): boolean {
  const level = Math.log2(count);
  return Number.isInteger(level) && level >= TILE_LEVEL && level % TILE_LEVEL === 0;
}
