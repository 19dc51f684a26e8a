/**
 * Verifies an evidence package, offline, in Node.js as in a browser:
 *
 *   manifests ─► every file ─► seal ─► checkpoint and key ─► every entry and its proof
 *            ─► number and hash of all entries as stated ─► records made of the entries
 */
import { parseBagInfo, TAG_FILES } from "../bag/bag-text.ts";
import { BagError, type BagFile, LineCutter, readText } from "./bag-source.ts";
import { checkEntries, type EntryLine, takeApart } from "./check-entries.ts";
import { type BagFiles, type CheckedFiles, checkFiles, indexFiles } from "./check-files.ts";
import { RecordCheck } from "./check-records.ts";
import type { BagFinding, BagReport } from "./finding.ts";
import type { NewFileHasher, NewHasher } from "./hasher.ts";
import { compareKept, type Kept, type ProvenLogs, readLogs } from "./logs.ts";
import { openNote } from "./note.ts";

/** Where things run, and what else is known. */
export interface VerifySettings {
  readonly newHasher: NewHasher;
  /** Where whole files can be hashed by something faster; `newHasher` where absent. */
  readonly newFileHasher?: NewFileHasher;
  readonly kept?: Kept;
  readonly onProgress?: (step: string, done: number, total: number) => void;
}

const SEAL_TITLE = "rigline/evidence-seal/v1";
const PATHS = {
  entries: "data/audit/entries.jsonl",
  proofs: "data/proofs/inclusion.jsonl",
  statement: "data/audit/statement.jsonl",
  statementProofs: "data/proofs/statement.jsonl",
} as const;

/** Says everything that is wrong with a bag. Throws BagError for what is none. */
export async function verifyBag(
  all: readonly BagFile[],
  settings: VerifySettings,
): Promise<BagReport> {
  const { newHasher, kept = {} } = settings;
  const files = indexFiles(all);
  const records = new RecordCheck(newHasher);
  const { findings: inFiles, hashes } = await readFiles(files, { settings, records });
  const info = parseBagInfo(await readText(getFile(files, TAG_FILES.info)));
  const logs = await readLogs(files, newHasher);
  const findings = [...inFiles, ...logs.findings];
  findings.push(...(await compareKept(files, { logs, kept, newHasher })));
  findings.push(...(await checkSeal(files, { logs, info, hashes })));
  const content = await checkContent(files, { logs, hashes, settings, records });
  return {
    findings: [...findings, ...content.findings],
    number: info["External-Identifier"] ?? "",
    organization: info["Source-Organization"] ?? "",
    demo: info["Rigline-Demo"] === "true",
    completeness: info["Rigline-Completeness"] ?? "",
    files: files.size,
    entries: content.count,
    key: logs.newest?.key.text ?? "",
    origin: logs.newest?.state.origin ?? "",
    notes: notesOf(kept),
  };
}

interface Reading {
  readonly settings: VerifySettings;
  readonly records: RecordCheck;
}

/** Every file against the manifests, and on the way which version of each record is the latest. */
async function readFiles(files: BagFiles, { settings, records }: Reading): Promise<CheckedFiles> {
  const { newHasher, newFileHasher = newHasher, onProgress } = settings;
  const total = [...files.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  const cutter = new LineCutter(PATHS.entries);
  const note = (lines: readonly string[]) => {
    for (const text of lines) {
      const line = takeApart(text);
      if (line !== undefined) records.note(line);
    }
  };
  let done = 0;
  const onBytes = (path: string, bytes: Uint8Array) => {
    done += bytes.length;
    onProgress?.("MB of files", Math.round(done / 1e6), Math.round(total / 1e6));
    if (path === PATHS.entries) note(cutter.push(bytes));
  };
  const checked = await checkFiles(files, { newFileHasher, onBytes });
  note(cutter.end());
  return checked;
}

function getFile(files: BagFiles, path: string): BagFile {
  const file = files.get(path);
  if (file === undefined) throw new BagError(`there is no ${path}: this is no evidence package`);
  return file;
}

function notesOf({ keys = [], checkpoints = [] }: Kept): string[] {
  if (keys.length + checkpoints.length > 0) return [];
  return [
    "The key is the one in the package: compare it with the one the gateway publishes, or give a " +
      "checkpoint that was kept elsewhere.",
  ];
}

interface SealParts {
  readonly logs: ProvenLogs;
  readonly info: Readonly<Record<string, string>>;
  readonly hashes: ReadonlyMap<string, string>;
}

/** The seal signs the tag manifest, which lists everything else. */
async function checkSeal(
  files: BagFiles,
  { logs, info, hashes }: SealParts,
): Promise<BagFinding[]> {
  const path = TAG_FILES.seal;
  const file = files.get(path);
  const fault = (what: string): BagFinding[] => [{ code: "bag.seal-broken", path, what }];
  if (file === undefined) return fault("is missing: nobody has signed the manifests");
  if (logs.newest === undefined) return [];
  const text = await openNote(await readText(file), logs.newest.key);
  if (text === undefined) return fault("is not signed with the key of the log");
  const [title, number, hash] = text.split("\n");
  if (title === SEAL_TITLE && number === info["External-Identifier"]) {
    if (hash === hashes.get(TAG_FILES.tagManifest)) return [];
  }
  return fault("seals other manifests: they were written again after the sealing");
}

interface ContentParts {
  readonly logs: ProvenLogs;
  readonly hashes: ReadonlyMap<string, string>;
}

async function checkContent(
  files: BagFiles,
  { logs, hashes, settings, records }: ContentParts & Reading,
) {
  const { newHasher, onProgress } = settings;
  const [entries, proofs] = [files.get(PATHS.entries), files.get(PATHS.proofs)];
  if (entries === undefined || proofs === undefined) return { findings: [], count: 0 };
  const stated = await readStatement(files, { logs, newHasher });
  let done = 0;
  const onEntry = (line: EntryLine) => {
    records.make(line);
    done += 1;
    if (done % 500 === 0) onProgress?.("entries", done, stated.entries ?? done);
  };
  const checked = await checkEntries({ entries, proofs }, { newHasher, logs, onEntry });
  const findings = [...stated.findings, ...checked.findings, ...compareStated(stated, checked)];
  // Of entries that are altered the records are, too: it would be said twice.
  if (checked.findings.length === 0) findings.push(...records.end(hashes));
  return { findings, count: checked.count };
}

interface Stated {
  readonly findings: readonly BagFinding[];
  readonly entries?: number;
  readonly leavesHash?: string;
}

/** What the package's own entries say is in it; they are proven as all others. */
async function readStatement(
  files: BagFiles,
  check: { readonly logs: ProvenLogs; readonly newHasher: NewHasher },
): Promise<Stated> {
  const [entries, proofs] = [files.get(PATHS.statement), files.get(PATHS.statementProofs)];
  const missing = "there is no statement of what is in the package";
  if (entries === undefined || proofs === undefined) {
    return { findings: [{ code: "bag.entries-missing", what: missing }] };
  }
  let stated: { readonly entries?: number; readonly leavesHash?: string } = {};
  const onEntry = ({ bodyText }: EntryLine) => {
    const body = JSON.parse(bodyText) as { readonly contents?: typeof stated };
    stated = body.contents ?? stated;
  };
  const { findings } = await checkEntries({ entries, proofs }, { ...check, onEntry });
  if (stated.entries === undefined && findings.length === 0) {
    return { findings: [{ code: "bag.entries-missing", what: missing }] };
  }
  return { findings, ...stated };
}

function compareStated(
  stated: Stated,
  checked: { readonly count: number; readonly leavesHash: string },
): BagFinding[] {
  if (stated.entries === undefined) return [];
  const fault = (what: string): BagFinding[] => [
    { code: "bag.entries-missing", path: PATHS.entries, what },
  ];
  if (checked.count < stated.entries) {
    const missing = stated.entries - checked.count;
    return fault(`${missing} of ${stated.entries} entries that were stated are missing`);
  }
  if (checked.count > stated.entries) {
    return fault(`${checked.count} entries are here, ${stated.entries} were stated`);
  }
  if (checked.leavesHash === stated.leavesHash) return [];
  return fault("the entries are not those that were stated");
}
