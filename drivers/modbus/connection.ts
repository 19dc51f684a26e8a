/** The life of one Modbus connection: whose turn it is, and what it heard. */
import {
  type ChannelPace,
  type DriverContext,
  DriverError,
  type NoiseEvent,
  type RigCommand,
  type RigConnection,
  type RigEvent,
  type RigReply,
} from "../contract.ts";
import { eachOf } from "../kit/each-of.ts";
import { DeadlineTimer } from "../kit/link/deadline.ts";
import { monoMs } from "../kit/mono-ms.ts";
import type { Commands } from "./commands.ts";
import { isTransient } from "./place-reader.ts";
import type { TelemetryPoll } from "./poll/telemetry-poll.ts";
import type { RunWatch } from "./run-watch.ts";

export interface ModbusConnectionInput {
  /** Disposed with the connection. */
  readonly client: AsyncDisposable;
  readonly runs: RunWatch | undefined;
  readonly telemetry: TelemetryPoll;
  readonly commands: Commands;
  /** Filled by the bus, emptied here. */
  readonly noise: NoiseEvent[];
  readonly context: Pick<DriverContext, "clock" | "rig">;
}

/** Something to look at again and again. */
interface Task {
  readonly dueMs: number;
  look(signal: AbortSignal): Promise<readonly RigEvent[]>;
}

/** A look that has begun. In an object, as a promise is awaited by whoever returns it. */
interface Looking {
  readonly found: Promise<readonly RigEvent[]>;
}

/** How often it is seen whether a channel has become stale while a request waits. */
const WATCH_EVERY_MS = 100;

/** Polls one unit until the wire fails. The caller disposes it. */
export class ModbusConnection implements RigConnection {
  readonly #input: ModbusConnectionInput;
  #runsDueMs: number;
  #isClosed = false;
  #first: readonly RigEvent[] = [];
  #looking: Looking | undefined;
  #onWatch = () => {};
  readonly #watch = new DeadlineTimer(() => this.#onWatch());
  #end: { readonly error?: unknown } | undefined;

  constructor(input: ModbusConnectionInput) {
    this.#input = input;
    this.#runsDueMs = this.#nowMs();
  }

  /** The first look, told by `events`. Throws DriverError where nothing sound was heard. */
  async begin(signal: AbortSignal): Promise<void> {
    this.#first = (await this.#next()?.look(signal)) ?? [];
    const silent = this.#first.find(
      (event) => event.kind === "reading" && event.quality === "timeout",
    );
    if (silent?.kind !== "reading") return;
    const { rig } = this.#input.context;
    throw new DriverError("request.timeout", `rig ${rig} does not answer: ${silent.cause}`);
  }

  events(signal: AbortSignal): AsyncIterable<RigEvent> {
    return eachOf(() => this.#nextBatch(signal));
  }

  /** What was heard next; undefined at the end. The last words of a wire come before its error. */
  async #nextBatch(signal: AbortSignal): Promise<readonly RigEvent[] | undefined> {
    const { noise, telemetry } = this.#input;
    if (this.#end !== undefined) {
      if (this.#end.error !== undefined) throw this.#end.error;
      return undefined;
    }
    try {
      const heard = await this.#hear(signal);
      if (heard !== undefined) return heard;
      this.#finish({});
      return noise.splice(0);
    } catch (error) {
      this.#finish({ error });
      if (!(error instanceof DriverError) || signal.aborted) throw error;
      return [...noise.splice(0), ...telemetry.disconnected(error.message)];
    }
  }

  #finish(end: { readonly error?: unknown }): void {
    this.#end = end;
    this.#watch.stop();
  }

  /** What a look finds; while it waits for the line, which channels have become stale. */
  async #hear(signal: AbortSignal): Promise<readonly RigEvent[] | undefined> {
    const first = this.#first;
    this.#first = [];
    if (first.length > 0) return first;
    this.#looking ??= await this.#begun(signal);
    if (this.#looking === undefined) return undefined;
    const found = await this.#watched(this.#looking);
    const nowMs = this.#nowMs();
    const overdue = this.#input.telemetry.overdue(nowMs);
    if (found === undefined) return overdue;
    this.#looking = signal.aborted ? undefined : this.#ahead(nowMs, signal);
    const { noise } = this.#input;
    if (overdue.length === 0 && noise.length === 0) return found;
    return [...found, ...overdue, ...noise.splice(0)];
  }

  /** Undefined where nothing is to be looked at, or nobody wants to know any more. */
  async #begun(signal: AbortSignal): Promise<Looking | undefined> {
    const next = signal.aborted ? undefined : this.#next();
    if (next === undefined || !(await this.#until(next.dueMs, signal))) return undefined;
    return { found: this.#look(next, signal) };
  }

  /**
   * The line need not rest while somebody works on what it said. One look ahead, of telemetry: what
   * a look at the runs does may depend on how the events before it were taken.
   */
  #ahead(nowMs: number, signal: AbortSignal): Looking | undefined {
    const next = this.#next();
    if (next !== this.#input.telemetry || next.dueMs > nowMs) return undefined;
    const found = this.#look(next, signal);
    // It is awaited when the events before it were taken, which may be after it failed.
    found.catch(() => undefined);
    return { found };
  }

  /** Undefined when it takes long. */
  #watched({ found }: Looking): Promise<readonly RigEvent[] | undefined> {
    return new Promise((resolve, reject) => {
      this.#onWatch = () => resolve(undefined);
      this.#watch.start(WATCH_EVERY_MS);
      found.then(resolve, reject);
    });
  }

  send(command: RigCommand, signal: AbortSignal): Promise<RigReply> {
    const { commands, context } = this.#input;
    if (!this.#isClosed) return commands.send(command, signal);
    return Promise.reject(new DriverError("wire.lost", `rig ${context.rig}: not connected`));
  }

  pace(): readonly ChannelPace[] {
    return this.#input.telemetry.pace();
  }

  /** A single fault of the wire is counted by the reader; the next look sees the same again. */
  async #look(task: Task, signal: AbortSignal): Promise<readonly RigEvent[]> {
    try {
      return await task.look(signal);
    } catch (error) {
      if (signal.aborted || isTransient(error)) return [];
      throw error;
    }
  }

  /** Runs go first where both are due. */
  #next(): Task | undefined {
    const { runs, telemetry } = this.#input;
    if (runs === undefined || telemetry.dueMs < this.#runsDueMs) {
      return Number.isFinite(telemetry.dueMs) ? telemetry : undefined;
    }
    return { dueMs: this.#runsDueMs, look: (signal) => this.#lookAtRuns(runs, signal) };
  }

  #lookAtRuns(runs: RunWatch, signal: AbortSignal): Promise<readonly RigEvent[]> {
    this.#runsDueMs = Math.max(this.#runsDueMs + runs.everyMs, this.#nowMs());
    return runs.look(signal);
  }

  #nowMs(): number {
    return monoMs(this.#input.context.clock.now());
  }

  /** False when the wait was aborted. */
  #until(dueMs: number, signal: AbortSignal): Promise<boolean> {
    const waitMs = dueMs - this.#nowMs();
    if (waitMs <= 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", finish);
        resolve(!signal.aborted);
      };
      const timer = setTimeout(finish, waitMs);
      signal.addEventListener("abort", finish, { once: true });
      if (signal.aborted) finish();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#watch.stop();
    await this.#input.client[Symbol.asyncDispose]();
  }
}
