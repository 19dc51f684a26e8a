/** The requests that wait for a Modbus line: writes before reads, each in order of arrival. */
import { DriverError, type Instant } from "../../contract.ts";
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
export interface Waiting {
  readonly job: ModbusJob;
  readonly resolve: (reply: ModbusReply) => void;
  readonly reject: (error: unknown) => void;
  readonly isAborted: boolean;
}

/** Waiting jobs. Writes go first, so that a person's command does not wait for the polling. */
export class JobQueue {
  readonly #writes: Waiting[] = [];
  readonly #reads: Waiting[] = [];

  /** Settles when the job was done; rejects with the signal's reason on abort. */
  add(job: ModbusJob, signal: AbortSignal): Promise<ModbusReply> {
    const queue = job.request.functionCode > 4 ? this.#writes : this.#reads;
    return new Promise((resolve, reject) => {
      if (queue.length >= WAITING_MAX) {
        throw new DriverError("wire.overrun", `${WAITING_MAX} Modbus requests wait for one port`);
      }
      const settled = () => signal.removeEventListener("abort", abort);
      const waiting = {
        job,
        isAborted: false,
        resolve: (reply: ModbusReply) => {
          settled();
          resolve(reply);
        },
        reject: (error: unknown) => {
          settled();
          reject(error);
        },
      };
      // On the wire it runs to its end all the same: its reply must not meet the next request.
      const abort = () => {
        waiting.isAborted = true;
        reject(signal.reason);
      };
      signal.addEventListener("abort", abort, { once: true });
      queue.push(waiting);
    });
  }

  next(): Waiting | undefined {
    return this.#writes.shift() ?? this.#reads.shift();
  }

  rejectAll(error: unknown): void {
    for (const { reject } of [...this.#writes.splice(0), ...this.#reads.splice(0)]) reject(error);
  }
}
