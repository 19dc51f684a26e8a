/** What a package holds of the log: checkpoints, keys, and that earlier trees are its beginning. */
import type { Query, SqlReader } from "../../ledger/contract.ts";
import {
  findLatestCheckpoint,
  findVerifierKey,
  listCheckpoints,
} from "../../ledger/log/checkpoints.ts";
import { type LogRow, listLogs, subtreeHashes } from "../../ledger/log/tree-store.ts";
import { proveConsistency } from "../../ledger/merkle/proofs.ts";

/** One log of the ledger with what proves it. */
export interface LogEvidence {
  readonly logId: string;
  readonly origin: string;
  /** C2SP signed note; empty for a log that nothing was signed of. */
  readonly checkpoint: string;
  readonly verifierKey: string;
  /** Lines of `proofs/consistency.jsonl`: for a checkpoint of this size that was kept elsewhere. */
  readonly consistency: string;
}

/** Earlier checkpoints that are shown to be the beginning of the newest. */
const EARLIER_MAX = 200;

/** Every log of the ledger, the oldest first. */
export const readLogEvidence: Query<null, LogEvidence[]> = ({ sql }) =>
  listLogs(sql).map((log) => ({
    logId: log.logId,
    origin: log.origin,
    checkpoint: findLatestCheckpoint(sql, log.firstSeq)?.note ?? "",
    verifierKey: findVerifierKey(sql, log.firstSeq) ?? "",
    consistency: consistencyLines(sql, log),
  }));

function consistencyLines(sql: SqlReader, { firstSeq, origin }: LogRow): string {
  const size = findLatestCheckpoint(sql, firstSeq)?.size ?? 0;
  const newest = { firstSeq, after: 0, limit: EARLIER_MAX, newestFirst: true };
  const earlier = listCheckpoints(sql, newest).filter((each) => each.size < size);
  const hashOf = subtreeHashes(sql, firstSeq);
  return earlier
    .reverse()
    .map((each) => {
      const path = proveConsistency(each.size, size, hashOf).map((hash) =>
        Buffer.from(hash).toString("base64"),
      );
      return `${JSON.stringify({ origin, from: each.size, to: size, path })}\n`;
    })
    .join("");
}
