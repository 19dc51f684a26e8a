/**
 * The right edge of a tree: the roots of its perfect subtrees, the largest first. It is all that
 * must be kept to append a leaf or to tell the root, in time and space of the tree's height.
 */
import { emptyRoot, HASH_BYTES, hashNode } from "./hashing.ts";

/** A value: appending makes a new one, so that a transaction that fails leaves the old. */
export interface RightEdge {
  /** Leaves in the tree. */
  readonly size: number;
  /** One hash for each binary one of `size`, the largest subtree first. */
  readonly hashes: readonly Uint8Array[];
}

/** Of a tree without leaves. */
export const EMPTY_EDGE: RightEdge = { size: 0, hashes: [] };

/** A subtree of 2^level leaves that has become whole. */
export interface WholeSubtree {
  readonly level: number;
  /** Which one of its level, from 0. */
  readonly index: number;
  readonly hash: Uint8Array;
}

/** The edge with one leaf more. `onWhole` is told of every subtree that it completes. */
export function appendLeaf(
  edge: RightEdge,
  leaf: Uint8Array,
  onWhole?: (subtree: WholeSubtree) => void,
): RightEdge {
  if (leaf.length !== HASH_BYTES) throw new RangeError(`a leaf hash has ${HASH_BYTES} bytes`);
  const hashes = [...edge.hashes];
  let hash = leaf;
  let level = 0;
  let index = edge.size;
  for (; index % 2 === 1; index = (index - 1) / 2) {
    hash = hashNode(hashes.pop() ?? hash, hash);
    level += 1;
    onWhole?.({ level, index: (index - 1) / 2, hash });
  }
  hashes.push(hash);
  return { size: edge.size + 1, hashes };
}

/** The root hash: the subtrees joined from the right. */
export function rootOf({ hashes }: RightEdge): Uint8Array {
  const last = hashes.at(-1);
  if (last === undefined) return emptyRoot();
  return hashes.slice(0, -1).reduceRight((right, left) => hashNode(left, right), last);
}

/** True where both trees have the same leaves. */
export function equalEdges(a: RightEdge, b: RightEdge): boolean {
  return a.size === b.size && Buffer.compare(rootOf(a), rootOf(b)) === 0;
}
