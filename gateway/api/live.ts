/**
 * The hub between what happens in the gateway and the pages that watch it.
 *
 *   publish ─► (readings: at most one event a rig and interval) ─► one bounded queue a client
 *
 * A client is first told the whole (`snapshot`), then each change. Publishing never waits.
 */
import type { LiveEvent } from "../records/views.ts";
import { LiveMessage, LiveQueue, latestOf } from "./stream/live-queue.ts";

export type SnapshotEvent = Extract<LiveEvent, { kind: "snapshot" }>;
type ReadingsEvent = Extract<LiveEvent, { kind: "readings" }>;

export interface LiveHubOptions {
  /** The whole as it is now. Asked once for each client. */
  readonly snapshot: () => Promise<SnapshotEvent>;
  /**
   * The shortest time between two `readings` events of a rig. 50 ms by default: at 100 ms the
   * waiting alone would spend all of the 100 ms that a value may take from wire to page.
   */
  readonly readingsIntervalMs?: number;
  /** How many messages may wait for a slow client before it is let go. */
  readonly queueLengthMax?: number;
}

/** Readings of one rig between two events. */
interface Gathering {
  pending: ReadingsEvent | undefined;
  timer: NodeJS.Timeout;
}

/** One for the gateway; holds timers only while readings flow. Whoever makes it disposes it. */
export class LiveHub implements Disposable {
  readonly #snapshot: () => Promise<SnapshotEvent>;
  readonly #readingsIntervalMs: number;
  readonly #queueLengthMax: number;
  readonly #queues = new Set<LiveQueue>();
  readonly #gatherings = new Map<string, Gathering>();
  #lastId = 0;
  #disposed = false;

  constructor(options: LiveHubOptions) {
    this.#snapshot = options.snapshot;
    this.#readingsIntervalMs = options.readingsIntervalMs ?? 50;
    this.#queueLengthMax = options.queueLengthMax ?? 1_000;
  }

  /** How many clients listen now. */
  get clients(): number {
    return this.#queues.size;
  }

  /**
   * Tells every client; returns at once and never throws. Only the latest value of each channel
   * is told of readings, any other event is told whole and in the order published.
   */
  publish(event: LiveEvent): void {
    if (this.#disposed || this.#queues.size === 0) return;
    if (event.kind === "readings") this.#gather(event);
    else this.#send(event);
  }

  /**
   * The stream of one client: a snapshot, then every change since. Ends when `signal` aborts, the
   * hub is disposed, or the client reads so slowly that its queue is full; then `onOverrun` is
   * called as well, because a client that does not read does not see the end either. Throws where
   * the snapshot can not be had.
   */
  async *subscribe(
    signal: AbortSignal,
    onOverrun: () => void = () => {},
  ): AsyncGenerator<LiveMessage, void, undefined> {
    if (signal.aborted || this.#disposed) return;
    const queue: LiveQueue = new LiveQueue({
      lengthMax: this.#queueLengthMax,
      onOverrun: () => {
        this.#queues.delete(queue);
        onOverrun();
      },
    });
    // At once: a client that is gone does not come back here to clean up after itself.
    const stop = () => {
      this.#queues.delete(queue);
      queue.close();
    };
    signal.addEventListener("abort", stop, { once: true });
    // Before the snapshot is asked for: what changes meanwhile is told after it, never lost.
    this.#queues.add(queue);
    try {
      const snapshot = await this.#snapshot();
      if (queue.closed) return;
      yield new LiveMessage(this.#lastId, snapshot);
      while (!queue.closed) yield* await queue.take();
    } finally {
      this.#queues.delete(queue);
      signal.removeEventListener("abort", stop);
    }
  }

  /** Ends every stream and stops the timers. Idempotent. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    for (const { timer } of this.#gatherings.values()) clearTimeout(timer);
    this.#gatherings.clear();
    for (const queue of this.#queues) queue.close();
  }

  #send(event: LiveEvent): void {
    this.#lastId += 1;
    const message = new LiveMessage(this.#lastId, event);
    for (const queue of this.#queues) queue.push(message);
  }

  #gather(event: ReadingsEvent): void {
    const gathering = this.#gatherings.get(event.rig);
    if (gathering === undefined) {
      // The first after a silence waits for its own turn of the event loop only, so that the
      // channels of one poll leave together.
      const timer = setTimeout(() => this.#release(event.rig), 0);
      this.#gatherings.set(event.rig, { pending: event, timer });
    } else {
      const { pending } = gathering;
      gathering.pending = pending === undefined ? event : latestOf(pending, event);
    }
  }

  #release(rig: string): void {
    const gathering = this.#gatherings.get(rig);
    if (gathering === undefined) return;
    const { pending } = gathering;
    if (pending === undefined) {
      this.#gatherings.delete(rig);
      return;
    }
    gathering.pending = undefined;
    gathering.timer = setTimeout(() => this.#release(rig), this.#readingsIntervalMs);
    this.#send(pending);
  }
}
