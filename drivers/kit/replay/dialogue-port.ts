/**
 * A port on which a recorded device answers: each request gets the reply it got then, after the
 * time it took then, because a late reply must be late again.
 */
import {
  type ByteLink,
  type Clock,
  DriverError,
  type Port,
  type PortSettings,
  type ReplayRules,
} from "../../contract.ts";
import { BusSharing } from "../bus-sharing.ts";
import { ChunkQueue, UNREAD_BYTES_MAX } from "../chunk-queue.ts";
import type { Exchange } from "./recording.ts";

/** A request that the recording does not have, in hexadecimal, and what it has next instead. */
export interface UnknownRequest {
  readonly sent: string;
  readonly recorded: string | undefined;
}

export interface DialoguePortParts {
  readonly name: string;
  readonly settings: PortSettings;
  readonly exchanges: readonly Exchange[];
  readonly clock: Clock;
  readonly rules: ReplayRules | undefined;
}

/** After so many unknown requests the rest would only be more of them. */
const UNKNOWN_MAX = 5;
/** Polls of the last moment may come in another order than they came then. */
const END_MS = 500;
/** Longer than the pause between two polls of most rigs. */
const IDLE_MS = 3_000;

/** Answers until the recording is used up; then `ended` is aborted. */
export class DialoguePort implements Port {
  readonly name: string;
  readonly settings: PortSettings;
  readonly unknown: UnknownRequest[] = [];
  readonly #parts: DialoguePortParts;
  readonly #sharing = new BusSharing(() => this.openLink());
  readonly #ended = new AbortController();
  /** By what they ask, those not asked again yet, in their order. */
  readonly #waiting: Map<string, Exchange[]>;
  /** Of each request that was made again, the exchange that answered it. */
  readonly #latest = new Map<string, Exchange>();
  #left: number;
  #consumedAtMs: number;

  constructor(parts: DialoguePortParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.settings = parts.settings;
    this.#waiting = Map.groupBy(parts.exchanges, ({ request }) => this.#keyOf(request));
    this.#left = parts.exchanges.length;
    this.#consumedAtMs = this.#nowMs();
  }

  /** Aborted when the driver asks for more than was recorded. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Recorded requests that were not made again. */
  get left(): number {
    return this.#left;
  }

  async openLink(): Promise<ByteLink> {
    return new DialogueLink(`recording of port ${this.name}`, {
      clock: this.#parts.clock,
      take: (sent) => this.#take(sent),
    });
  }

  share: Port["share"] = (create, signal) => this.#sharing.lease(create, signal);

  #nowMs(): number {
    return Number(this.#parts.clock.now().monoNs) / 1e6;
  }

  #keyOf(request: Uint8Array): string {
    return this.#parts.rules?.keyOf(request) ?? hexOf(request);
  }

  /** What the device answered to the same request; undefined is no answer. */
  #take(sent: Uint8Array): Exchange | undefined {
    const key = this.#keyOf(sent);
    const exchange = this.#next(key) ?? this.#again(key);
    if (exchange === undefined) {
      if (this.#latest.has(key) || this.#isAtEnd()) this.#ended.abort();
      else this.#tellUnknown(sent);
      return undefined;
    }
    const { rules } = this.#parts;
    if (rules === undefined) return exchange;
    const request = { recorded: exchange.request, sent };
    const adapt = (bytes: Uint8Array) => rules.adapt(bytes, request);
    const replies = exchange.replies.map((reply) => ({ ...reply, bytes: adapt(reply.bytes) }));
    return { ...exchange, replies };
  }

  #next(key: string): Exchange | undefined {
    const exchange = this.#waiting.get(key)?.shift();
    if (exchange === undefined) return undefined;
    this.#left -= 1;
    this.#consumedAtMs = this.#nowMs();
    this.#latest.set(key, exchange);
    return exchange;
  }

  /**
   * A request that is made once more than it was, because a driver polls at its own pace, is
   * answered as it was last; not where nothing else was asked for long: then the rest are requests
   * of another rig of the bus, or of a program, which nobody makes here.
   */
  #again(key: string): Exchange | undefined {
    const isIdle = this.#nowMs() - this.#consumedAtMs > IDLE_MS;
    return this.#left === 0 || isIdle ? undefined : this.#latest.get(key);
  }

  /** What a run's driver does after its last event is not in the run's recording. */
  #isAtEnd(): boolean {
    const lastMs = this.#parts.exchanges.at(-1)?.sentAtMs ?? 0;
    const waiting = [...this.#waiting.values()].flat();
    return waiting.every(({ sentAtMs }) => sentAtMs > lastMs - END_MS);
  }

  #tellUnknown(sent: Uint8Array): void {
    const next = [...this.#waiting.values()].flatMap(([exchange]) => exchange ?? []);
    next.sort((one, other) => one.sentAtMs - other.sentAtMs);
    const recorded = next[0] === undefined ? undefined : hexOf(next[0].request);
    this.unknown.push({ sent: hexOf(sent), recorded });
    if (this.unknown.length >= UNKNOWN_MAX) this.#ended.abort();
  }
}

interface DialogueLinkParts {
  readonly clock: Clock;
  readonly take: (sent: Uint8Array) => Exchange | undefined;
}

class DialogueLink implements ByteLink {
  readonly description: string;
  readonly #parts: DialogueLinkParts;
  readonly #queue: ChunkQueue;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(description: string, parts: DialogueLinkParts) {
    this.description = description;
    this.#parts = parts;
    const onOverrun = () => undefined;
    this.#queue = new ChunkQueue({ description, bytesMax: UNREAD_BYTES_MAX, onOverrun });
  }

  async write(bytes: Uint8Array): Promise<void> {
    const exchange = this.#parts.take(Uint8Array.from(bytes));
    for (const reply of exchange?.replies ?? []) {
      this.#after(reply.atMs, () => {
        this.#queue.push({ bytes: reply.bytes, receivedAt: this.#parts.clock.now() });
      });
    }
    if (exchange?.closedAfterMs === undefined) return;
    this.#after(exchange.closedAfterMs, () => {
      this.#queue.fail(new DriverError("wire.lost", `${this.description}: closed here`));
    });
  }

  #after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
  }

  chunks(signal: AbortSignal) {
    return this.#queue.chunks(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#queue.close();
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
