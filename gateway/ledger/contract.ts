/**
 * The ledger as the rest of the gateway sees it.
 *
 *   execute(command) ─► writer worker: rule ─► entries + projections ─► one COMMIT ─► reply
 *   appendReadings   ─► the same batch, telemetry segment synced first
 *   ask(query)       ─► reader worker with a connection of its own
 *
 * A promise that resolves means: on stable storage.
 */
import type { ClockState, Entry } from "../domain/entry.ts";
import type { Reading } from "../telemetry/contract.ts";
import type { LedgerInfo } from "./health.ts";

// ---- SQL, as rules, projections and queries see it -------------------------------------------

export type SqlValue = string | number | bigint | null | Uint8Array;

/** Synchronous reads on one connection; statements are prepared once and kept. */
export interface SqlReader {
  all<Row extends object>(sql: string, ...values: SqlValue[]): Row[];
  get<Row extends object>(sql: string, ...values: SqlValue[]): Row | undefined;
}

/** Reads and writes on one connection, inside the transaction of the batch. */
export interface SqlWriter extends SqlReader {
  run(sql: string, ...values: SqlValue[]): void;
}

// ---- Commands --------------------------------------------------------------------------------

/** One new version of a record. The ledger adds position, hashes and the recording time. */
export interface NewEntry {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly schema: string;
  readonly action: string;
  readonly body: unknown;
  /** Microseconds since the epoch; the command's own time where absent. */
  readonly occurredAt?: number;
  readonly reason?: string;
}

export interface Decision<Result> {
  readonly entries: readonly NewEntry[];
  readonly result: Result;
  /** What the command does to sinks, in the transaction of its entries. */
  readonly debts?: readonly DebtChange[];
}

/** A decision on what a sink holds or owes. Positions that are not held stay as they are. */
export type DebtChange =
  | (Held & { readonly kind: "retry" | "discard" | "drop"; readonly ranges: readonly Range[] })
  | (Held & { readonly kind: "mend"; readonly position: number; readonly lines: readonly string[] })
  /** Everything from there on is owed anew, and whatever was owed or held before it. */
  | (Held & { readonly kind: "renew"; readonly from: number });

interface Held {
  readonly sink: string;
  readonly stream: Stream;
}

/** Who, where and when: travels with each command into its entries. */
export interface CommandContext {
  readonly actor: string;
  readonly station: string;
  readonly occurredAt: number;
  readonly clockState: ClockState;
  /** The version the caller saw; another one is refused with `record.version-conflict`. */
  readonly expectedVersion?: number;
}

/** A pure function of projections and input. Throws Refusal; appends nothing itself. */
export type Rule<Input, Result> = (
  sql: SqlReader,
  input: Input,
  context: CommandContext,
) => Decision<Result>;

// biome-ignore lint/suspicious/noExplicitAny: a map of rules of every input
export type Rules = Readonly<Record<string, Rule<any, any>>>;
export type RuleInput<R> = R extends Rule<infer Input, infer _> ? Input : never;
export type RuleResult<R> = R extends Rule<infer _, infer Result> ? Result : never;

/** A rule said no. `code` is two words, noun first; remedies: platform/problems.ts. */
export class Refusal extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;
  constructor(code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.details = details;
  }
}

// ---- Projections -----------------------------------------------------------------------------

/** A function of entries alone; `replay` drops the tables and calls `apply` for each entry. */
export interface Projection {
  readonly name: string;
  /** Raised whenever tables or apply change: the projection is then rebuilt at start. */
  readonly version: number;
  /** CREATE TABLE / INDEX statements. */
  readonly ddl: readonly string[];
  /** Names of its tables, in an order that can be dropped. */
  readonly tables: readonly string[];
  /** Entry types it reads. */
  readonly types: readonly string[];
  apply(sql: SqlWriter, entry: Entry, body: unknown): void;
}

// ---- Queries ---------------------------------------------------------------------------------

/** What a query may read, on a reader worker. Short: no read transaction over 1 s. */
export interface QueryContext {
  readonly sql: SqlReader;
  readonly telemetry: TelemetryReader;
}

export interface TelemetryReader {
  /** Readings with `from` ≤ ordinal < `to`, at most `limit`, in order. */
  range(from: number, to: number, limit: number): readonly NumberedReading[];
  /** Readings of a rig taken in [fromUs, toUs), thinned evenly to about `pointsMax` a channel. */
  window(query: TelemetryWindow): readonly NumberedReading[];
  /** Every reading of one run that is a measurement (has `step`), exact and in order. */
  measurementsOfRun(query: {
    rig: string;
    runId: string;
    fromUs: number;
  }): readonly NumberedReading[];
  /** One past the last durable ordinal. */
  head(): number;
}

export interface TelemetryWindow {
  readonly rig: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly channels?: readonly string[];
  readonly pointsMax: number;
}

export interface NumberedReading extends Reading {
  readonly ordinal: number;
}

export type Query<Input, Result> = (context: QueryContext, input: Input) => Result;
// biome-ignore lint/suspicious/noExplicitAny: a map of queries of every input
export type Queries = Readonly<Record<string, Query<any, any>>>;
export type QueryInput<Q> = Q extends Query<infer Input, infer _> ? Input : never;
export type QueryResult<Q> = Q extends Query<infer _, infer Result> ? Result : never;

// ---- Sinks and their debt --------------------------------------------------------------------

/** `ledger`: position = seq. `telemetry`: position = reading ordinal. */
export type Stream = "ledger" | "telemetry";

/** Half-open: from ≤ position < to. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** How a position leaves the debt, once. */
export type Settlement = "delivered" | "quarantined" | "discarded" | "dropped" | "not-routed";

export interface SinkDeclaration {
  readonly name: string;
  /** Third parties settle by the broker's acknowledgement, keepers by their own receipt. */
  readonly settledBy: "puback" | "receipt";
  readonly streams: readonly Stream[];
  /** Where a sink that is new here begins. */
  readonly startsAt: "beginning" | "now";
}

export interface SettleInput {
  readonly sink: string;
  readonly stream: Stream;
  readonly ranges: readonly Range[];
  readonly as: Settlement;
  /** For quarantine: why, and after how many tries. */
  readonly reason?: string;
  readonly attempts?: number;
}

/** appended = delivered + pending + quarantined + discarded + dropped + notRouted, always. */
export interface Account {
  readonly sink: string;
  readonly stream: Stream;
  readonly appended: number;
  readonly delivered: number;
  readonly pending: number;
  readonly quarantined: number;
  readonly discarded: number;
  readonly dropped: number;
  readonly notRouted: number;
  readonly balanced: boolean;
  /** When the oldest pending position came to be, ISO 8601; absent where none is pending. */
  readonly oldestPending?: string;
  /** Why positions are held, the latest reasons first, at most 5; absent where none is. */
  readonly quarantine?: readonly QuarantineReason[];
  /** The stream `ledger` by what its entries are; absent for telemetry, which is one class. */
  readonly classes?: readonly ClassAccount[];
}

/** Finished runs, alarms, and every other record. */
export const ENTRY_CLASSES = ["results", "alarms", "records"] as const;
export type EntryClass = (typeof ENTRY_CLASSES)[number];

/** The account of one class; it balances by itself. */
export interface ClassAccount
  extends Omit<Account, "sink" | "stream" | "quarantine" | "classes" | "oldestPending"> {
  readonly class: EntryClass;
}

/** What positions in quarantine have in common. */
export interface QuarantineReason {
  readonly reason: string;
  readonly positions: number;
  readonly latestPosition: number;
  /** When the latest was put there, as ISO 8601. */
  readonly since: string;
}

export interface SinkDebt {
  readonly sink: string;
  readonly stream: Stream;
  readonly ranges: readonly Range[];
  /** One past the last position of the stream. */
  readonly head: number;
  /** Owed positions that a person wrote other lines for; absent where there are none. */
  readonly mended?: readonly Mend[];
}

/** What a person wrote in place of what a position would be at a sink; the entry stays. */
export interface Mend {
  readonly position: number;
  readonly lines: readonly string[];
}

/** What became of one position at one sink. */
export interface Fate {
  readonly sink: string;
  readonly state: "pending" | Settlement;
}

/** An entry with its body, as sinks and the API read it. */
export interface StoredEntry {
  readonly entry: Entry;
  readonly body: unknown;
  /** Hex SHA-256(0x00 ‖ canonical JSON of the entry). */
  readonly leaf: string;
}

// ---- The ledger ------------------------------------------------------------------------------

export interface Executed<Result> {
  readonly result: Result;
  readonly entries: readonly StoredEntry[];
}

/** Told after each durable batch, in order. Must not throw and must return at once. */
export type CommitListener = (commit: Commit) => void;
export interface Commit {
  readonly entries: readonly StoredEntry[];
  /** Readings made durable by this batch. */
  readonly readings: Range;
  /** From the oldest command's arrival to stable storage. */
  readonly durationMs: number;
}

export interface Ledger<R extends Rules, Q extends Queries> extends AsyncDisposable {
  readonly info: LedgerInfo;
  /** Resolves when the entries are durable; throws Refusal where the rule says no. */
  execute<Name extends keyof R & string>(
    name: Name,
    input: RuleInput<R[Name]>,
    context: CommandContext,
  ): Promise<Executed<RuleResult<R[Name]>>>;
  /** Resolves with their ordinals when durable. */
  appendReadings(readings: readonly Reading[]): Promise<Range>;
  ask<Name extends keyof Q & string>(
    name: Name,
    input: QueryInput<Q[Name]>,
  ): Promise<QueryResult<Q[Name]>>;
  declareSinks(sinks: readonly SinkDeclaration[]): Promise<void>;
  /** Idempotent: a position settled before is not counted again. */
  settle(input: SettleInput): Promise<void>;
  debt(sink: string): Promise<readonly SinkDebt[]>;
  accounts(): Promise<readonly Account[]>;
  /** What became of one position at each sink of the stream; absent where that is uncertain. */
  fates(stream: Stream, position: number): Promise<readonly Fate[]>;
  /** Entries from `seq` on, at most `limit`. */
  entries(fromSeq: number, limit: number): Promise<readonly StoredEntry[]>;
  readings(range: Range, limit: number): Promise<readonly NumberedReading[]>;
  /** Returns the function that stops it. */
  onCommit(listener: CommitListener): () => void;
}
