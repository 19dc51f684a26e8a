/** A new log: after a restore, a lost key, or damage that was found. Its first leaf says why. */
import type { KeyObject } from "node:crypto";
import type { CommandContext } from "../contract.ts";
import { EMPTY_EDGE, rootOf } from "../merkle/right-edge.ts";
import { encodeVerifierKey, noteSigner } from "../merkle/signed-note.ts";
import type { Connection } from "../store/connection.ts";
import { appendEntry, readHead } from "../store/entries.ts";
import { findLatestCheckpoint, findVerifierKey } from "./checkpoints.ts";
import { appendLeaves, findCurrentLog, type LogRow, readEdge } from "./tree-store.ts";

export interface NewLog {
  readonly newLogId: string;
  readonly gatewayId: string;
  readonly demo: boolean;
  readonly nowUs: number;
  readonly privateKey: KeyObject;
  readonly reason: string;
  /** What was found wrong with the log before, where that is the reason. */
  readonly damage?: string;
  /** What was restored, where that is the reason. */
  readonly backup?: { readonly madeAt: string; readonly manifestHash: string };
}

/** The body of a log's first entry: where the log before had ended. */
export interface LogRecord {
  readonly origin: string;
  readonly previous: {
    readonly origin: string;
    readonly size: number;
    /** Base64, of the tree of `size` leaves. */
    readonly root: string;
    readonly checkpoint: string | null;
    readonly verifierKey: string | null;
  };
  readonly damage?: string;
  readonly backup?: NewLog["backup"];
}

/** Starts it with its first entry, in the caller's transaction. */
export function startNewLog(db: Connection, fresh: NewLog): LogRow {
  const previous = findCurrentLog(db);
  if (previous === undefined) throw new Error("there is no log to go on from");
  const { newLogId, gatewayId, nowUs, privateKey, reason } = fresh;
  const origin = originOf(fresh);
  const firstSeq = readHead(db) + 1;
  const signer = noteSigner(origin, privateKey);
  db.run("INSERT INTO log VALUES (?, ?, ?, ?)", firstSeq, newLogId, origin, nowUs);
  db.run("INSERT INTO log_key VALUES (?, ?)", firstSeq, encodeVerifierKey(signer));
  const context: CommandContext = {
    actor: "system:ledger",
    station: "",
    occurredAt: nowUs,
    clockState: "unsynced",
  };
  const { leaf } = appendEntry(
    db,
    {
      type: "log",
      id: newLogId,
      version: 1,
      schema: "log/1",
      action: "started",
      reason,
      body: bodyOf(db, fresh, previous),
    },
    { logId: newLogId, gatewayId, seq: firstSeq, recordedAt: nowUs, context },
  );
  appendLeaves(db, { firstSeq, edge: EMPTY_EDGE }, [Buffer.from(leaf, "hex")]);
  return { firstSeq, logId: newLogId, origin };
}

/** Names a log for ever; what begins with `demo/` is no evidence. */
export function originOf(log: Pick<NewLog, "demo" | "gatewayId" | "newLogId">): string {
  return `${log.demo ? "demo/" : ""}${log.gatewayId}/${log.newLogId}`;
}

function bodyOf(db: Connection, fresh: NewLog, previous: LogRow): LogRecord {
  const { firstSeq, origin } = previous;
  const edge = readEdge(db, firstSeq);
  const { damage, backup } = fresh;
  return {
    origin: originOf(fresh),
    previous: {
      origin,
      size: edge.size,
      root: Buffer.from(rootOf(edge)).toString("base64"),
      checkpoint: findLatestCheckpoint(db, firstSeq)?.note ?? null,
      verifierKey: findVerifierKey(db, firstSeq) ?? null,
    },
    ...(damage === undefined ? {} : { damage }),
    ...(backup === undefined ? {} : { backup }),
  };
}
