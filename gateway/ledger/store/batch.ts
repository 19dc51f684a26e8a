/**
 * One batch: everything that arrived while the last one was being synced, in one COMMIT.
 *
 *   BEGIN ─► each command in a SAVEPOINT ─► telemetry synced ─► COMMIT (synced) ─► one message
 */
import type { TelemetryWriter } from "../../telemetry/telemetry-writer.ts";
import { type NewEntry, type Range, Refusal, type Rules, type SqlReader } from "../contract.ts";
import type { TreeWriter } from "../log/tree-writer.ts";
import type { Reply, WireEntry, WriterMessage, WriterRequest } from "../messages.ts";
import { tallyEntry } from "./classes.ts";
import { type Connection, isDiskFull } from "./connection.ts";
import { changeDebt } from "./debt-changes.ts";
import { appendEntry, readHead } from "./entries.ts";
import type { Projections } from "./projections.ts";
import { declareSinks, type Heads, settle } from "./sinks.ts";

export interface BatchParts {
  readonly db: Connection;
  readonly rules: Rules;
  readonly projections: Projections;
  readonly telemetry: TelemetryWriter;
  readonly tree: TreeWriter;
  readonly gatewayId: string;
}

type Committed = Extract<WriterMessage, { kind: "committed" }>;
type Request<Kind> = Extract<WriterRequest, { kind: Kind }>;
export type BatchRequest = Exclude<WriterRequest, { kind: "close" }>;

/** What one COMMIT took, from the front of what it was offered: at least one request. */
export interface BatchOutcome {
  readonly taken: number;
  readonly message: Committed;
}

/**
 * Makes the first of the requests durable, as many as `hasTime` allows, and returns what to tell.
 * Refusals fail their own command; a full disk fails the batch and nothing else; anything else is
 * thrown, and the writer must end.
 */
export function commitBatch(
  parts: BatchParts,
  requests: readonly BatchRequest[],
  hasTime: () => boolean,
): BatchOutcome {
  const batch = new Batch(parts);
  try {
    const message = batch.commit(requests, hasTime);
    return { taken: batch.taken.length, message };
  } catch (error) {
    if (parts.db.inTransaction()) parts.db.exec("ROLLBACK");
    parts.tree.reload();
    if (!isDiskFull(error)) throw error;
    const failed = batch.taken.length > 0 ? batch.taken : requests.slice(0, 1);
    return { taken: failed.length, message: batch.answerDiskFull(failed) };
  }
}

function diskFull(): Refusal {
  return new Refusal("ledger.unavailable", "the disk of the data directory is full");
}

function refuse(id: number, { code, message, details }: Refusal): Reply {
  return { id, kind: "refused", refusal: { code, message, details } };
}

/** A command's first entry is the record it is about: its version must follow what was seen. */
function refuseStaleCaller(first: NewEntry | undefined, seen: number | undefined): void {
  if (first === undefined || seen === undefined || first.version === seen + 1) return;
  const latest = first.version - 1;
  const message = `${first.type} ${first.id} is at version ${latest}, not ${seen}`;
  const details = { type: first.type, id: first.id, expectedVersion: seen, latest };
  throw new Refusal("record.version-conflict", message, details);
}

class Batch {
  readonly #parts: BatchParts;
  readonly taken: BatchRequest[] = [];
  readonly #replies: Reply[] = [];
  readonly #entries: WireEntry[] = [];
  readonly #reader: SqlReader;
  #seq: number;
  #stored: Range | undefined;

  constructor(parts: BatchParts) {
    this.#parts = parts;
    const { db } = parts;
    // What a rule is given cannot write: it has no `run`.
    this.#reader = { all: db.all, get: db.get };
    this.#seq = readHead(db);
  }

  commit(requests: readonly BatchRequest[], hasTime: () => boolean): Committed {
    const { db, tree } = this.#parts;
    const needsLedger = requests.some(({ kind }) => kind !== "readings");
    if (needsLedger) db.exec("BEGIN IMMEDIATE");
    for (const request of requests) {
      if (this.taken.length > 0 && !hasTime()) break;
      this.taken.push(request);
      if (request.kind === "execute") this.#execute(request);
    }
    const readings = this.#appendReadings(this.taken);
    for (const request of this.taken) this.#account(request, readings.to);
    tree.append(this.#entries, this.taken.at(-1)?.recordedAt ?? 0);
    for (const { kind, recordedAt } of this.taken) if (kind === "checkpoint") tree.sign(recordedAt);
    if (needsLedger) db.exec("COMMIT");
    return { kind: "committed", replies: this.#replies, entries: this.#entries, readings };
  }

  /**
   * Nothing of the batch is in the ledger. Readings whose segment was synced before the disk was
   * full stay stored, and their callers hear it: told otherwise they would send them again.
   */
  answerDiskFull(requests: readonly BatchRequest[]): Committed {
    const head = this.#parts.telemetry.head();
    const readings = this.#stored ?? { from: head, to: head };
    const stored = new Map<number, Reply>();
    for (const reply of this.#replies) {
      if (reply.kind === "done" && reply.readings !== undefined) stored.set(reply.id, reply);
    }
    const replies = requests.map(({ id }) => stored.get(id) ?? refuse(id, diskFull()));
    return { kind: "committed", replies, entries: [], readings };
  }

  #execute(request: Request<"execute">): void {
    const { db, projections } = this.#parts;
    if (!projections.state.ready) {
      const { done, total } = projections.state;
      const message = `tables are being rebuilt: ${done} of ${total} entries`;
      this.#replies.push(
        refuse(request.id, new Refusal("projection.rebuilding", message, { done, total })),
      );
      return;
    }
    const before = this.#entries.length;
    db.run("SAVEPOINT command");
    try {
      const result = this.#decide(request);
      const entries = { from: before, to: this.#entries.length };
      this.#replies.push({ id: request.id, kind: "done", result, entries });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      db.run("ROLLBACK TO command");
      this.#entries.length = before;
      this.#seq = this.#entries.at(-1)?.entry.seq ?? readHead(db);
      this.#replies.push(refuse(request.id, error));
    }
    db.run("RELEASE command");
  }

  #decide(request: Request<"execute">): unknown {
    const { db, rules, projections, tree, gatewayId } = this.#parts;
    const { logId } = tree.log;
    const { name, input, context, recordedAt } = request;
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) throw new RangeError(`no rule "${name}" is registered with the writer`);
    const decision = rule(this.#reader, input, context);
    refuseStaleCaller(decision.entries[0], context.expectedVersion);
    for (const fresh of decision.entries) {
      const seq = this.#seq + 1;
      const stored = appendEntry(db, fresh, { logId, gatewayId, seq, recordedAt, context });
      projections.apply(stored);
      tallyEntry(db, seq);
      this.#entries.push(stored);
      this.#seq = seq;
    }
    for (const change of decision.debts ?? []) changeDebt(db, change);
    return decision.result;
  }

  /** All readings of the batch as one block, synced before the entries that may refer to them. */
  #appendReadings(requests: readonly BatchRequest[]): Range {
    const { telemetry } = this.#parts;
    const arrived = requests.filter((request) => request.kind === "readings");
    const readings = arrived.flatMap((request) => request.readings);
    const range = telemetry.append(readings, arrived.at(-1)?.recordedAt ?? 0);
    this.#stored = range;
    let from = range.from;
    for (const { id, readings: own } of arrived) {
      this.#replies.push({ id, kind: "done", readings: { from, to: from + own.length } });
      from += own.length;
    }
    return range;
  }

  #account(request: BatchRequest, telemetryHead: number): void {
    const { db } = this.#parts;
    if (request.kind === "remove-telemetry") {
      this.#parts.telemetry.remove(request.firsts);
      this.#replies.push({ id: request.id, kind: "done" });
    }
    if (request.kind === "checkpoint") this.#replies.push({ id: request.id, kind: "done" });
    const heads: Heads = { ledger: this.#seq + 1, telemetry: telemetryHead };
    if (request.kind === "declare") {
      declareSinks(db, request.sinks, heads);
      this.#replies.push({ id: request.id, kind: "done" });
    }
    if (request.kind === "settle") {
      const { input, recordedAt } = request;
      const known = settle(db, input, { heads, nowUs: recordedAt });
      this.#replies.push(
        known
          ? { id: request.id, kind: "done" }
          : {
              id: request.id,
              kind: "failed",
              message: `sink "${input.sink}" was never declared for stream ${input.stream}`,
            },
      );
    }
  }
}
