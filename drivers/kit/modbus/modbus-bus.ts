/**
 * One Modbus master on one link, shared by all rigs of the port.
 *
 *   request ─► queue (writes first) ─► pause, quiet line ─► framing ─► link
 *   reply   ◄─ codec ◄──────────────── framing ◄──────────────────── chunks
 *
 * One request is in flight, each has a deadline, and what arrives outside of that is told as a
 * stray. A bus that failed stays failed: the next `share` of the port makes a new link.
 */
import {
  type ByteLink,
  type Chunk,
  type Clock,
  DriverError,
  type Instant,
  type SharedBus,
} from "../../contract.ts";
import { DeadlineTimer } from "../link/deadline.ts";
import { ModbusCodec } from "./modbus-codec.ts";
import type { Arrival, ModbusFraming, Stray } from "./modbus-framing.ts";
import { MbapFraming } from "./modbus-mbap.ts";
import { JobQueue, type ModbusJob, type ModbusReply, type Waiting } from "./modbus-queue.ts";
import { QuietLine } from "./modbus-quiet-line.ts";
import { checkRequest } from "./modbus-request.ts";
import { RtuFraming } from "./modbus-rtu.ts";

/** Named by what is on the wire. */
export type ModbusFramingName = "rtu" | "tcp" | "rtu-over-tcp";

export interface ModbusBusSettings {
  readonly framing: ModbusFramingName;
  readonly clock: Clock;
  /** Silence between two RTU frames, 3.5 characters; 0 for TCP. */
  readonly gapMs: number;
}

/** A chunk that is not yet a reply is judged when nothing followed for this long. USB adapters
 * hold bytes back for up to 16 ms. */
const SETTLE_MS = 20;
/** Consecutive timeouts after which a TCP connection is taken for dead. */
const TIMEOUTS_MAX = 3;
/** A late reply tells how slow the device can be; later bytes than this are no reply. */
const LATE_FACTOR_MAX = 4;

/** The connection is given up on purpose. A request that gets this was never sent. */
export class BusRenewed extends DriverError {
  constructor(link: ByteLink, cause: DriverError) {
    super("wire.lost", `${link.description}: given up for a new connection`, { cause });
  }
}

function elapsedMs(from: Instant, to: Instant): number {
  return Number(to.monoNs - from.monoNs) / 1e6;
}

/** A Modbus master. Disposed by the port's last lease; `request` never hangs. */
export class ModbusBus implements SharedBus {
  readonly framing: ModbusFramingName;
  readonly #link: ByteLink;
  readonly #clock: Clock;
  readonly #frames: ModbusFraming;
  readonly #line: QuietLine | undefined;
  readonly #codec = new ModbusCodec();
  readonly #stop = new AbortController();
  readonly #queue = new JobQueue();
  #inFlight: Waiting | undefined;
  /** Of the request in flight, or of the latest one. */
  #sentAt: Instant | undefined;
  readonly #deadline = new DeadlineTimer(() => this.#onRing());
  /** A request has been taken and waits for the line. */
  #isWaiting = false;
  #isFirst = true;
  #timeouts = 0;
  #owner: ModbusJob | undefined;
  #abandonedAt: Instant | undefined;
  #settling: NodeJS.Timeout | undefined;
  #failure: DriverError | undefined;
  readonly #listening: Promise<void>;
  #closing: Promise<void> | undefined;

  constructor(link: ByteLink, { framing, clock, gapMs }: ModbusBusSettings) {
    this.framing = framing;
    this.#link = link;
    this.#clock = clock;
    this.#frames = framing === "tcp" ? new MbapFraming() : new RtuFraming();
    this.#line = framing === "tcp" ? undefined : new QuietLine(clock, gapMs);
    this.#listening = this.#listen();
  }

  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /**
   * The unit's answer. Throws DriverError `request.timeout`, `request.corrupt`,
   * `request.exception` (a ModbusException), `request.invalid`, or `wire.…` when the bus is dead;
   * the signal's reason on abort.
   */
  request(job: ModbusJob, signal: AbortSignal): Promise<ModbusReply> {
    try {
      checkRequest(job.unitId, job.request);
      signal.throwIfAborted();
      if (this.#failure) throw this.#failure;
    } catch (error) {
      return Promise.reject(error);
    }
    const reply = this.#queue.add(job, signal);
    this.#pump();
    return reply;
  }

  /** Takes what waits while nobody has the line. Called at the end of whatever may free it. */
  #pump(): void {
    while (this.#inFlight === undefined && !this.#isWaiting) {
      const waiting = this.#queue.next();
      if (waiting === undefined) return;
      if (waiting.isAborted) continue;
      const line = this.#line ?? this.#pauseOnly(waiting.job.pauseMs);
      if (line === undefined) this.#send(waiting);
      else void this.#sendWhenQuiet(waiting, line);
    }
  }

  /** After pause and quarantine, unless the job cannot be done any more. */
  async #sendWhenQuiet(waiting: Waiting, line: QuietLine): Promise<void> {
    const { pauseMs, timeoutMs } = waiting.job;
    this.#isWaiting = true;
    // Whoever used the line before may have left a request on it that is answered only now.
    if (this.#isFirst) this.#line?.suspect(timeoutMs);
    this.#isFirst = false;
    if (!(await line.isQuiet(pauseMs))) {
      this.#fail(new DriverError("wire.silent", `${this.#link.description}: the line never rests`));
    }
    this.#isWaiting = false;
    if (this.#failure) waiting.reject(this.#failure);
    else if (!waiting.isAborted) this.#send(waiting);
    this.#pump();
  }

  #send(waiting: Waiting): void {
    const { job } = waiting;
    this.#inFlight = waiting;
    this.#deadline.start(job.timeoutMs);
    const adu = this.#codec.encode(job.unitId, job.request);
    const { bytes, strays } = this.#frames.begin(adu);
    this.#tell(strays);
    this.#owner = job;
    this.#abandonedAt = undefined;
    this.#sentAt = this.#line && this.#clock.now();
    this.#line?.noteTraffic();
    this.#link.write(bytes).catch(this.#onWriteFailed);
  }

  readonly #onWriteFailed = (error: unknown): void => this.#fail(asWireLost(error, this.#link));

  #tcpPause: QuietLine | undefined;
  #pauseOnly(pauseMs: number): QuietLine | undefined {
    if (pauseMs > 0) this.#tcpPause ??= new QuietLine(this.#clock, 0);
    return pauseMs > 0 ? this.#tcpPause : undefined;
  }

  async #listen(): Promise<void> {
    try {
      for await (const chunk of this.#link.chunks(this.#stop.signal)) this.#receive(chunk);
      this.#fail(new DriverError("wire.lost", `${this.#link.description}: closed`));
    } catch (error) {
      this.#fail(asWireLost(error, this.#link));
    }
  }

  #receive(chunk: Chunk): void {
    this.#line?.noteTraffic();
    this.#tcpPause?.noteTraffic();
    clearTimeout(this.#settling);
    if (!this.#inFlight) this.#onUnasked(chunk);
    this.#judge(this.#frames.accept(chunk.bytes), chunk.receivedAt);
  }

  #onUnasked({ receivedAt }: Chunk): void {
    const slowestMs = LATE_FACTOR_MAX * (this.#owner?.timeoutMs ?? 0);
    const lateMs = this.#abandonedAt && elapsedMs(this.#abandonedAt, receivedAt);
    if (lateMs !== undefined && lateMs <= slowestMs) this.#line?.noteReply(lateMs);
    else this.#line?.suspectStray();
  }

  #judge(arrival: Arrival, at: Instant): void {
    this.#tell(arrival.strays, at);
    if (arrival.reply) this.#answer(arrival.reply, at);
    if (arrival.broken) this.#onBroken(arrival.broken);
    if (arrival.strays.length > 0 && this.#inFlight === undefined && !arrival.broken) {
      this.#line?.suspectStray();
    }
    if (arrival.isOpen) {
      this.#settling = setTimeout(() => {
        setImmediate(() => this.#judge(this.#frames.settle(), at));
      }, SETTLE_MS);
    }
    this.#pump();
  }

  #where({ unitId, request }: ModbusJob): string {
    const what = `function ${request.functionCode} at address ${request.address}`;
    return `${this.#link.description}, unit ${unitId}, ${what}`;
  }

  #answer(reply: Uint8Array, takenAt: Instant): void {
    const inFlight = this.#inFlight;
    if (!inFlight) return;
    this.#timeouts = 0;
    if (this.#sentAt) this.#line?.noteReply(elapsedMs(this.#sentAt, takenAt));
    try {
      const { bits, bytes } = this.#codec.decode(reply, () => this.#where(inFlight.job));
      inFlight.resolve({ bits, bytes, takenAt });
    } catch (error) {
      inFlight.reject(error);
    }
    this.#release();
  }

  /** The next request may go as soon as what is being judged has been judged to its end. */
  #release(): void {
    clearTimeout(this.#settling);
    this.#inFlight = undefined;
    this.#abandonedAt = undefined;
  }

  /** After a wrong checksum nobody knows what else is on its way; after a wrong header, what
   * the next bytes are. */
  #onBroken(what: "crc" | "header"): void {
    const inFlight = this.#inFlight;
    const where = inFlight ? this.#where(inFlight.job) : this.#link.description;
    const error = new DriverError("request.corrupt", `${where}: reply with a wrong ${what}`);
    if (inFlight) {
      this.#line?.suspect(inFlight.job.timeoutMs);
      inFlight.reject(error);
      this.#release();
    }
    if (what === "header") this.#fail(new BusRenewed(this.#link, error));
  }

  #onRing(): void {
    const inFlight = this.#inFlight;
    if (inFlight === undefined) return;
    // Timers run before sockets are read: a reply that already waits there is not late.
    setImmediate(() => {
      if (this.#inFlight === inFlight) this.#onDeadline(inFlight);
    });
  }

  #onDeadline(inFlight: Waiting): void {
    const { timeoutMs } = inFlight.job;
    this.#tell(this.#frames.abandon());
    this.#line?.suspect(timeoutMs);
    const where = this.#where(inFlight.job);
    const error = new DriverError("request.timeout", `${where}: no reply in ${timeoutMs} ms`);
    this.#timeouts += 1;
    inFlight.reject(error);
    this.#release();
    this.#abandonedAt = this.#sentAt;
    const isDead = this.framing === "tcp" && this.#timeouts >= TIMEOUTS_MAX;
    if (isDead || this.framing === "rtu-over-tcp") this.#fail(new BusRenewed(this.#link, error));
    this.#pump();
  }

  #tell(strays: readonly Stray[], at?: Instant): void {
    if (strays.length === 0) return;
    const toldAt = at ?? this.#clock.now();
    for (const stray of strays) this.#owner?.onStray(stray, toldAt);
  }

  /** Ends every request with `error` and lets go of the link at once: a device may have only one
   * socket, and a new link is made while other rigs still hold a lease on this bus. */
  #fail(error: DriverError): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#stop.abort();
    this.#deadline.stop();
    this.#inFlight?.reject(error);
    this.#release();
    this.#queue.close(error);
    this.#closing = Promise.resolve(this.#link[Symbol.asyncDispose]());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#fail(new DriverError("wire.lost", `${this.#link.description}: closed`));
    await this.#closing;
    await this.#listening;
  }
}

function asWireLost(error: unknown, link: ByteLink): DriverError {
  if (error instanceof DriverError) return error;
  return new DriverError("wire.lost", `${link.description}: lost`, { cause: error });
}
