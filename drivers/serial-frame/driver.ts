/** Rigs that send frames of bytes: scales, counters, controllers with a protocol of their own. */
import { setTimeout as delay } from "node:timers/promises";
import {
  type ByteLink,
  type Chunk,
  type Clock,
  type Driver,
  DriverError,
  type RigCommand,
  type RigConnection,
  type RigEvent,
  type RigReply,
} from "../contract.ts";
import { FrameReader } from "./frame-reader.ts";
import { sendsEveryByte } from "./option-faults.ts";
import { type SerialFrameOptions, serialFrameOptions } from "./options.ts";

/** Listens to frames, and asks where it is told to; takes the whole port. */
export const serialFrameDriver: Driver<typeof serialFrameOptions> = {
  name: "serial-frame",
  summary: "A rig that sends frames of bytes with markers, a length field or a checksum.",
  options: serialFrameOptions,
  channels: ({ frames }) =>
    frames.flatMap(({ values }) =>
      values.flatMap(({ channel, step }) => [channel, step].filter((name) => name !== undefined)),
    ),
  sendsEveryByte,
  async connect(options, { port, clock }, signal) {
    return new SerialFrameConnection(await port.openLink(signal), options, clock);
  },
};

type FramePoll = SerialFrameOptions["poll"][number];

class SerialFrameConnection implements RigConnection {
  readonly #link: ByteLink;
  readonly #options: SerialFrameOptions;
  readonly #clock: Clock;
  readonly #reader: FrameReader;
  /** That a question could not be sent, and who is to be told. */
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(link: ByteLink, options: SerialFrameOptions, clock: Clock) {
    this.#link = link;
    this.#options = options;
    this.#clock = clock;
    this.#reader = new FrameReader(options, clock.now());
  }

  async *events(signal: AbortSignal): AsyncIterable<RigEvent> {
    const stop = new AbortController();
    const all = AbortSignal.any([signal, stop.signal]);
    const polling = Promise.all(this.#options.poll.map((poll) => this.#poll(poll, all)));
    let lost: DriverError | undefined;
    try {
      for await (const chunk of this.#chunks(signal)) {
        if (chunk === undefined) yield* this.#reader.flushGap(this.#clock.now());
        else yield* this.#reader.push(chunk);
      }
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
      lost = error;
    } finally {
      stop.abort();
      await polling;
    }
    // What the cable cut off is told before the cable itself is.
    yield* this.#reader.end();
    if (lost !== undefined) throw lost;
  }

  /** Sends the text's characters as bytes; markers and checksum are the caller's. */
  async send(command: RigCommand, signal: AbortSignal): Promise<RigReply> {
    if (command.kind !== "send") {
      const message = `${this.#link.description}: a rig that speaks in frames knows send alone`;
      throw new DriverError("command.unsupported", message, { retryable: false });
    }
    await this.#link.write(Buffer.from(command.text, "latin1"), signal);
    return { kind: "done" };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  /** The link's chunks, and an undefined when a frame waited long enough for the next byte. */
  async *#chunks(signal: AbortSignal): AsyncIterable<Chunk | undefined> {
    const chunks = this.#link.chunks(signal)[Symbol.asyncIterator]();
    // Awaited in the next round: a rejection before that is not one that nobody handles.
    const nextChunk = () => {
      const coming = chunks.next();
      coming.catch(() => undefined);
      return coming;
    };
    let next = nextChunk();
    while (this.#failure === undefined) {
      const woken = Promise.withResolvers<undefined>();
      this.#wake = () => woken.resolve(undefined);
      const gapMs = this.#reader.idleGapMs + 1;
      const gap = this.#reader.waitsForGap ? setTimeout(this.#wake, gapMs) : undefined;
      const found = await Promise.race([next, woken.promise]).finally(() => clearTimeout(gap));
      if (found?.done) return;
      if (found !== undefined) next = nextChunk();
      if (found !== undefined || this.#failure === undefined) yield found?.value;
    }
    throw this.#failure.error;
  }

  /** Never rejects: a write that fails ends the connection, by whoever reads the events. */
  async #poll({ bytes, everyMs }: FramePoll, signal: AbortSignal): Promise<void> {
    try {
      // An answer to a question that came later than this is whole; a timer may be a little early.
      await delay(this.#reader.joinQuietMs + 1, undefined, { signal });
      for (;;) {
        await this.#link.write(bytes, signal);
        await delay(everyMs, undefined, { signal });
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#failure = { error };
      this.#wake?.();
    }
  }
}
