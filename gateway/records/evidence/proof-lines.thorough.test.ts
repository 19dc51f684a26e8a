import { expect, test } from "vitest";
import { appendLeaves, readLeaves } from "../../ledger/log/tree-store.ts";
import { hashNode, splitOf } from "../../ledger/merkle/hashing.ts";
import { proveInclusion, type SubtreeHash } from "../../ledger/merkle/proofs.ts";
import { EMPTY_EDGE } from "../../ledger/merkle/right-edge.ts";
import { PRODUCT } from "../testing/line.ts";
import { openMemoryLedger } from "../testing/memory-ledger.ts";
import { openProofs } from "./proof-lines.ts";

/** From the leaves alone, as the RFC defines it: nothing that the ledger keeps of its tree. */
function openRoots(leaves: readonly Uint8Array[]): SubtreeHash {
  const known = new Map<string, Uint8Array>();
  const rootOf: SubtreeHash = (from, to) => {
    const middle = from + splitOf(to - from);
    const make = () => hashNode(rootOf(from, middle), rootOf(middle, to));
    const root = known.get(`${from} ${to}`) ?? (to - from === 1 ? leaves[from] : make());
    if (root === undefined) throw new RangeError(`there is no leaf ${from}`);
    known.set(`${from} ${to}`, root);
    return root;
  };
  return rootOf;
}

test("CR-90: the proofs of neighbours, in whole tiles, behind the last and in a second log, are those of RFC 9162", () => {
  const { execute, sql } = openMemoryLedger();
  for (let index = 0; index < 640; index += 1) {
    execute("product.import", { ...PRODUCT, partNumber: `P-${index}` });
  }
  const logs = [
    { firstSeq: 1, logId: "one", size: 270 },
    { firstSeq: 271, logId: "two", size: 256 },
    // Of its 114 entries the last four are not signed yet.
    { firstSeq: 527, logId: "three", size: 110 },
  ];
  for (const { firstSeq, logId, size } of logs) {
    const leaves = readLeaves(sql, firstSeq, firstSeq + size);
    sql.run("INSERT INTO log VALUES (?, ?, ?, ?)", firstSeq, logId, `test/${logId}`, 0);
    appendLeaves(sql, { firstSeq, edge: EMPTY_EDGE }, leaves);
    sql.run("INSERT INTO checkpoint VALUES (?, ?, ?, ?)", firstSeq, size, 0, "signed");
  }
  const proofOf = openProofs(sql);
  for (const { firstSeq, logId, size } of logs) {
    const rootOf = openRoots(readLeaves(sql, firstSeq, firstSeq + size));
    for (let index = 0; index < size; index += 1) {
      const path = proveInclusion(index, size, rootOf);
      const seq = firstSeq + index;
      const texts = path.map((hash) => Buffer.from(hash).toString("base64"));
      expect(proofOf(seq)).toBe(`${JSON.stringify({ seq, index, logId, path: texts })}\n`);
    }
  }
  for (let seq = 637; seq <= 640; seq += 1) expect(proofOf(seq)).toBeUndefined();
});
