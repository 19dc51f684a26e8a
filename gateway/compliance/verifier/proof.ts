/**
 * Merkle proofs as RFC 9162 writes them. Nothing is shared with the code that made them: what both
 * did wrong in the same way would never be found.
 */
import { fromBase64, hashOf, isSame, type NewHasher } from "./hasher.ts";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const HASH_BYTES = 32;

/** SHA-256(0x00 ‖ data). */
export function leafOf(newHasher: NewHasher, data: Uint8Array): Uint8Array {
  return hashOf(newHasher, LEAF, data);
}

/** A tree by size and root. */
export interface Tree {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Checks inclusion in one tree; hashes that were shown once are not climbed from again. */
export class InclusionChecker {
  readonly #newHasher: NewHasher;
  readonly #tree: Tree;
  /** Shown to be in the tree, by `placeOf`. */
  readonly #shown = new Map<number, Uint8Array>();

  constructor(newHasher: NewHasher, tree: Tree) {
    this.#newHasher = newHasher;
    this.#tree = tree;
  }

  /**
   * True where `path`, hashes in base64, leads from the leaf at `index` to the root (section
   * 2.1.3.2). Hashes above one that was shown already are not looked at.
   */
  check(leaf: Uint8Array, index: number, path: readonly string[]): boolean {
    const { size, root } = this.#tree;
    if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) return false;
    if (leaf.length !== HASH_BYTES) return false;
    const climbed: (readonly [number, Uint8Array])[] = [];
    let [at, last, hash, level] = [index, size - 1, leaf, 0];
    for (const text of path) {
      if (last === 0) return false;
      const known = this.#shown.get(placeOf(level, at));
      if (known !== undefined) return isSame(known, hash) && this.#keep(climbed);
      const sibling = fromBase64(text);
      if (sibling?.length !== HASH_BYTES) return false;
      climbed.push([placeOf(level, at), hash]);
      if (at % 2 === 1 || at === last) {
        hash = hashOf(this.#newHasher, NODE, sibling, hash);
        while (at % 2 === 0 && at !== 0) {
          [at, last, level] = [Math.floor(at / 2), Math.floor(last / 2), level + 1];
        }
      } else {
        // The sibling is shown with it.
        climbed.push([placeOf(level, at + 1), sibling]);
        hash = hashOf(this.#newHasher, NODE, hash, sibling);
      }
      [at, last, level] = [Math.floor(at / 2), Math.floor(last / 2), level + 1];
    }
    return last === 0 && isSame(hash, root) && this.#keep(climbed);
  }

  #keep(climbed: readonly (readonly [number, Uint8Array])[]): true {
    for (const [place, hash] of climbed) this.#shown.set(place, hash);
    return true;
  }
}

const LEVELS = 64;

function placeOf(level: number, at: number): number {
  return at * LEVELS + level;
}

/** True where the later tree begins with all leaves of the earlier (section 2.1.4.2). */
export function isConsistent(
  newHasher: NewHasher,
  { before, after }: { readonly before: Tree; readonly after: Tree },
  path: readonly Uint8Array[],
): boolean {
  if (before.size < 1 || before.size > after.size) return false;
  if (before.size === after.size) return path.length === 0 && isSame(before.root, after.root);
  const isWhole = Number.isInteger(Math.log2(before.size));
  const [first, ...rest] = isWhole ? [before.root, ...path] : path;
  if (first === undefined) return false;
  let [at, last] = [before.size - 1, after.size - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  let [old, now] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = hashOf(newHasher, NODE, sibling, old);
      now = hashOf(newHasher, NODE, sibling, now);
      while (at % 2 === 0 && at !== 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    } else now = hashOf(newHasher, NODE, now, sibling);
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && isSame(old, before.root) && isSame(now, after.root);
}
