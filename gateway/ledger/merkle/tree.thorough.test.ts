import { describe, expect, test } from "vitest";
import { emptyRoot, hashLeafData, hashNode, splitOf } from "./hashing.ts";
import { proveConsistency, proveInclusion } from "./proofs.ts";
import { appendLeaf, EMPTY_EDGE, equalEdges, type RightEdge, rootOf } from "./right-edge.ts";
import { verifyConsistency, verifyInclusion } from "./verify-proofs.ts";

// Vectors of transparency-dev/merkle, testonly/reference.
const DATA = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"];
const LEAVES = [...DATA, "606162636465666768696a6b6c6d6e6f"].map((text) =>
  hashLeafData(Buffer.from(text, "hex")),
);
const ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** The definition of RFC 9162 section 2.1.1, word for word: what everything is compared with. */
function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return emptyRoot();
  if (leaves.length === 1) return first;
  const split = splitOf(leaves.length);
  return hashNode(treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split)));
}

function edgeOf(leaves: readonly Uint8Array[]): RightEdge {
  return leaves.reduce<RightEdge>((edge, leaf) => appendLeaf(edge, leaf), EMPTY_EDGE);
}

function manyLeaves(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => hashLeafData(Buffer.from(`entry ${index}`)));
}

test("empty tree, leaf and node have the published hashes", () => {
  expect(hex(emptyRoot())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  const leaf = hashLeafData(Buffer.from("L123456"));
  expect(hex(leaf)).toBe("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
  const node = hashNode(Buffer.from("N123"), Buffer.from("N456"));
  expect(hex(node)).toBe("aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb");
});

test.each(ROOTS.map((root, index) => [index + 1, root] as const))(
  "the tree of the first %i published leaves has the published root",
  (size, root) => {
    expect(hex(rootOf(edgeOf(LEAVES.slice(0, size))))).toBe(root);
  },
);

test("the published proofs of inclusion and consistency come out and verify", () => {
  const hashOf = (from: number, to: number) => treeHash(LEAVES.slice(from, to));
  const inclusion = proveInclusion(5, 7, hashOf);
  expect(inclusion.map(hex)).toEqual([
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  ]);
  const consistency = proveConsistency(3, 7, hashOf);
  expect(consistency.map(hex)).toEqual([
    "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
    "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
    ROOTS[1],
    "837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e",
  ]);
});

describe("for every tree of up to 40 leaves", () => {
  const leaves = manyLeaves(40);
  const hashOf = (from: number, to: number) => treeHash(leaves.slice(from, to));
  const roots = leaves.map((_, index) => hashOf(0, index + 1));
  const rootAt = (size: number) => roots[size - 1] ?? emptyRoot();

  test("the right edge has the root of the definition, and tells each whole subtree once", () => {
    const told = new Map<string, Uint8Array>();
    let edge = EMPTY_EDGE;
    for (const leaf of leaves) {
      edge = appendLeaf(edge, leaf, ({ level, index, hash }) => {
        expect(told.has(`${level}/${index}`)).toBe(false);
        told.set(`${level}/${index}`, hash);
      });
      expect(hex(rootOf(edge))).toBe(hex(rootAt(edge.size)));
    }
    // 20 pairs, 10 fours, 5 eights, 2 sixteens and 1 of thirty-two.
    expect(told.size).toBe(38);
    for (const [name, hash] of told) {
      const [level = 0, index = 0] = name.split("/").map(Number);
      const width = 2 ** level;
      expect(hex(hash)).toBe(hex(hashOf(index * width, (index + 1) * width)));
    }
  });

  test("each leaf is proven in each tree, and at no other index or size", () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const leaf = leaves[index] ?? emptyRoot();
        const path = proveInclusion(index, size, hashOf);
        const claim = { leaf, index, size, root: rootAt(size), path };
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, index: index + 1 })).toBe(false);
        expect(verifyInclusion({ ...claim, root: hashNode(leaf, rootAt(size)) })).toBe(false);
        expect(verifyInclusion({ ...claim, path: [...path, leaf] })).toBe(false);
      }
    }
  });

  test("each tree is proven to begin with each earlier one, and with no other", () => {
    for (let size = 1; size <= leaves.length; size += 1) {
      for (let before = 1; before <= size; before += 1) {
        const path = proveConsistency(before, size, hashOf);
        const after = { size, root: rootAt(size) };
        const claim = { before: { size: before, root: rootAt(before) }, after, path };
        expect(verifyConsistency(claim)).toBe(true);
        const forged = { size: before, root: hashNode(rootAt(before), rootAt(size)) };
        expect(verifyConsistency({ ...claim, before: forged })).toBe(false);
        expect(verifyConsistency({ ...claim, path: [...path, rootAt(1)] })).toBe(false);
      }
    }
  });
});

test("a hash that has no 32 bytes proves nothing, and an empty tree is no beginning", () => {
  const [leaf = emptyRoot()] = LEAVES;
  const single = { leaf, index: 0, size: 1, root: leaf, path: [] };
  expect(verifyInclusion(single)).toBe(true);
  const short = leaf.subarray(0, 31);
  expect(verifyInclusion({ ...single, leaf: short, root: short })).toBe(false);
  const nothing = { before: { size: 0, root: emptyRoot() }, after: { size: 1, root: leaf } };
  expect(verifyConsistency({ ...nothing, path: [] })).toBe(false);
  expect(() => proveConsistency(0, 1, () => leaf)).toThrow(RangeError);
  expect(() => proveInclusion(1, 1, () => leaf)).toThrow(RangeError);
  expect(() => appendLeaf(EMPTY_EDGE, short)).toThrow(RangeError);
  expect(equalEdges(edgeOf([leaf]), edgeOf([leaf]))).toBe(true);
});
