/** Entries against their own hashes, their proofs, and what was stated of them. */
import { type BagFile, parseJson, readLines } from "./bag-source.ts";
import type { BagFinding } from "./finding.ts";
import { fromHex, hashOf, hex, type NewHasher } from "./hasher.ts";
import type { ProvenLogs } from "./logs.ts";
import { leafOf } from "./proof.ts";

/** The fields of an entry that are needed to check it; the others are hashed with it. */
export interface BagEntry {
  readonly seq: number;
  readonly logId: string;
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly schema: string;
  readonly bodyHash: string;
}

/** A line of `entries.jsonl` that was taken apart. */
export interface EntryLine {
  readonly entry: BagEntry;
  readonly leaf: string;
  readonly entryText: string;
  readonly bodyText: string;
  readonly salt: string | null;
}

const LINE = /^\{"entry":(\{.*?\}),"leaf":"([0-9a-f]{64})","salt":(null|"[0-9a-f]*"),"body":/s;
const encoder = new TextEncoder();

/** The parts of a line, as text: what was hashed is never written again. Undefined for others. */
export function takeApart(line: string): EntryLine | undefined {
  const [head, entryText, leaf, salt] = LINE.exec(line) ?? [];
  if (head === undefined || entryText === undefined || leaf === undefined) return undefined;
  if (!line.endsWith("}")) return undefined;
  const entry = parseJson<BagEntry>(entryText);
  if (entry === undefined) return undefined;
  const saltText = salt === "null" || salt === undefined ? null : salt.slice(1, -1);
  return { entry, leaf, entryText, bodyText: line.slice(head.length, -1), salt: saltText };
}

export interface EntryCheck {
  readonly newHasher: NewHasher;
  readonly logs: ProvenLogs;
  /** Told of each entry that is what it was. */
  readonly onEntry?: (line: EntryLine) => void;
}

export interface CheckedEntries {
  readonly findings: readonly BagFinding[];
  readonly count: number;
  /** Hex SHA-256 over all leaves, one behind the other. */
  readonly leavesHash: string;
}

/** A damaged file need not be told entry by entry. */
const FINDINGS_MAX = 20;

/** Checks every line of a file of entries with the file of their proofs. */
export async function checkEntries(
  { entries, proofs }: { readonly entries: BagFile; readonly proofs: BagFile },
  check: EntryCheck,
): Promise<CheckedEntries> {
  const findings: BagFinding[] = [];
  const add = (finding: BagFinding | undefined) => {
    if (finding !== undefined && findings.length < FINDINGS_MAX) findings.push(finding);
  };
  const all = check.newHasher();
  const proofLines = readLines(proofs)[Symbol.asyncIterator]();
  let proof = await nextProof(proofLines);
  let [count, before] = [0, 0];
  for await (const text of readLines(entries)) {
    count += 1;
    const line = takeApart(text);
    if (line === undefined || line.entry.seq <= before) {
      const what = `line ${count} is no entry, or stands in another order`;
      add({ code: "bag.entry-altered", path: entries.path, what });
      continue;
    }
    before = line.entry.seq;
    while (proof !== undefined && proof.seq < before) proof = await nextProof(proofLines);
    const fault = judgeEntry(line, check) ?? judgeProof(line, proof, check);
    add(fault);
    if (fault === undefined) check.onEntry?.(line);
    all.update(fromHex(line.leaf) ?? new Uint8Array());
  }
  return { findings, count, leavesHash: hex(all.digest()) };
}

function judgeEntry(line: EntryLine, { newHasher }: EntryCheck): BagFinding | undefined {
  const { entry, entryText, bodyText, salt, leaf } = line;
  const { seq, type, id } = entry;
  const fault = (what: string): BagFinding => ({ code: "bag.entry-altered", seq, what });
  if (hex(leafOf(newHasher, encoder.encode(entryText))) !== leaf) {
    return fault(`the entry of ${type} ${id} is not the one its leaf was made of`);
  }
  if (salt === null) return undefined;
  const hash = hashOf(newHasher, fromHex(salt) ?? new Uint8Array(), encoder.encode(bodyText));
  if (hex(hash) === entry.bodyHash) return undefined;
  return fault(`the body of ${type} ${id} is not the one that was recorded`);
}

interface Proof {
  readonly seq: number;
  readonly index: number;
  readonly logId: string;
  readonly path: readonly string[];
}

/** The next line that is a proof: one that was damaged proves nothing, and its entry tells. */
async function nextProof(lines: AsyncIterator<string>): Promise<Proof | undefined> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done === true) return undefined;
    const proof = parseJson<Proof>(value);
    if (typeof proof?.seq === "number" && Array.isArray(proof.path)) return proof;
  }
}

function judgeProof(
  { entry, leaf }: EntryLine,
  proof: Proof | undefined,
  { logs }: EntryCheck,
): BagFinding | undefined {
  const { seq, logId } = entry;
  const fault = (what: string): BagFinding => ({ code: "bag.not-proven", seq, what });
  if (proof?.seq !== seq) return fault("there is no proof of it");
  const log = logs.byId.get(logId);
  if (log === undefined || proof.logId !== logId) return fault("its log has no valid checkpoint");
  const isProven = log.checker.check(fromHex(leaf) ?? new Uint8Array(), proof.index, proof.path);
  return isProven ? undefined : fault("its proof does not lead to the signed root");
}
