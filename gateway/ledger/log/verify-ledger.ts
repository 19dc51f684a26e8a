/**
 * The thorough check: every body, entry, leaf, tile, node and checkpoint of every log.
 *
 *   salt ‖ body ─► bodyHash ─► entry ─► leaf ─► tile ─► tree ─► checkpoints, here and elsewhere
 *
 * It only reads, a page at a time, so that it may run beside the gateway.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { FILES } from "../directory.ts";
import { readSchemaVersion } from "../migrations.ts";
import { type Connection, openConnection, SQLITE, sqliteCode } from "../store/connection.ts";
import { readHead } from "../store/entries.ts";
import { readPurged } from "./check-entry.ts";
import { type Fault, LogVerifier, originOfNote } from "./log-verifier.ts";
import { listLogs } from "./tree-store.ts";

export interface VerifyOptions {
  readonly directory: string;
  /** Checkpoints that were kept elsewhere, as signed notes. */
  readonly checkpoints?: readonly string[];
  /** Told after each page. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface VerifyReport {
  readonly entries: number;
  /** Checkpoints that were compared, those kept elsewhere included. */
  readonly checkpoints: number;
  /** Of the newest log, base64; undefined where it has no entries. */
  readonly root: string | undefined;
  readonly origin: string;
  /** By position, the first of each kind of damage; empty where everything is as it was signed. */
  readonly faults: readonly Fault[];
}

const PAGE_ENTRIES = 1_000;
/** A ledger that is damaged all over need not be told entry by entry. */
const FAULTS_MAX = 100;

/** Reads a whole ledger. Throws what the disk says; damage is told in the report. */
export function verifyLedger(options: VerifyOptions): VerifyReport {
  const path = join(options.directory, FILES.ledger);
  if (!existsSync(path)) throw new Error(`there is no ledger in ${options.directory}`);
  using db = openConnection(path, "read");
  if (readSchemaVersion(db) < 2) return { ...NOTHING, faults: [WITHOUT_TREE] };
  const faults: Fault[] = [];
  try {
    return { ...verifyLogs(db, options, faults), faults: orderFaults(faults) };
  } catch (error) {
    const code = sqliteCode(error);
    if (code !== SQLITE.corrupt && code !== SQLITE.notADatabase) throw error;
    const what = `the database can not be read: ${(error as Error).message}`;
    return { ...NOTHING, faults: orderFaults([...faults, { what }]) };
  }
}

const NOTHING = { entries: 0, checkpoints: 0, root: undefined, origin: "" };
const WITHOUT_TREE: Fault = {
  what: "the ledger was written by a version that made no tree; start the gateway once",
};

/** Read at one moment: what is appended while the check runs is not part of it. */
function takeHead(db: Connection) {
  db.exec("BEGIN");
  const logs = listLogs(db);
  const head = readHead(db);
  const verifiers = logs.map((log, index) => {
    const end = (logs[index + 1]?.firstSeq ?? head + 1) - 1;
    return new LogVerifier(db, log, end);
  });
  const isPurged = readPurged(db);
  db.exec("COMMIT");
  return { head, verifiers, isPurged };
}

function verifyLogs(
  db: Connection,
  { checkpoints = [], onProgress }: VerifyOptions,
  faults: Fault[],
): Omit<VerifyReport, "faults"> {
  const { head, verifiers, isPurged } = takeHead(db);
  const foreign = checkpoints.filter((note) => !verifiers.some((log) => log.expect(note)));
  for (const note of foreign) {
    const origin = originOfNote(note);
    faults.push({
      what: `a checkpoint given is one of "${origin}", which is no log of this ledger`,
    });
  }
  for (const verifier of verifiers) {
    while (!verifier.isDone) {
      verifier.step(PAGE_ENTRIES, isPurged);
      onProgress?.(verifier.position - 1, head);
    }
    verifier.end();
    faults.push(...verifier.faults.slice(0, FAULTS_MAX));
  }
  const newest = verifiers.at(-1);
  return {
    entries: head,
    checkpoints: verifiers.reduce((sum, { compared }) => sum + compared, 0),
    root: newest?.root,
    origin: newest?.log.origin ?? "",
  };
}

/** What is known to one entry first, by position. */
function orderFaults(faults: readonly Fault[]): Fault[] {
  const place = ({ seq }: Fault) => seq ?? Number.POSITIVE_INFINITY;
  return [...faults].sort((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}
