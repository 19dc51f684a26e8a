/**
 * What one client of the live stream has still to be told. Bounded, whatever the client does:
 * readings wait as the latest value of each channel, the sinks as their latest state, any other
 * event waits whole and in order, and a client that is too far behind is let go so that it comes
 * back to a fresh snapshot.
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
  /** The bound; the readings of one rig count as one message, so do the sinks. */
  readonly lengthMax: number;
  /** Called once, when the bound is passed: the client is to be let go. */
  readonly onOverrun: () => void;
}

/** The queue of one client: pushed by the hub, taken from by the stream. Holds nothing else. */
export class LiveQueue {
  readonly #options: LiveQueueOptions;
  #messages: LiveMessage[] = [];
  /** Where in `#messages` an event waits that a later one of its key takes the place of. */
  #replaceable = new Map<string, number>();
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
    const key = keyOf(message.event);
    const at = key === undefined ? undefined : this.#replaceable.get(key);
    const waiting = at === undefined ? undefined : this.#messages[at];
    if (at !== undefined && waiting !== undefined) {
      this.#messages[at] = new LiveMessage(message.id, laterOf(waiting.event, message.event));
    } else if (this.#hasRoom()) {
      if (key !== undefined) this.#replaceable.set(key, this.#messages.length);
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
    this.#replaceable = new Map();
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
}

/** Events of one key are states of one thing: the later one says all. */
export function keyOf(event: LiveEvent): string | undefined {
  if (event.kind === "readings") return `readings ${event.rig}`;
  return event.kind === "sinks" ? "sinks" : undefined;
}

/** Both as one: of readings the latest of each channel, else the later event. */
export function laterOf(earlier: LiveEvent, later: LiveEvent): LiveEvent {
  const areReadings = earlier.kind === "readings" && later.kind === "readings";
  return areReadings ? latestOf(earlier, later) : later;
}

/** What a value is of: two slots may have a channel of the same name. */
export function readingKey({ channel, slot }: ReadingsEvent["values"][number]): string {
  return slot === undefined ? channel : JSON.stringify([channel, slot]);
}

/** Both events as one: of each channel and slot the later value. */
export function latestOf(earlier: ReadingsEvent, later: ReadingsEvent): ReadingsEvent {
  const values = new Map(earlier.values.map((value) => [readingKey(value), value]));
  for (const value of later.values) values.set(readingKey(value), value);
  return { kind: "readings", rig: later.rig, values: [...values.values()] };
}
