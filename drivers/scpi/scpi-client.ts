/**
 * One SCPI instrument on one link: a question, its answer, the next question.
 *
 * Nothing in SCPI says which question a line answers, so an answer that comes after its deadline
 * would be taken for the next one's, and from then on every value would be another's. After
 * anything out of step nothing passes until the instrument has answered its identification: it
 * answers in order, so whatever was still owed came before that or never comes. The identity is a
 * line that no measurement looks like, and later copies of it are known and dropped.
 *
 *   turn ─► (out of step? barrier: *IDN? until its known answer) ─► question ─► answer
 */
import { type ByteLink, type Clock, DriverError, type Instant } from "../contract.ts";
import {
  type ScpiNoise,
  type ScpiReply,
  ScpiReplyFramer,
} from "../kit/framers/scpi-reply-framer.ts";
import { TurnQueue } from "../kit/turn-queue.ts";
import { isAnswer, looksLikeIdentity, textOf } from "./answer.ts";

export interface ScpiClientInput {
  readonly link: ByteLink;
  readonly clock: Clock;
  /** Of the rig, for messages. */
  readonly rig: string;
  readonly terminator: "lf" | "cr" | "crlf";
  readonly lengthMax: number;
  readonly blockMax: number;
  readonly identityQuery: string;
  /** Sent before the barrier, such as control-C; empty for none. */
  readonly clearText: string;
  /** For each answer of the barrier. */
  readonly timeoutMs: number;
  /** A barrier after each answer too: nothing else may have come with it. */
  readonly proveAnswers: boolean;
  /** Told of everything that was no answer. */
  readonly onNoise: (noise: ScpiNoise) => void;
}

/** What may be done with the wire in a turn. */
export interface ScpiTurn {
  /** Sends a message that has no answer. Throws DriverError `wire.lost`. */
  write(text: string): Promise<void>;
  /** Throws DriverError `request.timeout`, `request.corrupt`, `wire.lost` or `wire.silent`. */
  query(text: string, timeoutMs: number): Promise<ScpiReply>;
}

interface Question {
  readonly text: string;
  readonly timeoutMs: number;
  /** False: not this one, wait on. */
  readonly accepts: (reply: ScpiReply) => boolean;
  /** A barrier waits through noise; a question is spoilt by it. */
  readonly isBarrier: boolean;
}

interface Pending extends Question {
  readonly answer: PromiseWithResolvers<ScpiReply>;
  isEchoed: boolean;
}

const BARRIER_TRIES = 4;
const ENDS = { lf: "\n", cr: "\r", crlf: "\r\n" } as const;

/** Owns the link: whoever opened it disposes the client and nothing else. */
export class ScpiClient implements AsyncDisposable {
  readonly #input: ScpiClientInput;
  readonly #framer: ScpiReplyFramer;
  readonly #turns = new TurnQueue();
  readonly #closing = new AbortController();
  readonly #ended = Promise.withResolvers<unknown>();
  readonly #listening: Promise<void>;
  #pending: Pending | undefined;
  #identity: string | undefined;
  #isInStep = false;
  #failure: { readonly error: unknown } | undefined;
  #exchangedAt: Instant;
  /** Lines and noise that were no answer, since the beginning. */
  #strays = 0;

  constructor(input: ScpiClientInput) {
    this.#input = input;
    const { lengthMax, blockMax, terminator, clock } = input;
    const end = terminator === "cr" ? "\r" : "\n";
    this.#framer = new ScpiReplyFramer({ terminator: end, lengthMax, blockMax });
    this.#exchangedAt = clock.now();
    this.#listening = this.#listen();
  }

  /** Resolves with the error that ended the connection; undefined where it was disposed. */
  get ended(): Promise<unknown> {
    return this.#ended.promise;
  }

  /** When the instrument was last known to answer. */
  get exchangedAt(): Instant {
    return this.#exchangedAt;
  }

  /** The line it identifies itself with; asked anew where nothing is known of it yet. */
  async identify(signal: AbortSignal): Promise<string> {
    await this.#turns.take("command", () => this.#synchronise(), signal);
    return this.#identity ?? "";
  }

  /** Proves that the instrument still answers, in order. Throws DriverError `wire.silent`. */
  async prove(signal: AbortSignal): Promise<void> {
    await this.#turns.take("poll", () => this.#barrier(), signal);
  }

  /** Does `work` when the wire is free and in step; commands come before polls. */
  turn<T>(
    rank: "command" | "poll",
    work: (turn: ScpiTurn) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const wire: ScpiTurn = {
      write: (text) => this.#write(text),
      query: (text, timeoutMs) => this.#query(text, timeoutMs),
    };
    return this.#turns.take(rank, () => work(wire), signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end({ error: undefined });
    this.#closing.abort();
    await this.#input.link[Symbol.asyncDispose]();
    await this.#listening;
  }

  async #listen(): Promise<void> {
    try {
      for await (const chunk of this.#input.link.chunks(this.#closing.signal)) {
        for (const output of this.#framer.push(chunk)) this.#hear(output);
      }
    } catch (error) {
      this.#tellPartial();
      this.#end({ error });
    }
  }

  #hear(output: ScpiReply | ScpiNoise): void {
    const pending = this.#pending;
    if (output.kind === "noise" || !isAnswer(output)) {
      this.#stray(
        output.kind === "noise" ? output : { ...output, kind: "noise", reason: "unparsable" },
      );
      if (pending === undefined || pending.isBarrier) return;
      const message = `${this.#where}: noise in the answer to ${pending.text}`;
      pending.answer.reject(new DriverError("request.corrupt", message));
      return;
    }
    const text = output.isBlock ? undefined : textOf(output);
    if (pending !== undefined && text === pending.text && !pending.isEchoed) {
      pending.isEchoed = true;
      this.#tell(output, "echo");
    } else if (pending?.accepts(output)) {
      this.#pending = undefined;
      this.#exchangedAt = output.takenAt;
      pending.answer.resolve(output);
    } else if (text !== undefined && text === this.#identity) {
      // A late copy of the barrier's answer: known, and no reason to doubt what follows it.
      this.#tell(output, "late-reply");
    } else {
      this.#isInStep = false;
      this.#strays += 1;
      this.#tell(output, pending === undefined ? "unexpected-reply" : "late-reply");
    }
  }

  #stray(noise: ScpiNoise): void {
    this.#isInStep = false;
    this.#strays += 1;
    this.#input.onNoise(noise);
  }

  #tell({ bytes, takenAt }: ScpiReply, reason: ScpiNoise["reason"]): void {
    this.#input.onNoise({ kind: "noise", reason, bytes, takenAt });
  }

  async #write(text: string): Promise<void> {
    await this.#synchronise();
    await this.#send(text);
  }

  async #query(text: string, timeoutMs: number): Promise<ScpiReply> {
    await this.#synchronise();
    const asksIdentity = text.toUpperCase().includes(this.#input.identityQuery.toUpperCase());
    const accepts = (reply: ScpiReply) =>
      asksIdentity || reply.isBlock || textOf(reply) !== this.#identity;
    const strays = this.#strays;
    const reply = await this.#ask({ text, timeoutMs, accepts, isBarrier: false });
    if (reply !== undefined) {
      if (this.#input.proveAnswers) await this.#prove(text, strays);
      return reply;
    }
    this.#isInStep = false;
    const message = `${this.#where}: no answer to ${text} within ${timeoutMs} ms`;
    throw new DriverError("request.timeout", message);
  }

  /** A reply that began before its question is no answer: its rest would be glued to one. */
  async #prove(text: string, strays: number): Promise<void> {
    await this.#barrier();
    if (this.#strays === strays) return;
    const message = `${this.#where}: more than one answer to ${text}`;
    throw new DriverError("request.corrupt", message);
  }

  async #synchronise(): Promise<void> {
    if (!this.#isInStep || this.#framer.isInside) await this.#barrier();
  }

  /** Whatever the instrument still owes is told as noise until it has named itself. */
  async #barrier(): Promise<void> {
    this.#isInStep = false;
    this.#framer.expectBlocks(false);
    const { clearText, identityQuery: text, timeoutMs } = this.#input;
    if (clearText !== "") await this.#sendBytes(clearText);
    const accepts = this.#identityJudge();
    for (let tries = 0; tries < BARRIER_TRIES; tries += 1) {
      this.#tellPartial();
      await this.#ask({ text, timeoutMs, accepts, isBarrier: true });
      if (this.#isInStep) return;
    }
    const error = new DriverError("wire.silent", `${this.#where}: no steady answer to ${text}`);
    this.#end({ error });
    throw error;
  }

  /** Until an identity is known, it is the line that comes twice in answer to two questions. */
  #identityJudge(): Pending["accepts"] {
    let candidate = this.#identity;
    return (reply) => {
      const text = textOf(reply);
      const isKnown = text === candidate;
      if (isKnown) {
        this.#identity = text;
        this.#isInStep = true;
        this.#framer.expectBlocks(true);
        return true;
      }
      if (this.#identity !== undefined || !looksLikeIdentity(text)) return false;
      candidate = text;
      return true;
    };
  }

  /** Undefined when the time was up. */
  async #ask(question: Question): Promise<ScpiReply | undefined> {
    if (this.#failure !== undefined) throw this.#failure.error;
    const answer = Promise.withResolvers<ScpiReply>();
    const late = Promise.withResolvers<undefined>();
    this.#pending = { ...question, answer, isEchoed: false };
    const timer = setTimeout(() => late.resolve(undefined), question.timeoutMs);
    try {
      const answered = Promise.race([answer.promise, late.promise]);
      await Promise.all([this.#send(question.text), answered.catch(() => undefined)]);
      return await answered;
    } finally {
      clearTimeout(timer);
      this.#pending = undefined;
    }
  }

  async #send(text: string): Promise<void> {
    await this.#sendBytes(text + ENDS[this.#input.terminator]);
  }

  async #sendBytes(text: string): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure.error;
    await this.#input.link.write(Buffer.from(text, "latin1"));
  }

  #tellPartial(): void {
    for (const output of this.#framer.restart()) {
      if (output.kind === "noise") this.#stray(output);
    }
  }

  #end(failure: { readonly error: unknown }): void {
    if (this.#failure !== undefined) return;
    const lost = new DriverError("wire.lost", `${this.#where}: the connection is closed`);
    this.#failure = { error: failure.error ?? lost };
    this.#pending?.answer.reject(this.#failure.error);
    this.#turns.close(this.#failure.error);
    this.#ended.resolve(failure.error);
  }

  get #where(): string {
    return `rig ${this.#input.rig} on ${this.#input.link.description}`;
  }
}
