/** Inclusion proofs of many entries: neighbours share almost all hashes, so each is made once. */
import type { SqlReader } from "../../ledger/contract.ts";
import { findLatestCheckpoint } from "../../ledger/log/checkpoints.ts";
import {
  listLogs,
  readLeaves,
  subtreeHashes,
  TILE_LEAVES,
  TILE_LEVEL,
} from "../../ledger/log/tree-store.ts";
import { HASH_BYTES, hashNode } from "../../ledger/merkle/hashing.ts";
import { proveInclusion, type SubtreeHash } from "../../ledger/merkle/proofs.ts";

/** One log of the ledger and how much of it is signed. */
interface SignedLog {
  readonly firstSeq: number;
  readonly logId: string;
  readonly size: number;
  readonly hashOf: SubtreeHash;
  readonly tiles: Map<number, TilePaths>;
}

/** The way from each leaf of a whole tile to the root, as a list in JSON without its brackets. */
type TilePaths = (leaf: number) => string;

/**
 * Proves entries under the newest checkpoint of their log, each as one line of JSON: position,
 * index in the log, the log, and the path in base64. Undefined where no checkpoint covers it.
 */
export function openProofs(sql: SqlReader): (seq: number) => string | undefined {
  const logs = listLogs(sql).map((log): SignedLog => {
    const size = findLatestCheckpoint(sql, log.firstSeq)?.size ?? 0;
    return { ...log, size, hashOf: rememberHashes(sql, log.firstSeq), tiles: new Map() };
  });
  return (seq) => {
    const log = logs.findLast(({ firstSeq }) => firstSeq <= seq);
    const index = seq - (log?.firstSeq ?? 0);
    if (log === undefined || index >= log.size) return undefined;
    const path = pathOf(sql, log, index);
    return `{"seq":${seq},"index":${index},"logId":${JSON.stringify(log.logId)},"path":[${path}]}\n`;
  };
}

function pathOf(sql: SqlReader, log: SignedLog, index: number): string {
  const tile = Math.floor(index / TILE_LEAVES);
  // Behind the last whole tile there are fewer leaves than in one.
  if ((tile + 1) * TILE_LEAVES > log.size) {
    return textsOf(proveInclusion(index, log.size, log.hashOf));
  }
  const paths = log.tiles.get(tile) ?? openTile(sql, log, tile);
  log.tiles.set(tile, paths);
  return paths(index % TILE_LEAVES);
}

/**
 * A whole tile as a heap: 1 is its root, 2n and 2n + 1 are below n, the leaves begin at their
 * number. What is above its root is the same for all of them.
 */
function openTile(sql: SqlReader, log: SignedLog, tile: number): TilePaths {
  const from = tile * TILE_LEAVES;
  const first = log.firstSeq + from;
  const leaves = readLeaves(sql, first, first + TILE_LEAVES);
  if (leaves.length !== TILE_LEAVES) throw new RangeError(`the log has no whole tile ${tile}`);
  // One piece of memory: hundreds of small ones would grow old with the tile.
  const heap = Buffer.alloc(2 * TILE_LEAVES * HASH_BYTES);
  const at = (node: number) => heap.subarray(node * HASH_BYTES, (node + 1) * HASH_BYTES);
  for (const [leaf, hash] of leaves.entries()) heap.set(hash, (TILE_LEAVES + leaf) * HASH_BYTES);
  for (let node = TILE_LEAVES - 1; node > 0; node -= 1) {
    heap.set(hashNode(at(2 * node), at(2 * node + 1)), node * HASH_BYTES);
  }
  const textOf = (node: number) => {
    const start = node * HASH_BYTES;
    return `"${heap.toString("base64", start, start + HASH_BYTES)}"`;
  };
  const texts = Array.from({ length: 2 * TILE_LEAVES }, (_, node) => textOf(node));
  const whole = proveInclusion(from, log.size, (low, high) =>
    // Those inside of the tile stand in the heap; only what is above it is asked for.
    high - low < TILE_LEAVES && low >= from && high <= from + TILE_LEAVES
      ? at(1)
      : log.hashOf(low, high),
  );
  const above = whole.slice(TILE_LEVEL).map((hash) => `,${textsOf([hash])}`);
  const end = above.join("");
  return (leaf) => {
    const node = TILE_LEAVES + leaf;
    let path = texts[node ^ 1] ?? "";
    for (let parent = node >> 1; parent > 1; parent >>= 1) path += `,${texts[parent ^ 1]}`;
    return path + end;
  };
}

function textsOf(hashes: readonly Uint8Array[]): string {
  return hashes.map((hash) => `"${Buffer.from(hash).toString("base64")}"`).join(",");
}

/** What the tree keeps is read, everything else made of its leaves; both only once. */
function rememberHashes(sql: SqlReader, firstSeq: number): SubtreeHash {
  const stored = subtreeHashes(sql, firstSeq);
  const known = new Map<string, Uint8Array>();
  return (from, to) => {
    const key = `${from} ${to}`;
    const hash = known.get(key) ?? stored(from, to);
    known.set(key, hash);
    return hash;
  };
}
