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
import { type SerialFrameOptions, serialFrameOptions } from "./options.ts";

/** Listens to frames, and asks where it is told to; takes the whole port. */
export const serialFrameDriver: Driver<typeof serialFrameOptions> = {
  name: "serial-frame",
  summary: "A rig that sends frames of bytes with markers, a length field or a checksum.",
  options: serialFrameOptions,
  async connect(options, { port, clock }, signal) {
    return new SerialFrameConnection(await port.openLink(signal), options, clock);
  },
};

class SerialFrameConnection implements RigConnection {
  readonly #link: ByteLink;
  readonly #options: SerialFrameOptions;
  readonly #clock: Clock;

  constructor(link: ByteLink, options: SerialFrameOptions, clock: Clock) {
    this.#link = link;
    this.#options = options;
    this.#clock = clock;
  }

  async *events(signal: AbortSignal): AsyncIterable<RigEvent> {
    const reader = new FrameReader(this.#options);
    const stop = new AbortController();
    const all = AbortSignal.any([signal, stop.signal]);
    const polling = Promise.all(this.#options.poll.map((poll) => this.#poll(poll, all)));
    let lost: DriverError | undefined;
    try {
      for await (const chunk of this.#chunks(reader, signal)) {
        if (chunk === undefined) yield* reader.flushGap(this.#clock.now());
        else yield* reader.push(chunk);
      }
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
      lost = error;
    } finally {
      stop.abort();
      await polling;
    }
    // What the cable cut off is told before the cable itself is.
    yield* reader.end();
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
  async *#chunks(reader: FrameReader, signal: AbortSignal): AsyncIterable<Chunk | undefined> {
    const chunks = this.#link.chunks(signal)[Symbol.asyncIterator]();
    const { idleGapMs = 0 } = this.#options.frame;
    let next = chunks.next();
    for (;;) {
      const quiet = new AbortController();
      const gap = reader.waitsForGap
        ? delay(idleGapMs + 1, undefined, { signal: quiet.signal }).catch(() => undefined)
        : new Promise<undefined>(() => undefined);
      const found = await Promise.race([next, gap]);
      quiet.abort();
      if (found?.done) return;
      if (found !== undefined) {
        next = chunks.next();
        // Awaited in the next round: a rejection before that is not one that nobody handles.
        next.catch(() => undefined);
      }
      yield found?.value;
    }
  }

  /** A write that fails ends the connection by its reads: nothing else is to be told here. */
  async #poll(
    { bytes, everyMs }: SerialFrameOptions["poll"][number],
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      const isSent = await this.#link.write(bytes, signal).then(
        () => true,
        () => false,
      );
      if (!isSent) return;
      await delay(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
