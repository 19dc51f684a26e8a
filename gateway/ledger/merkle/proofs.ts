/** Making proofs, RFC 9162 sections 2.1.3 and 2.1.4. */
import { splitOf } from "./hashing.ts";

/** The Merkle tree hash of the leaves `from` ≤ index < `to`, which are at least one. */
export type SubtreeHash = (from: number, to: number) => Uint8Array;

/** The hashes that lead from one leaf to the root of the tree of `size` leaves. */
export function proveInclusion(index: number, size: number, hashOf: SubtreeHash): Uint8Array[] {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) {
    throw new RangeError(`leaf ${index} is not in a tree of ${size}`);
  }
  const path: Uint8Array[] = [];
  let from = 0;
  let to = size;
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      path.push(hashOf(middle, to));
      to = middle;
    } else {
      path.push(hashOf(from, middle));
      from = middle;
    }
  }
  return path.reverse();
}

/** The hashes that show that the first `before` leaves of the tree of `size` are unchanged. */
export function proveConsistency(before: number, size: number, hashOf: SubtreeHash): Uint8Array[] {
  if (!(Number.isSafeInteger(before) && before >= 1 && before <= size)) {
    throw new RangeError(`a tree of ${size} can not be consistent with one of ${before}`);
  }
  const path: Uint8Array[] = [];
  let from = 0;
  let to = size;
  // While the old tree ends where this subtree ends, its root is known to who asks.
  while (before < to) {
    const middle = from + splitOf(to - from);
    if (before <= middle) {
      path.push(hashOf(middle, to));
      to = middle;
    } else {
      path.push(hashOf(from, middle));
      from = middle;
    }
  }
  if (from > 0) path.push(hashOf(from, to));
  return path.reverse();
}
