/**
 * The log at a start of the gateway: key, tree, check; a new log where the old one can not be
 * gone on with. See decisions/0070 and 0071.
 */
import type { KeyObject } from "node:crypto";
import { encodeVerifierKey, type NoteSigner, noteSigner } from "../merkle/signed-note.ts";
import type { Connection } from "../store/connection.ts";
import { readHead } from "../store/entries.ts";
import { checkTail } from "./check-tail.ts";
import { findLatestCheckpoint, findVerifierKey } from "./checkpoints.ts";
import { openLogKey } from "./log-key.ts";
import { startNewLog } from "./new-log.ts";
import { appendLeaves, findCurrentLog, type LogRow, readEdge, readLeaves } from "./tree-store.ts";
import { TreeWriter } from "./tree-writer.ts";

/** What the opening is told of its directory and the moment. */
export interface LogOpening {
  readonly directory: string;
  readonly gatewayId: string;
  readonly demo: boolean;
  /** For a log that must be started. */
  readonly newLogId: string;
  readonly nowUs: number;
}

export interface OpenedLog {
  readonly log: LogRow;
  readonly tree: TreeWriter;
  /** What the check found, once: the new log's first entry keeps it. */
  readonly damage?: string;
}

/** Leaves read in one transaction when a ledger of an older schema gets its tree. */
const SLICE_LEAVES = 20_000;

/** Opens the newest log of a directory that is marked. Throws what the disk says. */
export function openLog(db: Connection, opening: LogOpening): OpenedLog {
  const log = findCurrentLog(db);
  if (log === undefined) throw new Error("the directory has no log");
  const privateKey = openLogKey(opening.directory);
  const signer = noteSigner(log.origin, privateKey);
  const known = findVerifierKey(db, log.firstSeq);
  if (known === undefined) {
    db.run("INSERT INTO log_key VALUES (?, ?)", log.firstSeq, encodeVerifierKey(signer));
  } else if (known !== encodeVerifierKey(signer)) {
    return begin(db, opening, { privateKey, reason: "the key of the log before was not found" });
  }
  growTree(db, log);
  const damage = checkTail(db, log);
  if (damage !== undefined) return begin(db, opening, { privateKey, reason: damage, damage });
  return { log, tree: openTree(db, log, signer) };
}

interface Beginning {
  readonly privateKey: KeyObject;
  readonly reason: string;
  readonly damage?: string;
}

function begin(db: Connection, opening: LogOpening, beginning: Beginning): OpenedLog {
  const { privateKey, reason, damage } = beginning;
  db.exec("BEGIN IMMEDIATE");
  const log = startNewLog(db, {
    ...opening,
    privateKey,
    reason,
    ...(damage === undefined ? {} : { damage }),
  });
  db.exec("COMMIT");
  const tree = openTree(db, log, noteSigner(log.origin, privateKey));
  return { log, tree, ...(damage === undefined ? {} : { damage }) };
}

function openTree(db: Connection, log: LogRow, signer: NoteSigner): TreeWriter {
  return new TreeWriter(db, { log, signer });
}

/** A ledger that was written before there were trees gets one; a restart goes on where it was. */
function growTree(db: Connection, { firstSeq }: LogRow): void {
  // Once something was signed, a tree that is too small is damage and no task.
  if (findLatestCheckpoint(db, firstSeq) !== undefined) return;
  const head = readHead(db);
  let edge = readEdge(db, firstSeq);
  while (firstSeq + edge.size <= head) {
    const from = firstSeq + edge.size;
    db.exec("BEGIN IMMEDIATE");
    edge = appendLeaves(db, { firstSeq, edge }, readLeaves(db, from, from + SLICE_LEAVES));
    db.exec("COMMIT");
  }
}
