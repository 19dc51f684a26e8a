/**
 * The hub between what happens in the gateway and the pages that watch it.
 *
 *   publish ─► (readings: one event a rig, all rigs together) ─► one bounded queue a client
 *
 * A client is first told the whole (`snapshot`), then each change; one that comes back is told what
 * it missed. Publishing never waits.
 */
import type { LiveEvent } from "../records/views.ts";
import { LiveMessage, LiveQueue, readingKey } from "./stream/live-queue.ts";
import { LiveRing } from "./stream/live-ring.ts";

export type SnapshotEvent = Extract<LiveEvent, { kind: "snapshot" }>;
type ReadingsEvent = Extract<LiveEvent, { kind: "readings" }>;

export interface LiveHubOptions {
  /** The whole as it is now. Asked once for each client. */
  readonly snapshot: () => Promise<SnapshotEvent>;
  /**
   * The time between two releases of readings. 50 ms by default: at 100 ms the
   * waiting alone would spend all of the 100 ms that a value may take from wire to page.
   */
  readonly readingsIntervalMs?: number;
  /** How many messages may wait for a slow client before it is let go. */
  readonly queueLengthMax?: number;
  /** How many messages are kept for a client that comes back. */
  readonly ringLengthMax?: number;
  /** Ids count up from here; the time of the start, so that those of an earlier one are older. */
  readonly firstId?: number;
}

/** One for the gateway; holds timers only while readings flow. Whoever makes it disposes it. */
export class LiveHub implements Disposable {
  readonly #snapshot: () => Promise<SnapshotEvent>;
  readonly #readingsIntervalMs: number;
  readonly #queueLengthMax: number;
  readonly #queues = new Set<LiveQueue>();
  /** By rig and channel, since the last release; the timer runs while readings flow. */
  #gathered = new Map<string, Map<string, ReadingsEvent["values"][number]>>();
  #timer: NodeJS.Timeout | undefined;
  readonly #ring: LiveRing;
  #lastId: number;
  #disposed = false;

  constructor(options: LiveHubOptions) {
    this.#snapshot = options.snapshot;
    this.#readingsIntervalMs = options.readingsIntervalMs ?? 50;
    this.#queueLengthMax = options.queueLengthMax ?? 1_000;
    this.#lastId = options.firstId ?? 0;
    this.#ring = new LiveRing(options.ringLengthMax ?? 1_000, this.#lastId);
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
    if (this.#disposed) return;
    if (event.kind === "readings") this.#gather(event);
    else this.#send(event);
  }

  /** True where all that was told after the message `id` can still be told. */
  canResume(id: number): boolean {
    return this.#ring.since(id) !== undefined;
  }

  /**
   * The stream of one client: a snapshot, or what it missed since the message `after` where that
   * is known, then every change. Ends when `signal` aborts, the
   * hub is disposed, or the client reads so slowly that its queue is full; then `onOverrun` is
   * called as well, because a client that does not read does not see the end either. Throws where
   * the snapshot can not be had.
   */
  async *subscribe(
    signal: AbortSignal,
    onOverrun: () => void = () => {},
    after?: number,
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
      // In one turn with the queue: nothing is told twice, nothing falls between the two.
      const missed = after === undefined ? undefined : this.#ring.since(after);
      if (missed !== undefined) yield* missed;
      else yield* this.#begin(queue);
      while (!queue.closed) yield* await queue.take();
    } finally {
      this.#queues.delete(queue);
      signal.removeEventListener("abort", stop);
    }
  }

  async *#begin(queue: LiveQueue): AsyncGenerator<LiveMessage, void, undefined> {
    const snapshot = await this.#snapshot();
    if (!queue.closed) yield new LiveMessage(this.#lastId, snapshot);
  }

  /** Ends every stream and stops the timers. Idempotent. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#gathered.clear();
    for (const queue of this.#queues) queue.close();
  }

  #send(event: LiveEvent): void {
    this.#lastId += 1;
    const message = new LiveMessage(this.#lastId, event);
    this.#ring.push(message);
    for (const queue of this.#queues) queue.push(message);
  }

  #gather(event: ReadingsEvent): void {
    const latest = this.#gathered.get(event.rig) ?? new Map();
    for (const value of event.values) latest.set(readingKey(value), value);
    this.#gathered.set(event.rig, latest);
    // The first after a silence waits for its own turn of the event loop only, so that the
    // channels of one poll leave together.
    this.#timer ??= setTimeout(() => this.#release(), 0);
  }

  /** All rigs together: one timer, and one write to each socket, however many rigs there are. */
  #release(): void {
    const gathered = this.#gathered;
    this.#timer = undefined;
    if (gathered.size === 0) return;
    this.#gathered = new Map();
    this.#timer = setTimeout(() => this.#release(), this.#readingsIntervalMs);
    for (const [rig, latest] of gathered) {
      this.#send({ kind: "readings", rig, values: [...latest.values()] });
    }
  }
}
