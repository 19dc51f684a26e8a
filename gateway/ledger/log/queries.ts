/** What others may ask of the log: its newest checkpoint, and proofs under signed ones. */
import { type Query, Refusal, type SqlReader } from "../contract.ts";
import { proveConsistency, proveInclusion } from "../merkle/proofs.ts";
import { readHead } from "../store/entries.ts";
import { findLatestCheckpoint, findVerifierKey, type StoredCheckpoint } from "./checkpoints.ts";
import { findCurrentLog, type LogRow, listLogs, readLeaves, subtreeHashes } from "./tree-store.ts";

/** A signed checkpoint with what is needed to check it. */
export interface CheckpointAnswer extends StoredCheckpoint {
  readonly origin: string;
  readonly verifierKey: string;
}

/** That one entry is in the signed tree. Hashes are base64, as in a signed note. */
export interface InclusionAnswer {
  readonly seq: number;
  /** Of the leaf, in its log, from 0. */
  readonly index: number;
  readonly leaf: string;
  readonly path: readonly string[];
  readonly checkpoint: CheckpointAnswer;
}

/** That a tree begins with an earlier one of the same log. */
export interface ConsistencyAnswer {
  readonly origin: string;
  readonly from: number;
  readonly to: number;
  readonly path: readonly string[];
}

/** The newest checkpoint of the newest log; null before the first. */
export const readLatestCheckpoint: Query<null, CheckpointAnswer | null> = ({ sql }) => {
  const log = findCurrentLog(sql);
  return log === undefined ? null : (checkpointOf(sql, log) ?? null);
};

/** Proves an entry under the newest checkpoint of its log. Throws Refusal. */
export const proveEntry: Query<{ readonly seq: number }, InclusionAnswer> = ({ sql }, { seq }) => {
  const log = listLogs(sql).findLast(({ firstSeq }) => firstSeq <= seq);
  if (log === undefined || seq > readHead(sql)) {
    throw new Refusal("entry.not-found", `the ledger has no entry ${seq}`, { seq });
  }
  const checkpoint = checkpointOf(sql, log);
  const index = seq - log.firstSeq;
  if (checkpoint === undefined || index >= checkpoint.size) {
    throw new Refusal("entry.not-signed", `no checkpoint covers entry ${seq} yet`, { seq });
  }
  const path = proveInclusion(index, checkpoint.size, subtreeHashes(sql, log.firstSeq));
  const [leaf = new Uint8Array()] = readLeaves(sql, seq, seq + 1);
  return { seq, index, leaf: base64(leaf), path: path.map(base64), checkpoint };
};

/** Proves growth of the newest log; `to` is its newest checkpoint where absent. Throws Refusal. */
export const proveGrowth: Query<
  { readonly from: number; readonly to?: number | undefined },
  ConsistencyAnswer
> = ({ sql }, input) => {
  const log = findCurrentLog(sql);
  const latest = log === undefined ? undefined : checkpointOf(sql, log);
  const to = input.to ?? latest?.size ?? 0;
  if (log === undefined || latest === undefined || to > latest.size || input.from > to) {
    const message = `the log has no signed tree of ${Math.max(input.from, to)} entries`;
    throw new Refusal("entry.not-signed", message, { size: latest?.size ?? 0 });
  }
  const path = proveConsistency(input.from, to, subtreeHashes(sql, log.firstSeq));
  return { origin: log.origin, from: input.from, to, path: path.map(base64) };
};

function checkpointOf(sql: SqlReader, log: LogRow): CheckpointAnswer | undefined {
  const latest = findLatestCheckpoint(sql, log.firstSeq);
  const verifierKey = findVerifierKey(sql, log.firstSeq);
  if (latest === undefined || verifierKey === undefined) return undefined;
  return { ...latest, origin: log.origin, verifierKey };
}

function base64(hash: Uint8Array): string {
  return Buffer.from(hash).toString("base64");
}
