/**
 * The historian: takes the gateway's feed from the broker, writes it to InfluxDB, and publishes a
 * receipt for what the database has. It keeps nothing but its batch: what it loses has no receipt,
 * and the gateway sends it again.
 */
import type { Clock, Log } from "../../drivers/contract.ts";
import {
  FIRST_STATE,
  runBrokerSession,
  type SessionState,
  type Wait,
} from "../delivery/broker-session.ts";
import { type Fault, faultOf } from "../delivery/delivery-error.ts";
import {
  decodeFeed,
  LISTENING_SCHEMA,
  type Pause,
  RECEIPT_SCHEMA,
  type Receipt,
} from "../delivery/feed.ts";
import { type BrokerSettings, type MqttLink, openMqttLink } from "../delivery/mqtt-link.ts";
import { feedTopic, receiptTopic } from "../delivery/payloads.ts";
import { type LineVerdict, writeLines } from "./batch-writer.ts";
import { FeedQueue, type Held } from "./feed-queue.ts";
import { type InfluxSettings, type InfluxWriter, openInfluxWriter } from "./influx-writer.ts";
import { receiptsOf } from "./receipts.ts";
import { withSuspects } from "./suspects.ts";
import { decideOnAnswer, decideOnFailure, pauseOf, type WriteDecision } from "./write-decision.ts";

export interface HistorianOptions {
  /** With a client id of its own: with the gateway's, the broker throws out one or the other. */
  readonly broker: BrokerSettings;
  /** Whose feed it writes. */
  readonly gatewayId: string;
  readonly influx: InfluxSettings;
  /** Historians of one such name share the feed: each message goes to one of them. */
  readonly share?: string;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly random: () => number;
  readonly log: Log;
  /** `view()` has news. Must return at once. */
  readonly onChange: () => void;
}

export interface HistorianView {
  readonly broker: SessionState["kind"];
  /** Why nothing is written at the moment. */
  readonly fault: Fault | undefined;
  /** Since start: positions written, positions rejected, messages refused for want of room. */
  readonly written: number;
  readonly rejected: number;
  readonly overflowed: number;
}

export interface Historian extends AsyncDisposable {
  view(): HistorianView;
  /** Rejects when something unexpected ended it; resolves after disposal. */
  readonly ended: Promise<void>;
}

/** Starts; a broker or database that is down is a state, not an error. */
export function openHistorian(options: HistorianOptions): Historian {
  if (options.influx.precision === "ms") {
    options.log.warn(
      { precision: "ms" },
      "InfluxDB is written in milliseconds: readings of one channel within one millisecond " +
        "overwrite each other there; the ledger keeps them all",
    );
  }
  return new RunningHistorian(options);
}

/** Well within the 15 s after which the gateway holds a pause for lapsed. */
const PAUSE_RENEWED_MS = 5_000;

class RunningHistorian implements Historian {
  readonly ended: Promise<void>;
  readonly #options: HistorianOptions;
  readonly #writer: InfluxWriter;
  readonly #queue: FeedQueue;
  readonly #stop = new AbortController();
  #link: MqttLink | undefined;
  #session: SessionState = FIRST_STATE;
  #fault: Fault | undefined;
  #pause: Pause | undefined;
  #written = 0;
  #rejected = 0;

  constructor(options: HistorianOptions) {
    this.#options = options;
    this.#writer = openInfluxWriter(options.influx);
    this.#queue = new FeedQueue(options.influx);
    this.ended = Promise.all([this.#connect(), this.#work(), this.#renewPause()]).then(() => {});
    // The owner hears of it by `ended`; the other parts stop.
    this.ended.catch(() => this.#stop.abort());
  }

  view(): HistorianView {
    return {
      broker: this.#session.kind,
      fault:
        this.#session.kind === "connected" ? this.#fault : (this.#session.fault ?? this.#fault),
      written: this.#written,
      rejected: this.#rejected,
      overflowed: this.#queue.overflowed,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#queue.wake();
    await Promise.allSettled([this.ended]);
    this.#writer[Symbol.dispose]();
  }

  #connect(): Promise<void> {
    const { broker, gatewayId, share, clock, wait, random, log } = this.#options;
    const feed = feedTopic(gatewayId);
    return runBrokerSession(
      {
        connect: (signal) =>
          openMqttLink(
            {
              settings: broker,
              clock,
              topics: [share === undefined ? feed : `$share/${share}/${feed}`],
              onMessage: (_topic, payload) => this.#onFeed(payload),
            },
            signal,
          ),
        use: (link, signal) => this.#use(link, signal),
        onState: (state) => {
          this.#session = state;
          this.#options.onChange();
        },
        clock,
        wait,
        random,
        log,
      },
      this.#stop.signal,
    );
  }

  async #use(link: MqttLink, signal: AbortSignal): Promise<void> {
    this.#link = link;
    const topic = receiptTopic(this.#options.gatewayId);
    await link.publish({ topic, payload: JSON.stringify({ schema: LISTENING_SCHEMA }) });
    if (this.#pause !== undefined) this.#tellPause();
    const aborted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([link.closed, aborted]);
    this.#link = undefined;
  }

  /** The broker has its acknowledgement already; what there is no room for comes again. */
  #onFeed(payload: Buffer): void {
    const decoded = decodeFeed(payload);
    if ("message" in decoded) {
      this.#queue.add(decoded.message);
      return;
    }
    this.#options.log.warn({ code: "feed.unreadable" }, decoded.problem);
    const { header } = decoded;
    if (header === undefined) return;
    const { logId, stream } = header;
    const paused = pauseOf("feed.unreadable", decoded.problem.slice(0, 500));
    this.#publish({
      schema: RECEIPT_SCHEMA,
      logId,
      stream,
      settled: [],
      rejected: [],
      paused,
    });
  }

  async #work(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const held = await this.#queue.take();
      if (held.length === 0) continue;
      const lines = held.flatMap((position) => position.lines);
      const verdicts = await this.#write(lines);
      if (verdicts === undefined) return;
      this.#report(held, verdicts);
      this.#queue.done();
    }
  }

  /** Undefined when stopped meanwhile: then there is no receipt. */
  async #write(lines: readonly string[]): Promise<LineVerdict[] | undefined> {
    const { wait, random } = this.#options;
    const { signal } = this.#stop;
    try {
      return await writeLines(
        lines,
        {
          write: (some) => this.#request(some),
          probe: () => this.#probe(),
          wait,
          random,
          onPause: (pause) => this.#setPause(pause),
        },
        signal,
      );
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  async #request(lines: readonly string[]): Promise<WriteDecision> {
    const nowMs = () => this.#options.clock.now().utcUs / 1_000;
    try {
      const answer = await this.#writer.write(lines, this.#stop.signal);
      return withSuspects(decideOnAnswer(answer, nowMs()), answer.body, lines);
    } catch (error) {
      // Whatever kept the answer away, the lines are unproven and go again.
      return decideOnFailure(error);
    }
  }

  #probe(): string {
    const { clock, gatewayId, influx } = this.#options;
    const nowUs = Math.trunc(clock.now().utcUs);
    const time = influx.precision === "ns" ? `${nowUs}000` : `${Math.trunc(nowUs / 1_000)}`;
    return `historian,gateway=${gatewayId.replace(/[^\w.-]/g, "_")} alive=true ${time}`;
  }

  #report(held: readonly Held[], verdicts: readonly LineVerdict[]): void {
    const receipts = receiptsOf(held, verdicts);
    this.#written += receipts.written;
    this.#rejected += receipts.rejected;
    for (const receipt of receipts.messages) this.#publish(receipt);
    this.#options.onChange();
  }

  /** Without a connection the receipt is dropped: the gateway asks again by sending again. */
  #publish(receipt: Receipt): void {
    const topic = receiptTopic(this.#options.gatewayId);
    this.#link?.publish({ topic, payload: JSON.stringify(receipt) }).catch((error: unknown) => {
      this.#options.log.warn({ error }, "a receipt was not published; the gateway sends again");
    });
  }

  #setPause(pause: Pause | undefined): void {
    const changed = pause?.code !== this.#pause?.code;
    this.#pause = pause;
    this.#fault =
      pause === undefined
        ? undefined
        : faultOf(pause, this.#options.clock.now().utcUs, this.#fault);
    if (!changed) return;
    if (pause !== undefined) this.#options.log.warn({ code: pause.code }, pause.message);
    this.#tellPause();
    this.#options.onChange();
  }

  #tellPause(): void {
    const logId = this.#queue.logId;
    if (logId === undefined) return;
    this.#publish({
      schema: RECEIPT_SCHEMA,
      logId,
      stream: "telemetry",
      settled: [],
      rejected: [],
      ...(this.#pause === undefined ? {} : { paused: this.#pause }),
    });
  }

  async #renewPause(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#options.wait(PAUSE_RENEWED_MS, signal);
      if (this.#pause !== undefined) this.#tellPause();
    }
  }
}
