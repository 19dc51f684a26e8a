/** The requests that wait for a Modbus line: writes before reads, each in order of arrival. */
import { DriverError, type Instant } from "../../contract.ts";
import { type Abortable, AbortWatch } from "./modbus-abort.ts";
import type { ModbusAnswer } from "./modbus-codec.ts";
import type { Stray } from "./modbus-framing.ts";
import type { ModbusRequest } from "./modbus-request.ts";

export interface ModbusJob {
  readonly unitId: number;
  readonly request: ModbusRequest;
  /** For the complete reply, from the moment the request is sent. */
  readonly timeoutMs: number;
  /** Least silence before the request. */
  readonly pauseMs: number;
  /** Told of bytes that are no reply, until another job takes the line. */
  readonly onStray: (stray: Stray, at: Instant) => void;
}

/** An answer and the instant its last byte was seen. */
export interface ModbusReply extends ModbusAnswer {
  readonly takenAt: Instant;
}

/** More waiting requests than this are a fault of the caller. */
const WAITING_MAX = 1_000;

/** A job with the promise of its caller. Aborted ones are skipped by whoever takes them. */
export class Waiting implements Abortable {
  readonly job: ModbusJob;
  readonly #caller: PromiseWithResolvers<ModbusReply> = Promise.withResolvers();
  readonly #leave: (waiting: Waiting) => void;
  #isAborted = false;

  /** `leave` is called when the job is done, aborted or not. */
  constructor(job: ModbusJob, leave: (waiting: Waiting) => void) {
    this.job = job;
    this.#leave = leave;
  }

  get reply(): Promise<ModbusReply> {
    return this.#caller.promise;
  }

  get isAborted(): boolean {
    return this.#isAborted;
  }

  resolve(reply: ModbusReply): void {
    this.#leave(this);
    this.#caller.resolve(reply);
  }

  reject(error: unknown): void {
    this.#leave(this);
    this.#caller.reject(error);
  }

  /** On the wire it runs to its end all the same: its reply must not meet the next request. */
  abort(reason: unknown): void {
    this.#isAborted = true;
    this.#caller.reject(reason);
  }
}

/** Waiting jobs. Writes go first, so that a person's command does not wait for the polling. */
export class JobQueue {
  readonly #writes: Waiting[] = [];
  readonly #reads: Waiting[] = [];
  readonly #aborts = new AbortWatch();

  /** Settles when the job was done; rejects with the signal's reason on abort. */
  add(job: ModbusJob, signal: AbortSignal): Promise<ModbusReply> {
    const queue = job.request.functionCode > 4 ? this.#writes : this.#reads;
    if (queue.length >= WAITING_MAX) {
      const message = `${WAITING_MAX} Modbus requests wait for one port`;
      return Promise.reject(new DriverError("wire.overrun", message));
    }
    const waiting = new Waiting(job, (done) => this.#aborts.leave(signal, done));
    this.#aborts.join(signal, waiting);
    queue.push(waiting);
    return waiting.reply;
  }

  next(): Waiting | undefined {
    return this.#writes.shift() ?? this.#reads.shift();
  }

  /** Rejects all that wait, and lets go of their signals. */
  close(error: unknown): void {
    for (const waiting of [...this.#writes.splice(0), ...this.#reads.splice(0)]) {
      waiting.reject(error);
    }
    this.#aborts.close();
  }
}
