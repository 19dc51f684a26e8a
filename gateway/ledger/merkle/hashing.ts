/** The two hashes of a Merkle tree, RFC 9162 section 2.1.1. Their form may never change. */
import { hash } from "node:crypto";

export const HASH_BYTES = 32;

const LEAF_PREFIX = Uint8Array.of(0);
const NODE_PREFIX = Uint8Array.of(1);

/** The root of a tree without leaves: SHA-256 of nothing. */
export function emptyRoot(): Buffer {
  return hash("sha256", "", "buffer");
}

/** SHA-256(0x00 ‖ data): what stands for one entry in the tree. */
export function hashLeafData(data: Uint8Array): Buffer {
  return hash("sha256", Buffer.concat([LEAF_PREFIX, data]), "buffer");
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function hashNode(left: Uint8Array, right: Uint8Array): Buffer {
  return hash("sha256", Buffer.concat([NODE_PREFIX, left, right]), "buffer");
}

/** The largest power of two smaller than `count`, which is at least 2: where a tree is split. */
export function splitOf(count: number): number {
  let left = 1;
  // Doubled, not shifted: positions may grow beyond 32 bits.
  while (left * 2 < count) left *= 2;
  return left;
}
