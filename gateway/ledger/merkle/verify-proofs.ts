/** Checking proofs as RFC 9162 sections 2.1.3.2 and 2.1.4.2 write it. Needs nothing but hashes. */
import { HASH_BYTES, hashNode } from "./hashing.ts";

export interface InclusionClaim {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/** True where `path` shows that the leaf is at that index of the tree with that root. */
export function verifyInclusion({ leaf, index, size, root, path }: InclusionClaim): boolean {
  if (!isPosition(index) || !isPosition(size) || index >= size) return false;
  if (![leaf, root, ...path].every(isHash)) return false;
  let at = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of path) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      hash = hashNode(sibling, hash);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else hash = hashNode(hash, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isEqual(hash, root);
}

export interface ConsistencyClaim {
  readonly before: { readonly size: number; readonly root: Uint8Array };
  readonly after: { readonly size: number; readonly root: Uint8Array };
  readonly path: readonly Uint8Array[];
}

/** True where `path` shows that the later tree begins with all leaves of the earlier one. */
export function verifyConsistency({ before, after, path }: ConsistencyClaim): boolean {
  if (!isPosition(before.size) || !isPosition(after.size) || before.size === 0) return false;
  if (before.size > after.size) return false;
  if (![before.root, after.root, ...path].every(isHash)) return false;
  if (before.size === after.size) return path.length === 0 && isEqual(before.root, after.root);
  const rest = isPowerOfTwo(before.size) ? [before.root, ...path] : [...path];
  const first = rest.shift();
  if (first === undefined) return false;
  return climb({ before, after, path: rest }, first);
}

function climb({ before, after, path }: ConsistencyClaim, first: Uint8Array): boolean {
  let at = before.size - 1;
  let last = after.size - 1;
  while (isOdd(at)) [at, last] = [half(at), half(last)];
  let old = first;
  let now = first;
  for (const sibling of path) {
    if (last === 0) return false;
    if (isOdd(at) || at === last) {
      old = hashNode(sibling, old);
      now = hashNode(sibling, now);
      while (!isOdd(at) && at !== 0) [at, last] = [half(at), half(last)];
    } else now = hashNode(now, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && isEqual(old, before.root) && isEqual(now, after.root);
}

function isPosition(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isHash(value: Uint8Array): boolean {
  return value.length === HASH_BYTES;
}

function isOdd(value: number): boolean {
  return value % 2 === 1;
}

function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  let power = 1;
  while (power < value) power *= 2;
  return power === value;
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
