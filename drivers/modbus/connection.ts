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
import type { ModbusClient } from "../kit/modbus/modbus-client.ts";
import type { Commands } from "./commands.ts";
import { isTransient } from "./place-reader.ts";
import type { TelemetryPoll } from "./poll/telemetry-poll.ts";
import type { RunWatch } from "./run-watch.ts";

export interface ModbusConnectionInput {
  readonly client: ModbusClient;
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

/** How often it is seen whether a channel has become stale while a request waits. */
const WATCH_EVERY_MS = 100;

/** Polls one unit until the wire fails. The caller disposes it. */
export class ModbusConnection implements RigConnection {
  readonly #input: ModbusConnectionInput;
  #runsDueMs: number;
  #isClosed = false;
  #first: readonly RigEvent[] = [];

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

  async *events(signal: AbortSignal): AsyncIterable<RigEvent> {
    const { noise, telemetry } = this.#input;
    yield* this.#first;
    try {
      while (!signal.aborted) {
        const next = this.#next();
        if (next === undefined || !(await this.#until(next.dueMs, signal))) break;
        yield* this.#watched(this.#look(next, signal));
        yield* noise.splice(0);
      }
    } catch (error) {
      if (!(error instanceof DriverError) || signal.aborted) throw error;
      yield* noise.splice(0);
      yield* telemetry.disconnected(error.message);
      throw error;
    }
    yield* noise.splice(0);
  }

  /** What a look finds; while it waits for the line, which channels have become stale. */
  async *#watched(looking: Promise<readonly RigEvent[]>): AsyncIterable<RigEvent> {
    const { telemetry } = this.#input;
    for (;;) {
      let timer: NodeJS.Timeout | undefined;
      const waited = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), WATCH_EVERY_MS);
      });
      const events = await Promise.race([looking, waited]).finally(() => clearTimeout(timer));
      yield* telemetry.overdue();
      if (events !== undefined) {
        yield* events;
        return;
      }
    }
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
    return Number(this.#input.context.clock.now().monoNs) / 1e6;
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
    await this.#input.client[Symbol.asyncDispose]();
  }
}
