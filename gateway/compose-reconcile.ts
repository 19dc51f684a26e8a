/** Composition of `rigline reconcile`: the ledger's own account against the database's counts. */

import { influxSettings } from "./compose-sinks.ts";
import { feedRoute } from "./composition/desk.ts";
import type { Config } from "./config/schema.ts";
import type { OutgoingMessage } from "./delivery/link/contract.ts";
import { batchOf, READINGS_MAX } from "./delivery/payloads.ts";
import { entryBatches } from "./delivery/schedule/entry-batches.ts";
import { normalize } from "./delivery/schedule/ranges.ts";
import type { SinkRoute } from "./delivery/sinks.ts";
import {
  countPoints,
  type DatabaseKind,
  findDatabaseKind,
  rulesOf,
} from "./historian/count-points.ts";
import { previewLines } from "./historian/preview.ts";
import { compareCounts, type Difference, ExpectedCounts } from "./historian/reconcile.ts";
import type { Mend, Range, Stream } from "./ledger/contract.ts";
import { openStoreReader, type StoreReader } from "./ledger/store-reader.ts";
import { upcasters } from "./records/upcasters.ts";

export interface ReconcileInput {
  readonly config: Config;
  readonly dataDirectory: string;
  /** First and last UTC day to look at, e.g. "2026-11-23"; all where absent. */
  readonly fromDay?: string;
  readonly toDay?: string;
  /** Positions looked at so far, of all. */
  readonly onProgress: (done: number, total: number) => void;
}

export interface Reconciled {
  readonly database: DatabaseKind;
  /** False where the database can not tell points apart that the ledger can. */
  readonly isExact: boolean;
  /** Every day and measurement, in order. */
  readonly days: readonly Difference[];
  /** Positions that are not delivered yet or never will be: they may be there or not. */
  readonly undecided: Readonly<Record<Stream, number>>;
}

const SINK = "influxdb";
const STREAMS = ["ledger", "telemetry"] as const;

/**
 * Reads only, also beside a running gateway. What is delivered before the first look must be in
 * the database; what it has must be in the ledger at the last look. Throws LedgerOpenError and
 * CountError.
 */
export async function reconcile(
  input: ReconcileInput & { readonly influxdb: NonNullable<Config["influxdb"]> },
): Promise<Reconciled> {
  const { config, influxdb, dataDirectory, fromDay = "", toDay = "9999" } = input;
  using store = openStoreReader(dataDirectory, upcasters);
  const settings = influxSettings(influxdb);
  const database = await findDatabaseKind(settings);
  const { site } = config;
  const scan = new Scan(store, config, new ExpectedCounts(rulesOf(database), influxdb.precision));
  scan.run(input.onProgress);
  const isWanted = ({ day }: { readonly day: string }) => fromDay <= day && day <= toDay;
  const days = scan.expected
    .list()
    .filter(isWanted)
    .map(({ day }) => day)
    .sort();
  const first = days[0];
  const found =
    first === undefined
      ? []
      : await countPoints(settings, database, {
          ...{ site: site.name, line: site.line, rigs: scan.expected.rigs },
          ...{ fromDay: first, toDay: days.at(-1) ?? first },
        });
  // What came meanwhile may be among what the database has just counted.
  scan.run(() => undefined);
  return {
    database,
    isExact: database === "influxdb" && influxdb.precision === "ns",
    days: compareCounts(scan.expected.list().filter(isWanted), found.filter(isWanted)),
    undecided: scan.undecided,
  };
}

/** Goes through both streams and makes the lines again that the historian was to write. */
class Scan {
  readonly expected: ExpectedCounts;
  readonly undecided: Readonly<Record<Stream, number>>;
  readonly #store: StoreReader;
  readonly #route: SinkRoute;
  readonly #precision: "ns" | "ms";
  readonly #notDelivered: Readonly<Record<Stream, readonly Range[]>>;
  readonly #next: Record<Stream, number>;
  /** Beyond it nothing was delivered at the first look. */
  readonly #heads: Readonly<Record<Stream, number>>;

  constructor(store: StoreReader, config: Config, expected: ExpectedCounts) {
    this.expected = expected;
    this.#store = store;
    this.#precision = config.influxdb?.precision ?? "ns";
    this.#route = feedRoute(store, config);
    this.#heads = { ledger: store.head("ledger"), telemetry: store.head("telemetry") };
    const debts = store.debt(SINK);
    const of = (stream: Stream) =>
      normalize([
        ...(debts.find((debt) => debt.stream === stream)?.ranges ?? []),
        ...store.undelivered(SINK, stream),
      ]);
    this.#notDelivered = { ledger: of("ledger"), telemetry: of("telemetry") };
    const size = (ranges: readonly Range[]) =>
      ranges.reduce((sum, { from, to }) => sum + to - from, 0);
    this.undecided = {
      ledger: size(this.#notDelivered.ledger),
      telemetry: size(this.#notDelivered.telemetry),
    };
    const start = (stream: Stream) => store.start(SINK, stream) ?? this.#heads[stream];
    this.#next = { ledger: start("ledger"), telemetry: start("telemetry") };
  }

  /** From where it stopped to the head as it is now. */
  run(onProgress: (done: number, total: number) => void): void {
    const ends = { ledger: this.#store.head("ledger"), telemetry: this.#store.head("telemetry") };
    const total = STREAMS.reduce((sum, stream) => sum + ends[stream] - this.#next[stream], 0);
    let done = 0;
    for (const stream of STREAMS) {
      while (this.#next[stream] < ends[stream]) {
        const from = this.#next[stream];
        const to = Math.min(ends[stream], from + READINGS_MAX);
        for (const message of this.#messages(stream, { from, to })) this.#count(stream, message);
        this.#next[stream] = to;
        done += to - from;
        onProgress(done, total);
      }
    }
  }

  #messages(stream: Stream, range: Range): OutgoingMessage[] {
    const mends = this.#store.mends(SINK, stream, range);
    return stream === "ledger" ? this.#ofEntries(range, mends) : this.#ofReadings(range, mends);
  }

  #ofEntries({ from, to }: Range, mends: readonly Mend[]): OutgoingMessage[] {
    const entries = this.#store.entries(from, to - from);
    return [...entryBatches(entries, this.#route.runsMax)].flatMap((batch) =>
      batch.kind === "runs" ? [this.#route.ofRuns(batch.runs, mends)] : [],
    );
  }

  #ofReadings(range: Range, mends: readonly Mend[]): OutgoingMessage[] {
    const messages: OutgoingMessage[] = [];
    let rest = this.#store.readings(range, READINGS_MAX);
    // A message holds what fits and is without a gap: the rest is the next one.
    while (rest.length > 0) {
      const batch = batchOf(rest, true);
      messages.push(this.#route.ofReadings(batch, mends));
      rest = rest.slice(batch.to - batch.from);
    }
    return messages;
  }

  #count(stream: Stream, { payload }: OutgoingMessage): void {
    const open = this.#notDelivered[stream];
    for (const { position, lines } of previewLines(String(payload), this.#precision)) {
      const isDelivered =
        position < this.#heads[stream] &&
        !open.some(({ from, to }) => from <= position && position < to);
      for (const line of lines) this.expected.add(line, isDelivered);
    }
  }
}
