/** The inside of a reader worker: long queries on a connection of their own. */
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { SegmentReader } from "../telemetry/telemetry-reader.ts";
import {
  type Queries,
  type QueryContext,
  Refusal,
  type StoredEntry,
  type Stream,
} from "./contract.ts";
import { FILES } from "./directory.ts";
import type { ReaderMessage, ReaderRequest, ReaderSetup, RefusalMessage } from "./messages.ts";
import { type Connection, openConnection } from "./store/connection.ts";
import { decodeBody, readEntries, readHead } from "./store/entries.ts";
import { readFates } from "./store/fates.ts";
import { type Heads, readAccounts, readDebt } from "./store/sinks.ts";
import type { Upcasters } from "./upcasters.ts";

export interface ReaderParts {
  readonly queries: Queries;
  readonly upcasters?: Upcasters;
  /** By the query's name: buffers of its answer that are given away instead of copied. */
  readonly transfers?: Transfers;
}

type Transfers = Readonly<Record<string, (result: never) => readonly ArrayBuffer[]>>;

interface Reader {
  readonly db: Connection;
  readonly telemetry: SegmentReader;
  readonly queries: Queries;
  readonly upcasters: Upcasters;
}

/**
 * Answers queries of the ledger named in workerData until asked to close. Call once, at the end
 * of a worker's entry file. A query that throws fails its own caller, nothing else.
 */
export function serveReader(parts: ReaderParts): void {
  const port = parentPort;
  if (port === null) throw new Error("serveReader runs in a worker thread only");
  // Opened with the first question: the writer has created and migrated the file by then.
  let reader: Reader | undefined;
  port.on("message", (request: ReaderRequest) => {
    if (request.kind === "close") {
      reader?.telemetry[Symbol.dispose]();
      reader?.db[Symbol.dispose]();
      port.close();
      return;
    }
    reader ??= openReader(parts);
    const message = reply(reader, request);
    port.postMessage(message, buffersIn(message, parts.transfers ?? {}));
  });
}

function openReader({ queries, upcasters = {} }: ReaderParts): Reader {
  const { directory } = workerData as ReaderSetup;
  const db = openConnection(join(directory, FILES.ledger), "read");
  const telemetry = new SegmentReader(join(directory, FILES.telemetry));
  return { db, telemetry, queries, upcasters };
}

function reply(reader: Reader, request: ReaderRequest): ReaderMessage {
  const start = performance.now();
  const outcome = attempt(reader, request);
  const name = request.kind === "ask" ? request.name : request.kind;
  return { id: request.id, name, durationMs: performance.now() - start, ...outcome };
}

function buffersIn(message: ReaderMessage, transfers: Transfers): readonly ArrayBuffer[] {
  if (message.kind !== "answer" || !Object.hasOwn(transfers, message.name)) return [];
  return transfers[message.name]?.(message.result as never) ?? [];
}

type Outcome =
  | { readonly kind: "answer"; readonly result: unknown }
  | { readonly kind: "refused"; readonly refusal: RefusalMessage }
  | { readonly kind: "failed"; readonly error: Error };

function attempt(reader: Reader, request: ReaderRequest): Outcome {
  try {
    return { kind: "answer", result: inSnapshot(reader.db, () => answer(reader, request)) };
  } catch (error) {
    if (error instanceof Refusal) {
      const { code, message, details } = error;
      return { kind: "refused", refusal: { code, message, details } };
    }
    return { kind: "failed", error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** All statements of one answer see the same state of the ledger. */
function inSnapshot<Result>(db: Connection, read: () => Result): Result {
  db.exec("BEGIN");
  try {
    return read();
  } finally {
    if (db.inTransaction()) db.exec("COMMIT");
  }
}

function answer(reader: Reader, request: ReaderRequest): unknown {
  const { db, telemetry } = reader;
  switch (request.kind) {
    case "ask":
      return ask(reader, request.name, request.input);
    case "entries":
      return listEntries(reader, request.fromSeq, request.limit);
    case "readings":
      return telemetry.range(request.range.from, request.range.to, request.limit);
    case "debt":
      return readDebt(db, request.sink, readHeads(reader));
    case "accounts":
      return readAccounts(db, readHeads(reader), (...place) => readTime(reader, ...place));
    case "fates":
      return readFates(db, request.stream, request.position);
    default:
      throw new RangeError(`unknown request ${request.kind}`);
  }
}

function ask({ queries, db, telemetry }: Reader, name: string, input: unknown): unknown {
  const query = Object.hasOwn(queries, name) ? queries[name] : undefined;
  if (query === undefined) throw new RangeError(`no query "${name}" is registered with the reader`);
  const context: QueryContext = { sql: { all: db.all, get: db.get }, telemetry };
  return query(context, input);
}

function listEntries({ db, upcasters }: Reader, fromSeq: number, limit: number): StoredEntry[] {
  return readEntries(db, fromSeq, limit).map((stored) => ({
    entry: stored.entry,
    leaf: stored.leaf,
    body: decodeBody(stored, upcasters),
  }));
}

/** Of an entry the time it was recorded, of a reading the time it was taken. */
function readTime({ db, telemetry }: Reader, stream: Stream, position: number): number | undefined {
  if (stream === "telemetry") return telemetry.range(position, position + 1, 1)[0]?.takenAt;
  const sql = "SELECT recorded_at AS at FROM entry WHERE seq = ?";
  return db.get<{ at: number }>(sql, position)?.at;
}

function readHeads({ db, telemetry }: Reader): Heads {
  return { ledger: readHead(db) + 1, telemetry: telemetry.head() };
}
