/**
 * One link under a Modbus master: the request in flight, its deadline, and what arrives.
 *
 *   send ─► framing ─► link        link ─► framing ─► codec ─► the waiting job
 *
 * What arrives outside of a request is told as a stray. A line that failed stays failed.
 */
import { type ByteLink, type Clock, DriverError, type Instant } from "../../contract.ts";
import { DeadlineTimer } from "../link/deadline.ts";
import { monoMs } from "../mono-ms.ts";
import type { Arrival, ModbusFraming } from "./framing/modbus-framing.ts";
import { openFraming } from "./framing/open-framing.ts";
import { FrameReader } from "./line/frame-reader.ts";
import type { ModbusFramingName } from "./line/line-timing.ts";
import { QuietLine } from "./line/quiet-line.ts";
import { StrayLog } from "./line/stray-log.ts";
import { asWireLost, BusRenewed } from "./line/wire-loss.ts";
import { isUnreachable, ModbusCodec, ModbusException } from "./modbus-codec.ts";
import type { ModbusJob, Waiting } from "./modbus-queue.ts";
import { describeRequest, normalReplyLength } from "./modbus-request.ts";
import type { UnitBook, UnitRecord } from "./unit/unit-book.ts";

/** Consecutive timeouts after which a TCP connection is taken for dead. */
const TIMEOUTS_MAX = 3;
/** Over TCP one in so many replies is timed; reading the clock for each would be felt. */
const TIMED_EVERY = 8;

/** What a line is like. */
export interface LineSettings {
  readonly framing: ModbusFramingName;
  readonly clock: Clock;
  /** Silence between two frames of a serial line, 3.5 characters; 0 over TCP. */
  readonly gapMs: number;
  /** How long a character takes on a serial line; 0, where it is left out, for a socket. */
  readonly characterMs?: number;
}

export interface ModbusLineInput extends LineSettings {
  readonly link: ByteLink;
  readonly book: UnitBook;
  /** The line has become free. */
  readonly onFree: () => void;
  /** A unit refused the job, which is the caller's now. */
  readonly onException: (waiting: Waiting, exception: ModbusException) => void;
  /** Once; every job that waits is the caller's. */
  readonly onFailed: (error: DriverError) => void;
}

/** One request at a time. Disposed by the bus. */
export class ModbusLine {
  readonly #input: ModbusLineInput;
  readonly #link: ByteLink;
  readonly #clock: Clock;
  readonly #framing: ModbusFramingName;
  readonly #book: UnitBook;
  readonly #frames: ModbusFraming;
  readonly #strays: StrayLog;
  /** On TCP nothing has to be quiet; devices may want a pause there too. */
  readonly #quiet: QuietLine;
  readonly #isSerial: boolean;
  readonly #codec = new ModbusCodec();
  readonly #deadline = new DeadlineTimer(() => this.#onRing());
  #inFlight: Waiting | undefined;
  /** Of the request in flight, or of the latest one. */
  #unit: UnitRecord | undefined;
  #adu: Uint8Array = new Uint8Array(0);
  #sentAt: Instant | undefined;
  #timeoutMs = 0;
  #isBroadcast = false;
  /** A unit wants pauses, so the time of the latest byte matters. */
  #isPaced = false;
  #timeouts = 0;
  #failure: DriverError | undefined;
  readonly #reader: FrameReader;
  #closing: Promise<void> | undefined;

  constructor(input: ModbusLineInput) {
    this.#input = input;
    this.#link = input.link;
    this.#clock = input.clock;
    this.#framing = input.framing;
    this.#book = input.book;
    this.#strays = new StrayLog(input.book, input.clock);
    this.#frames = openFraming(input.framing, input.book.unproven);
    this.#isSerial = input.framing !== "tcp";
    this.#quiet = new QuietLine(input.clock, input.gapMs);
    this.#reader = new FrameReader({
      ...{ link: input.link, frames: this.#frames },
      onBytes: (at) => this.#onBytes(at),
      onArrival: (arrival, at) => this.#onArrival(arrival, at),
      onLost: (error) => this.fail(error),
    });
  }

  get isBusy(): boolean {
    return this.#inFlight !== undefined;
  }

  /** False while an echo of a write could be taken for its confirmation. */
  readonly knowsEcho = (): boolean => this.#frames.knowsEcho;

  get failure(): DriverError | undefined {
    return this.#failure;
  }

  /** True when a request may go at once. */
  isReady(pauseMs: number): boolean {
    this.#isPaced ||= pauseMs > 0;
    return this.#isSerial ? this.#quiet.isQuietNow(pauseMs) : pauseMs <= 0;
  }

  /** Late replies may come for so long: see QuietLine. */
  suspect(replyMs: number): void {
    if (this.#isSerial) this.#quiet.suspect(replyMs);
  }

  /** Resolves when the line may be used; what came meanwhile is told. Fails when it babbles. */
  async untilQuiet(pauseMs: number): Promise<void> {
    if (!(await this.#quiet.isQuiet(pauseMs))) {
      this.fail(new DriverError("wire.silent", `${this.#link.description}: the line never rests`));
    }
    this.#strays.tell(this.#frames.purge());
  }

  /** The line must be free. The job is settled when it was answered, or `timeoutMs` from now. */
  send(waiting: Waiting, unit: UnitRecord, timeoutMs: number): void {
    this.#isBroadcast = false;
    this.#link.write(this.#begin(waiting, unit, timeoutMs)).catch(this.#onWriteFailed);
  }

  /** For everybody: no unit answers, and each has `turnaroundMs` to do it. */
  broadcast(waiting: Waiting, unit: UnitRecord, turnaroundMs: number): void {
    this.send(waiting, unit, turnaroundMs);
    this.#frames.abandon();
    this.#isBroadcast = true;
  }

  #begin(waiting: Waiting, unit: UnitRecord, timeoutMs: number): Uint8Array {
    this.#inFlight = waiting;
    this.#deadline.start(timeoutMs);
    this.#timeoutMs = timeoutMs;
    this.#adu = this.#codec.encode(waiting.job.unitId, waiting.job.request);
    const { bytes, strays } = this.#frames.begin(this.#adu);
    this.#strays.tell(strays);
    this.#unit = unit;
    this.#strays.own(waiting.job);
    const isTimed = this.#isSerial || unit.tally.requests % TIMED_EVERY === 0;
    unit.tally.requests += 1;
    this.#sentAt = isTimed ? this.#clock.now() : undefined;
    if (this.#isSerial && this.#sentAt) this.#quiet.noteTraffic(this.#sentAt);
    return bytes;
  }

  readonly #onWriteFailed = (error: unknown): void => this.fail(asWireLost(error, this.#link));

  #onBytes(at: Instant): void {
    if (this.#isSerial || this.#isPaced) this.#quiet.noteTraffic(at);
    if (!this.#inFlight && this.#isSerial) this.#quiet.suspectStray();
  }

  #onArrival(arrival: Arrival, at: Instant): void {
    this.#strays.tell(arrival.strays, at);
    if (arrival.reply) this.#answer(arrival.reply, at);
    if (arrival.broken) this.#onBroken(arrival.broken);
    const isStray = arrival.strays.length > 0 && !this.#inFlight && !arrival.broken;
    if (isStray && this.#isSerial) this.#quiet.suspectStray();
    if (!this.#inFlight) this.#input.onFree();
  }

  /** For messages: the link, the unit and the request. */
  where({ unitId, request }: ModbusJob): string {
    return `${this.#link.description}, unit ${unitId}, ${describeRequest(request)}`;
  }

  #answer(reply: Uint8Array, takenAt: Instant): void {
    const [waiting, unit] = [this.#inFlight, this.#unit];
    if (!waiting || !unit) return;
    this.#timeouts = 0;
    if (this.#sentAt) {
      const tookMs = monoMs(takenAt) - monoMs(this.#sentAt);
      unit.latency.note(tookMs - this.#wireMs(this.#adu.length + reply.length));
    }
    this.#release();
    try {
      const { bits, bytes } = this.#codec.decode(reply, () => this.where(waiting.job));
      unit.noteReply(waiting.job.request, takenAt);
      waiting.resolve({ bits, bytes, takenAt });
    } catch (error) {
      this.#onRefused(waiting, error);
    }
  }

  #onRefused(waiting: Waiting, error: unknown): void {
    if (!(error instanceof ModbusException)) {
      waiting.reject(error);
      return;
    }
    const unit = this.#book.unit(waiting.job.unitId);
    const { exceptionCode } = error;
    const { request } = waiting.job;
    if (isUnreachable(error)) unit.noteUnreachable(request, exceptionCode, this.#nowMs());
    else unit.noteException(request, exceptionCode);
    this.#input.onException(waiting, error);
  }

  /** How long a request and its reply are on the wire. */
  exchangeMs(request: ModbusJob["request"]): number {
    return this.#wireMs(8 + normalReplyLength(request));
  }

  /** Of so many bytes in RTU form, both ways together, and the silence between them. */
  #wireMs(length: number): number {
    const { characterMs = 0, gapMs } = this.#input;
    const characters = this.#framing === "ascii" ? 2 * length + 2 : length;
    return characterMs > 0 ? characters * characterMs + gapMs : 0;
  }

  #nowMs(): number {
    return monoMs(this.#clock.now());
  }

  #release(): void {
    this.#reader.forget();
    this.#inFlight = undefined;
  }

  /** After a wrong checksum nobody knows what else comes; after a wrong header, what bytes mean. */
  #onBroken(what: "crc" | "header"): void {
    const waiting = this.#inFlight;
    const where = waiting ? this.where(waiting.job) : this.#link.description;
    const error = new DriverError("request.corrupt", `${where}: reply with a wrong ${what}`);
    if (waiting) {
      if (this.#unit) this.#unit.tally.corrupt += 1;
      this.#giveUp(waiting);
      waiting.reject(error);
      this.#release();
    }
    if (what === "header") this.fail(new BusRenewed(this.#link, error));
  }

  /** The reply of the request in flight may still come. */
  #giveUp({ job }: Waiting): void {
    if (!this.#isSerial) return;
    this.#book.unproven.add(this.#adu, this.#nowMs(), job.timeoutMs);
    // Others must not meet a late reply on the wire; that it is not mistaken is the barrier's.
    const usualMs = this.#unit?.usualMs(this.exchangeMs(job.request)) ?? this.#timeoutMs;
    this.#quiet.suspect(Math.min(this.#timeoutMs, usualMs));
  }

  #onRing(): void {
    const waiting = this.#inFlight;
    if (waiting === undefined) return;
    // Timers run before sockets are read: a reply that already waits there is not late.
    setImmediate(() => {
      if (this.#inFlight !== waiting) return;
      if (this.#isBroadcast) this.#onTurnaround(waiting);
      else this.#onDeadline(waiting);
    });
  }

  #onTurnaround(waiting: Waiting): void {
    this.#release();
    waiting.resolve({ bits: [], bytes: new Uint8Array(0), takenAt: this.#clock.now() });
    this.#input.onFree();
  }

  #onDeadline(waiting: Waiting): void {
    this.#strays.tell(this.#frames.abandon());
    this.#giveUp(waiting);
    this.#unit?.noteTimeout(this.#nowMs());
    const message = `${this.where(waiting.job)}: no reply in ${this.#timeoutMs} ms`;
    const error = new DriverError("request.timeout", message);
    this.#timeouts += 1;
    this.#release();
    waiting.reject(error);
    const isDead = this.#framing === "tcp" && this.#timeouts >= TIMEOUTS_MAX;
    if (isDead || this.#framing === "rtu-over-tcp") this.fail(new BusRenewed(this.#link, error));
    this.#input.onFree();
  }

  /** Ends the request in flight with `error` and lets go of the link at once: a device may have
   * only one socket, and a new link is made while other rigs still hold a lease on this bus. */
  fail(error: DriverError): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#reader.stop();
    this.#deadline.stop();
    this.#inFlight?.reject(error);
    this.#release();
    this.#input.onFailed(error);
    this.#closing = Promise.resolve(this.#link[Symbol.asyncDispose]());
  }

  /** Fails, and resolves when the link is closed. */
  async close(): Promise<void> {
    this.fail(new DriverError("wire.lost", `${this.#link.description}: closed`));
    await this.#closing;
    await this.#reader.ended;
  }
}
