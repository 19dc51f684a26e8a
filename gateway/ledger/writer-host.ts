/** The inside of the writer worker: the ledger's single writer. */
import { join } from "node:path";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { openTelemetryWriter, type TelemetryWriter } from "../telemetry/telemetry-writer.ts";
import type { Projection, Rules } from "./contract.ts";
import { FILES, readMark } from "./directory.ts";
import { openLog } from "./log/open-log.ts";
import type { LogRow } from "./log/tree-store.ts";
import type { WriterMessage, WriterRequest, WriterSetup } from "./messages.ts";
import { migrate } from "./migrations.ts";
import { type BatchParts, type BatchRequest, commitBatch } from "./store/batch.ts";
import {
  type Connection,
  isDiskFull,
  openConnection,
  SQLITE,
  sqliteCode,
} from "./store/connection.ts";
import { readHead } from "./store/entries.ts";
import { Projections } from "./store/projections.ts";
import { readLowestFreeOrdinal } from "./store/sinks.ts";
import type { Upcasters } from "./upcasters.ts";

export interface WriterParts {
  readonly rules: Rules;
  readonly projections: readonly Projection[];
  /** None while every record is at its first schema. */
  readonly upcasters?: Upcasters;
}

/**
 * How long commands are worked before they are committed and readings get their turn: readings
 * wait for this and one sync at most, however many runs end in the same moment. Where a sync takes
 * longer than that, work goes on as long as the last sync took: slow disks get large groups.
 * Of a COMMIT of runs some 20 pages are the same however many it holds: larger groups write less.
 */
const WORK_MIN_MS = 8;
/** What one COMMIT of telemetry takes. */
const BATCH_READINGS_MAX = 20_000;

const ALL = () => true;

type Port = NonNullable<typeof parentPort>;

/**
 * Opens the ledger named in workerData and serves until asked to close. Call once, at the end of
 * a worker's entry file. A fault that is no refusal is reported and ends the worker.
 */
export function serveWriter(parts: WriterParts): void {
  const port = parentPort;
  if (port === null) throw new Error("serveWriter runs in a worker thread only");
  const setup = workerData as WriterSetup;
  guard(port, () => {
    const open = openStores(setup, parts);
    if (open === undefined) return;
    const serve = new WriterLoop(port, open, setup.startedAtUs);
    port.on("message", (first: WriterRequest) => guard(port, () => serve.take(first)));
    serve.announce();
    guard(port, () => serve.idle());
  });
}

function tell(port: Port, message: WriterMessage): void {
  port.postMessage(message);
}

/** Crash-only: report and end; a worker that threw has nothing left to be trusted with. */
function guard(port: Port, work: () => void): void {
  try {
    work();
  } catch (error) {
    const fault = error instanceof Error ? error : new Error(String(error));
    const code = sqliteCode(error);
    tell(
      port,
      code === SQLITE.corrupt || code === SQLITE.notADatabase
        ? { kind: "not-opened", code: "ledger.corrupt", message: fault.message }
        : { kind: "fatal", error: fault },
    );
    port.close();
  }
}

/** The files of a data directory, open for the one that writes them. */
export interface OpenStores extends BatchParts {
  readonly log: LogRow;
  /** What the check at the start found. */
  readonly damage?: string;
}

/** Opens, checks and if need be makes them, for their only writer. Throws what SQLite says. */
export function openStores(setup: WriterSetup, parts: WriterParts): OpenStores {
  const db = openConnection(join(setup.directory, FILES.ledger), "write");
  migrate(db);
  markDirectory(db, setup);
  const projections = new Projections(db, parts.projections, parts.upcasters ?? {});
  projections.prepare();
  const telemetry = openTelemetry(db, setup);
  const gatewayId = readMark(db)?.gatewayId ?? setup.newGatewayId;
  const { directory, demo, newLogId, startedAtUs: nowUs } = setup;
  const opened = openLog(db, { directory, gatewayId, demo, newLogId, nowUs });
  const { rules } = parts;
  return { db, rules, projections, telemetry, gatewayId, ...opened };
}

/** First start: says for ever whose directory this is and whether it is a demo. */
function markDirectory(db: Connection, setup: WriterSetup): void {
  if (readMark(db) !== undefined) return;
  const { newGatewayId, newLogId, demo, startedAtUs } = setup;
  db.exec("BEGIN IMMEDIATE");
  db.run("INSERT INTO meta VALUES ('gatewayId', ?)", newGatewayId);
  db.run("INSERT INTO meta VALUES ('demo', ?)", String(demo));
  const origin = `${demo ? "demo/" : ""}${newGatewayId}/${newLogId}`;
  db.run("INSERT INTO log VALUES (1, ?, ?, ?)", newLogId, origin, startedAtUs);
  db.exec("COMMIT");
}

function openTelemetry(db: Connection, setup: WriterSetup): TelemetryWriter {
  return openTelemetryWriter({
    directory: join(setup.directory, FILES.telemetry),
    segmentBytesMax: setup.segments.segmentMb * 1_048_576,
    segmentUsMax: setup.segments.segmentMinutes * 60_000_000,
    lowestOrdinal: readLowestFreeOrdinal(db),
    nowUs: setup.startedAtUs,
  });
}

class WriterLoop {
  readonly #port: Port;
  readonly #stores: OpenStores;
  readonly #readings: Extract<BatchRequest, { kind: "readings" }>[] = [];
  readonly #commands: BatchRequest[] = [];
  #syncMs = 0;
  #latestUs: number;
  #isIdling = false;
  #isClosing = false;
  #isClosed = false;

  constructor(port: Port, stores: OpenStores, startedAtUs: number) {
    this.#port = port;
    this.#stores = stores;
    this.#latestUs = startedAtUs;
  }

  announce(): void {
    const { db, log, gatewayId, damage, telemetry, projections } = this.#stores;
    tell(this.#port, {
      kind: "opened",
      logId: log.logId,
      gatewayId,
      origin: log.origin,
      ...(damage === undefined ? {} : { damage }),
      head: readHead(db),
      telemetryHead: telemetry.head(),
      projections: projections.state,
    });
  }

  /** The first request and all that arrived behind it while the last batch was being synced. */
  take(first: WriterRequest): void {
    this.#sort(first);
    for (;;) {
      this.#sortArrived();
      // Readings first and told at once: they do not wait for the other file's sync. What refers
      // to them comes after them, so it still finds them on stable storage.
      if (this.#readings.length > 0) this.#commit(this.#readings, ALL);
      else if (this.#commands.length > 0) this.#commitCommands();
      else break;
    }
    if (this.#isClosing) this.#close();
    else this.idle();
  }

  #sort(request: WriterRequest): void {
    if (request.kind === "close") this.#isClosing = true;
    else if (request.kind === "readings") this.#readings.push(request);
    else this.#commands.push(request);
  }

  #sortArrived(): void {
    let count = this.#readings.reduce((sum, { readings }) => sum + readings.length, 0);
    while (count < BATCH_READINGS_MAX) {
      const request = receiveMessageOnPort(this.#port)?.message as WriterRequest | undefined;
      if (request === undefined) return;
      if (request.kind === "readings") count += request.readings.length;
      this.#sort(request);
    }
  }

  #commitCommands(): void {
    const endMs = performance.now() + Math.max(WORK_MIN_MS, this.#syncMs);
    let workedMs = 0;
    this.#commit(this.#commands, () => {
      workedMs = performance.now();
      return workedMs < endMs;
    });
    // From the last look at the clock to the return: the last command and the sync.
    if (workedMs > 0) this.#syncMs = performance.now() - workedMs;
  }

  /** Commits from the front of `requests` and takes what was committed away from it. */
  #commit(requests: BatchRequest[], hasTime: () => boolean): void {
    const { taken, message } = commitBatch(this.#stores, requests, hasTime);
    this.#latestUs = requests.splice(0, taken).at(-1)?.recordedAt ?? this.#latestUs;
    tell(this.#port, message);
  }

  /** Rebuilds and seals in slices between batches, until there is nothing to do. */
  idle(): void {
    if (this.#isIdling) return;
    this.#isIdling = true;
    setImmediate(() => {
      this.#isIdling = false;
      if (!this.#isClosed) guard(this.#port, () => this.#work());
    });
  }

  #work(): void {
    const { projections, telemetry } = this.#stores;
    const wasReady = projections.state.ready;
    try {
      const goesOn = wasReady ? telemetry.step() : projections.step() || true;
      if (!wasReady) tell(this.#port, { kind: "projections", state: projections.state });
      if (goesOn) this.idle();
    } catch (error) {
      // The slice was rolled back; the next batch tries it again, when there may be space.
      if (!isDiskFull(error)) throw error;
    }
  }

  /** What is in the ledger when a gateway stops is signed; a full disk leaves it to the next. */
  #sign(): void {
    const { db, tree } = this.#stores;
    try {
      db.exec("BEGIN IMMEDIATE");
      tree.sign(this.#latestUs);
      db.exec("COMMIT");
    } catch (error) {
      if (db.inTransaction()) db.exec("ROLLBACK");
      if (!isDiskFull(error)) throw error;
    }
  }

  #close(): void {
    const { db, telemetry } = this.#stores;
    this.#isClosed = true;
    telemetry[Symbol.dispose]();
    this.#sign();
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    db[Symbol.dispose]();
    tell(this.#port, { kind: "closed" });
    this.#port.close();
  }
}
