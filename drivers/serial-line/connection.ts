/** The life of one connection to a rig that speaks in lines: heard, polled, asked. */
import {
  type ByteLink,
  type Chunk,
  type DriverContext,
  DriverError,
  type Instant,
  type RigCommand,
  type RigConnection,
  type RigEvent,
  type RigReply,
} from "../contract.ts";
import { compileLines, type LineDecoder } from "./decode.ts";
import { LineReader } from "./line-reader.ts";
import { LineTalk } from "./line-talk.ts";
import type { PollOptions, SerialLineOptions } from "./options.ts";

export interface SerialLineInput {
  readonly link: ByteLink;
  readonly options: SerialLineOptions;
  readonly context: DriverContext;
  readonly openedAt: Instant;
}

interface Poll {
  readonly options: PollOptions;
  readonly decode: LineDecoder;
  dueMs: number;
}

/** Listens, polls and obeys until the wire fails. The caller disposes it. */
export class SerialLineConnection implements RigConnection {
  readonly #input: SerialLineInput;
  readonly #reader: LineReader;
  readonly #talk: LineTalk;
  /** What the polling tells, and that it failed. */
  readonly #told: RigEvent[] = [];
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(input: SerialLineInput) {
    this.#input = input;
    const { link, options, context } = input;
    this.#reader = new LineReader(options, (line) => this.#talk.use(line));
    this.#talk = new LineTalk({
      ...{ link, options, clock: context.clock, rig: context.rig },
      isInside: () => this.#reader.isInside,
      // A timer may be early by less than a millisecond, and then its answer would be.
      fromMs: Number(input.openedAt.monoNs) / 1e6 + joinQuietMs(options) + 1,
      decode: this.#reader.decode,
    });
  }

  async *events(signal: AbortSignal): AsyncIterable<RigEvent> {
    const stop = new AbortController();
    const polling = this.#pollUntil(AbortSignal.any([signal, stop.signal]));
    let lost: DriverError | undefined;
    let isFirst = true;
    try {
      for await (const chunk of this.#chunks(signal)) {
        if (chunk !== undefined) {
          if (isFirst && this.#isJoinedMidLine(chunk)) this.#reader.distrustFirstLine();
          isFirst = false;
          yield* this.#reader.push(chunk);
        }
        yield* this.#told.splice(0);
      }
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
      lost = error;
    } finally {
      stop.abort();
      this.#talk.close(lost ?? this.#closed());
      await polling;
    }
    // What the cable cut off is told before the cable itself is.
    yield* this.#reader.end();
    this.#tellSkipped(this.#reader.skippedBytes);
    if (lost !== undefined) throw lost;
  }

  async send(command: RigCommand, signal: AbortSignal): Promise<RigReply> {
    if (command.kind === "send") {
      await this.#talk.say(command.text, signal);
      return { kind: "done" };
    }
    if (command.kind === "query") {
      const timeoutMs = command.timeoutMs ?? this.#input.options.timeoutMs;
      const question = { text: command.text, timeoutMs };
      const line = await this.#talk.ask("command", question, signal);
      if (line === undefined) throw this.#talk.timeoutError(question);
      return { kind: "text", text: line.text, takenAt: line.takenAt };
    }
    const message = `rig ${this.#input.context.rig}: a rig that speaks in lines knows send and query`;
    throw new DriverError("command.unsupported", message, { retryable: false });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#talk.close(this.#closed());
    await this.#input.link[Symbol.asyncDispose]();
  }

  #closed(): DriverError {
    return new DriverError(
      "wire.lost",
      `${this.#input.link.description}: the connection is closed`,
    );
  }

  /** The link's chunks, and an undefined whenever the polling has something to tell. */
  async *#chunks(signal: AbortSignal): AsyncIterable<Chunk | undefined> {
    const { link, options } = this.#input;
    if (options.poll.length === 0) {
      yield* link.chunks(signal);
      return;
    }
    const chunks = link.chunks(signal)[Symbol.asyncIterator]();
    let next = chunks.next();
    while (this.#failure === undefined) {
      const told = Promise.withResolvers<undefined>();
      this.#wake = () => told.resolve(undefined);
      const found = await Promise.race([next, told.promise]);
      if (found?.done) return;
      if (found !== undefined) {
        next = chunks.next();
        // Awaited in the next round: a rejection before that is not one that nobody handles.
        next.catch(() => undefined);
      }
      yield found?.value;
    }
    // Nobody takes it any more; that it fails too is no news.
    next.catch(() => undefined);
    throw this.#failure.error;
  }

  /** Never rejects: what fails is thrown by whoever reads the events. */
  async #pollUntil(signal: AbortSignal): Promise<void> {
    const { options } = this.#input;
    const dueMs = this.#nowMs();
    const polls = options.poll.map((each): Poll => {
      const own = each.lines.length > 0 ? compileLines(each.lines, options.units) : undefined;
      return { options: each, decode: own ?? this.#reader.decode, dueMs };
    });
    try {
      while (!signal.aborted) {
        const poll = polls.reduce<Poll | undefined>(
          (best, each) => (best && best.dueMs <= each.dueMs ? best : each),
          undefined,
        );
        if (poll === undefined || !(await this.#untilDue(poll.dueMs, signal))) return;
        // Missed turns are left out: catching up would only make the line later.
        poll.dueMs = Math.max(poll.dueMs + poll.options.everyMs, this.#nowMs());
        await this.#poll(poll, signal);
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#failure = { error };
      this.#wake?.();
    }
  }

  async #poll({ options: poll, decode }: Poll, signal: AbortSignal): Promise<void> {
    const { timeoutMs, units } = this.#input.options;
    const question = { text: poll.text, timeoutMs: poll.timeoutMs ?? timeoutMs, decode };
    const line = await this.#talk.ask("poll", question, signal);
    if (line !== undefined) return;
    const { message: cause } = this.#talk.timeoutError(question);
    const takenAt = this.#input.context.clock.now();
    for (const channel of poll.channels) {
      const unit = units[channel] ?? "";
      const reading = { kind: "reading", quality: "timeout", value: Number.NaN } as const;
      this.#told.push({ ...reading, channel, unit, cause, takenAt });
    }
    this.#wake?.();
  }

  /** A rig that talks as soon as the port is open was talking before: we hear its middle. */
  #isJoinedMidLine({ receivedAt }: Chunk): boolean {
    const quietNs = receivedAt.monoNs - this.#input.openedAt.monoNs;
    return Number(quietNs) < joinQuietMs(this.#input.options) * 1e6;
  }

  #tellSkipped(skippedBytes: number): void {
    if (skippedBytes === 0) return;
    const { context, link } = this.#input;
    const { log, rig } = context;
    log.warn({ rig, skippedBytes }, `${link.description}: lines were longer than lengthMax`);
  }

  #nowMs(): number {
    return Number(this.#input.context.clock.now().monoNs) / 1e6;
  }

  /** False when the wait was aborted. */
  #untilDue(dueMs: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", finish);
        resolve(!signal.aborted);
      };
      const timer = setTimeout(finish, Math.max(0, dueMs - this.#nowMs()));
      signal.addEventListener("abort", finish, { once: true });
      if (signal.aborted) finish();
    });
  }
}

/** 0 where the rest of a line cannot look like one: it has no start. */
function joinQuietMs({ checksum, joinQuietMs: quietMs }: SerialLineOptions): number {
  return checksum !== undefined && checksum.start !== "" ? 0 : quietMs;
}
