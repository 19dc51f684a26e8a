/**
 * What one client of the live stream has still to be told. Bounded, whatever the client does:
 * readings wait as the latest value of each channel, any other event waits whole, and a client
 * that is too far behind is let go so that it comes back to a fresh snapshot.
 */
import type { LiveEvent } from "../../records/views.ts";

type ReadingsEvent = Extract<LiveEvent, { kind: "readings" }>;

/** One event of the stream with its number; numbers rise and have gaps. */
export class LiveMessage {
  readonly id: number;
  readonly event: LiveEvent;
  #frame: string | undefined;

  constructor(id: number, event: LiveEvent) {
    this.id = id;
    this.event = event;
  }

  /** As a server-sent event. Encoded once, however many clients it goes to. */
  get frame(): string {
    this.#frame ??= `event: ${this.event.kind}\nid: ${this.id}\ndata: ${JSON.stringify(this.event)}\n\n`;
    return this.#frame;
  }
}

export interface LiveQueueOptions {
  /** The bound; the readings of one rig count as one message. */
  readonly lengthMax: number;
  /** Called once, when the bound is passed: the client is to be let go. */
  readonly onOverrun: () => void;
}

export class LiveQueue {
  readonly #options: LiveQueueOptions;
  #messages: LiveMessage[] = [];
  /** Where in `#messages` the waiting readings of a rig are. */
  #readings = new Map<string, number>();
  #wake: (() => void) | undefined;
  #closed = false;

  constructor(options: LiveQueueOptions) {
    this.#options = options;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Adds a message. A queue that would grow past its bound is closed instead: nothing is dropped
   * from the middle of a stream that goes on.
   */
  push(message: LiveMessage): void {
    if (this.#closed) return;
    if (message.event.kind === "readings") {
      this.#pushReadings(message, message.event);
    } else if (this.#hasRoom()) {
      this.#messages.push(message);
    }
    this.#wake?.();
  }

  /** All that waits, in order; waits for the first one. Empty once the queue is closed. */
  async take(): Promise<readonly LiveMessage[]> {
    while (this.#messages.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
    const taken = this.#messages;
    this.#messages = [];
    this.#readings = new Map();
    return this.#closed ? [] : taken;
  }

  /** Ends the stream of this client; `take` answers at once. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#messages = [];
    this.#wake?.();
  }

  #hasRoom(): boolean {
    if (this.#messages.length < this.#options.lengthMax) return true;
    this.close();
    this.#options.onOverrun();
    return false;
  }

  #pushReadings(message: LiveMessage, event: ReadingsEvent): void {
    const at = this.#readings.get(event.rig);
    const waiting = at === undefined ? undefined : this.#messages[at]?.event;
    if (at !== undefined && waiting?.kind === "readings") {
      this.#messages[at] = new LiveMessage(message.id, latestOf(waiting, event));
    } else if (this.#hasRoom()) {
      this.#readings.set(event.rig, this.#messages.length);
      this.#messages.push(message);
    }
  }
}

/** Both events as one: of each channel the later value. */
export function latestOf(earlier: ReadingsEvent, later: ReadingsEvent): ReadingsEvent {
  const values = new Map(earlier.values.map((value) => [value.channel, value]));
  for (const value of later.values) values.set(value.channel, value);
  return { kind: "readings", rig: later.rig, values: [...values.values()] };
}
