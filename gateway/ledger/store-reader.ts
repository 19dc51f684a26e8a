/**
 * A data directory read from outside, in this thread: for commands, also while a gateway writes
 * there. Every call is a short read of its own, so the write-ahead log is never pinned for long.
 */
import { join } from "node:path";
import { SegmentReader } from "../telemetry/telemetry-reader.ts";
import type { Mend, NumberedReading, Range, SinkDebt, StoredEntry, Stream } from "./contract.ts";
import { FILES, readMark } from "./directory.ts";
import { readSchemaVersion, SCHEMA_VERSION } from "./migrations.ts";
import { LedgerOpenError } from "./open-error.ts";
import { type Connection, openConnection } from "./store/connection.ts";
import { readEndings } from "./store/endings.ts";
import { decodeBody, readEntries, readHead } from "./store/entries.ts";
import { readDebt, readMends } from "./store/sinks.ts";
import type { Upcasters } from "./upcasters.ts";

export interface StoreReader extends Disposable {
  readonly gatewayId: string;
  readonly logId: string;
  /** One past the last position. */
  head(stream: Stream): number;
  debt(sink: string): readonly SinkDebt[];
  /** Positions of the stream that the sink holds back or will never get. */
  undelivered(sink: string, stream: Stream): readonly Range[];
  /** Where the sink's account of the stream begins; undefined where it has none. */
  start(sink: string, stream: Stream): number | undefined;
  /** What persons wrote in place of positions in the range. */
  mends(sink: string, stream: Stream, range: Range): readonly Mend[];
  entries(fromSeq: number, limit: number): readonly StoredEntry[];
  readings(range: Range, limit: number): readonly NumberedReading[];
}

/** Throws LedgerOpenError for a directory of another version of the program. */
export function openStoreReader(directory: string, upcasters: Upcasters): StoreReader {
  const db = openConnection(join(directory, FILES.ledger), "read");
  try {
    refuseOtherVersion(db, directory);
  } catch (error) {
    db[Symbol.dispose]();
    throw error;
  }
  const telemetry = new SegmentReader(join(directory, FILES.telemetry));
  const head = (stream: Stream) => (stream === "ledger" ? readHead(db) + 1 : telemetry.head());
  return {
    gatewayId: readMark(db)?.gatewayId ?? "",
    logId:
      db.get<{ id: string }>("SELECT log_id AS id FROM log ORDER BY first_seq DESC LIMIT 1")?.id ??
      "",
    head,
    debt: (sink) => readDebt(db, sink, { ledger: head("ledger"), telemetry: head("telemetry") }),
    undelivered: (sink, stream) => readUndelivered(db, sink, stream),
    start: (sink, stream) =>
      db.get<{ start: number }>(
        "SELECT start FROM sink WHERE name = ? AND stream = ?",
        sink,
        stream,
      )?.start,
    mends: (sink, stream, range) => readMends(db, { sink, stream, ranges: [range] }),
    entries: (fromSeq, limit) =>
      readEntries(db, fromSeq, limit).map((stored) => ({
        entry: stored.entry,
        leaf: stored.leaf,
        body: decodeBody(stored, upcasters),
      })),
    readings: ({ from, to }, limit) => telemetry.range(from, to, limit),
    [Symbol.dispose]() {
      telemetry[Symbol.dispose]();
      db[Symbol.dispose]();
    },
  };
}

function refuseOtherVersion(db: Connection, directory: string): void {
  const version = readSchemaVersion(db);
  if (version === SCHEMA_VERSION) return;
  const isNewer = version > SCHEMA_VERSION;
  const message = `${directory} has schema ${version}; this program knows ${SCHEMA_VERSION}`;
  throw new LedgerOpenError(isNewer ? "ledger.newer-schema" : "ledger.older-schema", message);
}

function readUndelivered(db: Connection, sink: string, stream: Stream): Range[] {
  const held = db
    .all<{ position: number }>(
      "SELECT position FROM quarantine WHERE sink = ? AND stream = ? ORDER BY position",
      sink,
      stream,
    )
    .map(({ position }) => ({ from: position, to: position + 1 }));
  const ended = (["discarded", "dropped"] as const).flatMap((kind) =>
    readEndings(db, { sink, stream, kind }),
  );
  return [...held, ...ended];
}
