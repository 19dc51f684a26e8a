/** The logs of a bag: keys, checkpoints, what was kept elsewhere. */

import { parseJson, readLines, readText } from "./bag-source.ts";
import type { BagFiles } from "./check-files.ts";
import type { BagFinding } from "./finding.ts";
import { fromBase64, type NewHasher } from "./hasher.ts";
import { type LogKey, type LogState, openNote, parseCheckpoint, parseKey } from "./note.ts";
import { InclusionChecker, isConsistent } from "./proof.ts";

export interface ProvenLog {
  readonly state: LogState;
  readonly key: LogKey;
  readonly checker: InclusionChecker;
}

export interface ProvenLogs {
  /** By log id, the last part of the origin. */
  readonly byId: ReadonlyMap<string, ProvenLog>;
  readonly newest: ProvenLog | undefined;
  readonly findings: readonly BagFinding[];
}

/** Opens every checkpoint of the bag with its key. */
export async function readLogs(files: BagFiles, newHasher: NewHasher): Promise<ProvenLogs> {
  const byId = new Map<string, ProvenLog>();
  const findings: BagFinding[] = [];
  let newest: ProvenLog | undefined;
  for (let index = 1; ; index += 1) {
    const suffix = index === 1 ? "" : `-${index}`;
    const path = `data/proofs/checkpoint${suffix}.txt`;
    const [note, keyFile] = [files.get(path), files.get(`data/proofs/log${suffix}.vkey`)];
    if (note === undefined || keyFile === undefined) break;
    const key = parseKey(newHasher, await readText(keyFile));
    const text = key && (await openNote(await readText(note), key));
    const state = text === undefined ? undefined : parseCheckpoint(text);
    if (key === undefined || state === undefined || state.origin !== key.name) {
      const what = "is not signed with the key of the package's log";
      findings.push({ code: "bag.other-key", path, what });
      continue;
    }
    const log = { state, key, checker: new InclusionChecker(newHasher, state) };
    byId.set(state.origin.split("/").at(-1) ?? "", log);
    if (index === 1) newest = log;
  }
  if (newest === undefined && findings.length === 0) {
    findings.push({ code: "bag.not-proven", what: "there is no checkpoint, so nothing is proven" });
  }
  return { byId, newest, findings };
}

/** What somebody kept outside of the gateway, to compare with. */
export interface Kept {
  /** Signed notes. */
  readonly checkpoints?: readonly string[];
  /** Verifier keys that the log may have been signed with. */
  readonly keys?: readonly string[];
}

/** Compares the logs with keys and checkpoints that were kept elsewhere. */
export async function compareKept(
  files: BagFiles,
  { logs, kept, newHasher }: { logs: ProvenLogs; kept: Kept; newHasher: NewHasher },
): Promise<BagFinding[]> {
  const findings: BagFinding[] = [];
  const { keys = [], checkpoints = [] } = kept;
  for (const { key } of keys.length > 0 ? logs.byId.values() : []) {
    if (keys.some((text) => text.trim() === key.text)) continue;
    const what = `the log was signed with ${key.text}, which is not the key that was given`;
    findings.push({ code: "bag.other-key", what });
  }
  for (const note of checkpoints) {
    const found = await compareCheckpoint(files, { logs, note, newHasher });
    if (found !== undefined) findings.push(found);
  }
  return findings;
}

async function compareCheckpoint(
  files: BagFiles,
  { logs, note, newHasher }: { logs: ProvenLogs; note: string; newHasher: NewHasher },
): Promise<BagFinding | undefined> {
  const origin = note.split("\n")[0] ?? "";
  const log = [...logs.byId.values()].find(({ state }) => state.origin === origin);
  if (log === undefined) {
    return { code: "bag.other-key", what: `the checkpoint kept is one of another log, ${origin}` };
  }
  const text = await openNote(note, log.key);
  const kept = text === undefined ? undefined : parseCheckpoint(text);
  if (kept === undefined) {
    const what = "the checkpoint kept is signed with another key than the package's log";
    return { code: "bag.other-key", what };
  }
  if (kept.size > log.state.size) return laterOne(kept.size, log.state.size);
  const isSameSize = kept.size === log.state.size;
  const path = isSameSize ? [] : await findConsistency(files, kept);
  const claim = { before: kept, after: log.state };
  if (path !== undefined && isConsistent(newHasher, claim, path)) return undefined;
  const what =
    path === undefined
      ? `the package has no proof from the checkpoint kept (${kept.size} entries) to its own`
      : `the log of the package does not begin with the ${kept.size} entries that were signed`;
  return { code: "bag.inconsistent", what };
}

function laterOne(kept: number, own: number): BagFinding {
  const what =
    `the checkpoint kept (${kept} entries) is later than the package's (${own}); ` +
    "compare with one that was kept before the package was sealed";
  return { code: "bag.inconsistent", what };
}

interface ConsistencyLine {
  readonly origin: string;
  readonly from: number;
  readonly path: readonly string[];
}

async function findConsistency(files: BagFiles, kept: LogState): Promise<Uint8Array[] | undefined> {
  const file = files.get("data/proofs/consistency.jsonl");
  if (file !== undefined) {
    for await (const line of readLines(file)) {
      const proof = parseJson<ConsistencyLine>(line);
      if (proof?.origin !== kept.origin || proof.from !== kept.size) continue;
      return proof.path.map((hash) => fromBase64(hash) ?? new Uint8Array());
    }
  }
  return undefined;
}
