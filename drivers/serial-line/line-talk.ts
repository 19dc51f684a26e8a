/**
 * Questions to a rig that answers in lines. One question is out at a time.
 *
 * No line says which question it answers. So an answer begins after its question was sent, and
 * after one that did not come nothing is asked until the rig has had time to give it: what comes
 * then is told as a late reply, and is nobody's answer. Nor is anything asked just after the
 * opening, when the end of a line that was under way would be taken for the answer.
 */
import { type ByteLink, type Clock, DriverError } from "../contract.ts";
import type { LineFrame } from "../kit/line-framer.ts";
import { TurnQueue } from "../kit/turn-queue.ts";
import type { LineDecoder } from "./decode.ts";
import { wholeLine } from "./line-pattern.ts";
import type { AnswerUse } from "./line-reader.ts";
import type { SerialLineOptions } from "./options.ts";

export interface LineTalkInput {
  readonly link: ByteLink;
  readonly clock: Clock;
  /** Of the rig, for messages. */
  readonly rig: string;
  readonly options: SerialLineOptions;
  /** True while a line has begun and not ended. */
  readonly isInside: () => boolean;
  /** What a line means where nobody waits for it. */
  readonly decode: LineDecoder;
  /** By the monotonic clock: nothing is asked before. */
  readonly fromMs: number;
}

export interface LineQuestion {
  readonly text: string;
  readonly timeoutMs: number;
  /** What the answer means besides; without it, nothing. */
  readonly decode?: LineDecoder | undefined;
}

interface Pending {
  readonly question: LineQuestion;
  readonly sentNs: bigint;
  /** The next line began before the question. */
  skipsLine: boolean;
  readonly answer: PromiseWithResolvers<LineFrame | undefined>;
}

/** Who owns the link disposes it; `close` ends the talk. */
export class LineTalk {
  readonly #input: LineTalkInput;
  readonly #answer: RegExp;
  readonly #turns = new TurnQueue();
  readonly #closing = new AbortController();
  #pending: Pending | undefined;
  #quietUntilMs = 0;
  #longestMs = 0;

  constructor(input: LineTalkInput) {
    this.#input = input;
    this.#answer = wholeLine(input.options.answer);
  }

  /** Sends text that has no answer. Throws DriverError `wire.lost`. */
  say(text: string, signal: AbortSignal): Promise<void> {
    return this.#turns.take("command", () => this.#send(text), signal);
  }

  /** The line that answers; undefined when the time was up. Throws DriverError `wire.lost`. */
  ask(
    rank: "command" | "poll",
    question: LineQuestion,
    signal: AbortSignal,
  ): Promise<LineFrame | undefined> {
    return this.#turns.take(rank, () => this.#ask(question), signal);
  }

  /** Says whether a line is what somebody waits for, or what nobody waits for any more. */
  use(line: LineFrame): AnswerUse | undefined {
    const pending = this.#pending;
    const { decode } = this.#input;
    if (pending === undefined) {
      return this.#nowMs() < this.#quietUntilMs ? { decode, otherwise: "late-reply" } : undefined;
    }
    const isEarlier = pending.skipsLine || line.takenAt.monoNs < pending.sentNs;
    pending.skipsLine = false;
    if (isEarlier || !this.#answer.test(line.text)) return undefined;
    this.#pending = undefined;
    this.#longestMs = Math.max(this.#longestMs, this.#nowMs() - Number(pending.sentNs) / 1e6);
    pending.answer.resolve(line);
    const own = pending.question.decode;
    return own === undefined ? {} : { decode: own };
  }

  /** Rejects all that wait and all that come. */
  close(error: unknown): void {
    this.#turns.close(error);
    this.#closing.abort(error);
    this.#pending?.answer.reject(error);
  }

  async #ask({ text, timeoutMs, decode }: LineQuestion): Promise<LineFrame | undefined> {
    await this.#untilQuiet();
    const answer = Promise.withResolvers<LineFrame | undefined>();
    // Sending may fail first; who waits is told that.
    answer.promise.catch(() => undefined);
    this.#pending = {
      question: { text, timeoutMs, decode },
      sentNs: this.#input.clock.now().monoNs,
      skipsLine: this.#input.isInside(),
      answer,
    };
    const timer = setTimeout(() => answer.resolve(undefined), timeoutMs);
    try {
      await this.#send(text);
      const line = await answer.promise;
      if (line === undefined) this.#distrust(timeoutMs);
      return line;
    } finally {
      clearTimeout(timer);
      this.#pending = undefined;
    }
  }

  #distrust(timeoutMs: number): void {
    const quietMs = this.#input.options.quietMs ?? 2 * timeoutMs;
    this.#quietUntilMs = this.#nowMs() + Math.max(quietMs, this.#longestMs);
  }

  #untilQuiet(): Promise<void> {
    const waitMs = Math.max(this.#quietUntilMs, this.#input.fromMs) - this.#nowMs();
    const { signal } = this.#closing;
    signal.throwIfAborted();
    if (waitMs <= 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        signal.removeEventListener("abort", abort);
        resolve();
      }, waitMs);
      const abort = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      signal.addEventListener("abort", abort, { once: true });
    });
  }

  async #send(text: string): Promise<void> {
    this.#closing.signal.throwIfAborted();
    const { link, options } = this.#input;
    const encoding = options.encoding === "utf8" ? "utf8" : "latin1";
    await link.write(Buffer.from(text + options.terminator, encoding));
  }

  #nowMs(): number {
    return Number(this.#input.clock.now().monoNs) / 1e6;
  }

  /** For messages: a question that had no answer. */
  timeoutError({ text, timeoutMs }: LineQuestion): DriverError {
    const { rig, link } = this.#input;
    const message = `rig ${rig} on ${link.description}: no answer to ${JSON.stringify(text)} within ${timeoutMs} ms`;
    return new DriverError("request.timeout", message);
  }
}
