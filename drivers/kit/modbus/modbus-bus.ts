/**
 * One Modbus master on one link, shared by all rigs of the port.
 *
 *   request ─► queue ─► set back? ─► quiet line ─► barrier? ─► line ─► link
 *
 * Here it is decided what is sent when: commands before polls, rigs in turns, nothing to a unit
 * that does not answer, a barrier where a late reply could be mistaken, a busy unit again later.
 * How a request and its reply meet is the line's. A bus that failed stays failed: the next `share`
 * of the port makes a new link.
 */
import { type ByteLink, DriverError, type SharedBus } from "../../contract.ts";
import type { ModbusFramingName } from "./line/line-timing.ts";
import { ModbusException } from "./modbus-codec.ts";
import { type LineSettings, ModbusLine } from "./modbus-line.ts";
import { JobQueue, type ModbusJob, type ModbusReply, Waiting } from "./modbus-queue.ts";
import { checkRequest } from "./modbus-request.ts";
import type { MeasuredLatency } from "./unit/device-latency.ts";
import { UnitBook, type UnitRecord } from "./unit/unit-book.ts";
import type { UnitCounters } from "./unit/unit-counters.ts";

export interface ModbusBusSettings extends LineSettings {
  /** What all units have time for after a broadcast; 100 ms to 200 ms is usual, 100 unless told. */
  readonly turnaroundMs?: number;
  /** What is known of the port's units from before; new where it is left out. */
  readonly book?: UnitBook;
}

const TURNAROUND_MS = 100;
/** A unit is only set back where others answered within this time: alone it harms nobody. */
const OTHERS_WITHIN_MS = 60_000;
/** Barriers for one job. The second is of another shape. */
const BARRIERS_MAX = 2;
/** A busy unit is asked again so often, each time after twice the rest. */
const BUSY_RETRIES_MAX = 3;
const BUSY_REST_MS = 50;
const ACKNOWLEDGE = 5;
const BUSY = 6;

/** A Modbus master. Disposed by the port's last lease; `request` never hangs. */
export class ModbusBus implements SharedBus {
  readonly framing: ModbusFramingName;
  readonly #settings: ModbusBusSettings;
  readonly #book: UnitBook;
  readonly #line: ModbusLine;
  readonly #queue = new JobQueue();
  /** A job has been taken and waits for the line. */
  #isWaiting = false;
  /** That job, while nobody else would settle it. */
  #next: Waiting | undefined;
  #isFirst = true;

  constructor(link: ByteLink, settings: ModbusBusSettings) {
    this.framing = settings.framing;
    this.#settings = settings;
    this.#book = settings.book ?? new UnitBook();
    this.#line = new ModbusLine({
      ...settings,
      link,
      book: this.#book,
      onFree: () => this.#pump(),
      onException: (waiting, exception) => this.#onException(waiting, exception),
      onFailed: (error) => {
        this.#next?.reject(error);
        this.#queue.close(error);
      },
    });
  }

  get failed(): boolean {
    return this.#line.failure !== undefined;
  }

  /**
   * The unit's answer. Throws DriverError `request.timeout` (at once for a unit that is set back),
   * `request.corrupt`, `request.busy`, `request.exception` (the unit's exceptions are
   * ModbusExceptions), `request.invalid`, or `wire.…` when the bus is dead; the signal's reason on
   * abort. A broadcast, unit 0 on a serial line, is over after the turnaround.
   */
  request(job: ModbusJob, signal: AbortSignal): Promise<ModbusReply> {
    try {
      checkRequest(job.unitId, job.request);
      this.#checkBroadcast(job);
      signal.throwIfAborted();
      if (this.#line.failure) throw this.#line.failure;
      const refusal = this.#refusal(job);
      if (refusal) throw refusal;
    } catch (error) {
      return Promise.reject(error);
    }
    const reply = this.#queue.add(job, signal);
    this.#pump();
    return reply;
  }

  /** How long the unit takes to answer, less the time on the wire; undefined before it did. */
  measured(unitId: number): MeasuredLatency | undefined {
    return this.#book.unit(unitId).latency.measured();
  }

  /** What happened to the unit's requests since the port was first used. */
  counters(unitId: number): UnitCounters {
    return this.#book.unit(unitId).tally.counters();
  }

  #isBroadcast({ unitId }: ModbusJob): boolean {
    return unitId === 0 && this.framing !== "tcp";
  }

  #checkBroadcast(job: ModbusJob): void {
    const { functionCode } = job.request;
    if (!this.#isBroadcast(job) || [5, 6, 15, 16].includes(functionCode)) return;
    const message = "unit 0 is everybody on a serial line: it is written to, and nobody answers";
    throw new DriverError("request.invalid", `${this.#line.where(job)}: ${message}`, {
      retryable: false,
    });
  }

  #nowMs(): number {
    return Number(this.#settings.clock.now().monoNs) / 1e6;
  }

  /** What a job for a unit that is set back gets instead of its turn. */
  #refusal(job: ModbusJob): DriverError | undefined {
    const unit = this.#book.unit(job.unitId);
    if (!unit.health.isDemoted) return undefined;
    const waitMs = this.#isSetBack(unit) ? unit.health.untilProbeMs(this.#nowMs()) : 0;
    if (waitMs === 0) return undefined;
    unit.tally.refused += 1;
    const when = `next probe in ${Math.ceil(waitMs / 1000)} s`;
    const message = `${this.#line.where(job)}: unit ${job.unitId} does not answer; ${when}`;
    return new DriverError("request.timeout", message);
  }

  #isSetBack(unit: UnitRecord): boolean {
    if (!unit.health.isDemoted) return false;
    return this.#book.hasOthers(unit.unitId, this.#nowMs() - OTHERS_WITHIN_MS);
  }

  /** Takes what waits while nobody has the line. Called at the end of whatever may free it. */
  #pump(): void {
    while (!this.#line.isBusy && !this.#isWaiting) {
      const waiting = this.#queue.next();
      if (waiting === undefined) return;
      if (waiting.isAborted) continue;
      const { job } = waiting;
      const unit = this.#book.unit(job.unitId);
      const refusal = this.#refusal(job);
      if (refusal) waiting.reject(refusal);
      else if (this.#isReadyNow(job, unit)) this.#send(waiting, unit);
      else void this.#sendWhenReady(waiting, unit);
    }
  }

  #isReadyNow(job: ModbusJob, unit: UnitRecord): boolean {
    if (!this.#line.isReady(job.pauseMs)) return false;
    return this.framing === "tcp" || (!this.#isFirst && this.#mayAsk(job, unit));
  }

  #send(waiting: Waiting, unit: UnitRecord): void {
    const { job } = waiting;
    if (!this.#isBroadcast(job)) {
      this.#line.send(waiting, unit, this.#deadlineMs(job, unit));
      return;
    }
    const { turnaroundMs = TURNAROUND_MS } = this.#settings;
    this.#line.broadcast(waiting, unit, job.turnaroundMs ?? turnaroundMs);
  }

  /** A probe has a short one. Only a read: whether a write was done must not be left open. */
  #deadlineMs({ request, timeoutMs }: ModbusJob, unit: UnitRecord): number {
    if (!this.#isSetBack(unit)) return timeoutMs;
    unit.health.probe(this.#nowMs());
    if (!("count" in request)) return timeoutMs;
    return unit.probeTimeoutMs(timeoutMs, this.#line.exchangeMs(request));
  }

  /** After pause, quarantine and barrier, unless the job cannot be done any more. */
  async #sendWhenReady(waiting: Waiting, unit: UnitRecord): Promise<void> {
    this.#isWaiting = true;
    this.#next = waiting;
    // Whoever used the line before may have left a request on it that is answered only now.
    if (this.#isFirst) this.#line.suspect(waiting.job.timeoutMs);
    this.#isFirst = false;
    const isReady = await this.#isReady(waiting, unit);
    this.#isWaiting = false;
    this.#next = undefined;
    if (isReady && !this.failed && !waiting.isAborted) this.#send(waiting, unit);
    this.#pump();
  }

  async #isReady(waiting: Waiting, unit: UnitRecord): Promise<boolean> {
    const { job } = waiting;
    await this.#line.untilQuiet(job.pauseMs);
    if (this.#mayAsk(job, unit)) return true;
    // Whatever ends the bus from here on ends the barrier, and that ends the job.
    this.#next = undefined;
    if (!(await this.#prove(waiting, unit))) return false;
    this.#next = waiting;
    await this.#line.untilQuiet(job.pauseMs);
    return true;
  }

  /** False where a late reply could be taken for the one to this request. */
  #mayAsk(job: ModbusJob, unit: UnitRecord): boolean {
    if (this.framing === "tcp" || this.failed) return true;
    const { request } = job;
    unit.expire(this.#nowMs());
    if (!this.#canTellEcho(job)) return false;
    // What is asked of a unit that may be dead must not be in doubt afterwards.
    if (this.#isSetBack(unit) && !("count" in request)) return false;
    return unit.canTellReplyTo(request);
  }

  /** False for the writes that are confirmed by a copy of themselves, while any copy may come. */
  #canTellEcho(job: ModbusJob): boolean {
    const { functionCode } = job.request;
    const isCopied = functionCode === 5 || functionCode === 6;
    return !isCopied || this.#line.knowsEcho() || this.#isBroadcast(job);
  }

  /** True when the unit answered a request that only that answer fits; else the job has failed. */
  async #prove(waiting: Waiting, unit: UnitRecord): Promise<boolean> {
    const { job } = waiting;
    let cause: unknown;
    for (let attempt = 0; attempt < BARRIERS_MAX && !this.failed; attempt += 1) {
      if (attempt > 0) await this.#line.untilQuiet(job.pauseMs);
      const request = unit.chooseBarrier(job.request);
      if (request === undefined || this.#refusal(job) || this.failed) break;
      const barrier = new Waiting({ ...job, request });
      barrier.busyCount = BUSY_RETRIES_MAX;
      unit.tally.barriers += 1;
      const answered = outcomeOf(barrier.reply);
      this.#line.send(barrier, unit, this.#deadlineMs(barrier.job, unit));
      cause = await answered;
      if (cause !== undefined) unit.noteUnansweredBarrier(request);
      else if (this.#canTellEcho(job)) return true;
    }
    waiting.reject(this.#unproved(job, cause));
    return false;
  }

  #unproved(job: ModbusJob, cause: unknown): DriverError {
    const { failure } = this.#line;
    // A bus that failed for want of this reply did not fail before this job.
    const isUnanswered = cause instanceof DriverError && cause.code === "request.timeout";
    if (failure && !isUnanswered) return failure;
    const what = this.#canTellEcho(job)
      ? "not asked, as a late reply of an earlier request may still come"
      : "not written, as an echo of it could not be told from the unit's confirmation";
    return new DriverError("request.timeout", `${this.#line.where(job)}: ${what}`, { cause });
  }

  #onException(waiting: Waiting, exception: ModbusException): void {
    const { job, busyCount } = waiting;
    const { exceptionCode } = exception;
    // 5 means that a write has been accepted: once more would be twice.
    const isBusy =
      exceptionCode === BUSY || (exceptionCode === ACKNOWLEDGE && "count" in job.request);
    if (!isBusy || busyCount >= BUSY_RETRIES_MAX || waiting.isAborted) {
      waiting.reject(exception);
      return;
    }
    waiting.busyCount += 1;
    this.#book.unit(job.unitId).tally.busyRetries += 1;
    const restMs = Math.max(job.pauseMs, BUSY_REST_MS * 2 ** busyCount);
    this.#queue.rest(waiting, restMs, () => this.#pump());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#line.close();
  }
}

/** Undefined for an answer, be it an exception; else why there was none. */
function outcomeOf(reply: Promise<unknown>): Promise<unknown> {
  return reply.then(
    () => undefined,
    (error) => (error instanceof ModbusException ? undefined : error),
  );
}
