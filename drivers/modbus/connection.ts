/** The life of one Modbus connection: whose turn it is, and what it heard. */
import type { DriverContext, NoiseEvent, RigConnection, RigEvent } from "../contract.ts";
import type { ModbusClient } from "../kit/modbus/modbus-client.ts";
import { isTransient } from "./place-reader.ts";

/** Something to look at again and again. */
export interface Task {
  readonly everyMs: number;
  /** What is to be told. Throws DriverError. */
  look(signal: AbortSignal): Promise<readonly RigEvent[]>;
}

export interface ModbusConnectionInput {
  readonly client: ModbusClient;
  readonly tasks: readonly Task[];
  /** What the first look of the first task found. */
  readonly first: readonly RigEvent[];
  /** Filled by the bus, emptied here. */
  readonly noise: NoiseEvent[];
  readonly context: Pick<DriverContext, "clock">;
}

interface Scheduled {
  readonly task: Task;
  dueMs: number;
}

/** Polls one unit until the wire fails. The caller disposes it. */
export class ModbusConnection implements RigConnection {
  readonly #input: ModbusConnectionInput;

  constructor(input: ModbusConnectionInput) {
    this.#input = input;
  }

  async *events(signal: AbortSignal): AsyncIterable<RigEvent> {
    const { tasks, first, noise } = this.#input;
    yield* first;
    const scheduled = tasks.map((task) => ({ task, dueMs: this.#nowMs() }));
    while (!signal.aborted) {
      const next = earliest(scheduled);
      if (!next || !(await this.#until(next.dueMs, signal))) break;
      // Missed turns are left out: catching up would only make the line later.
      next.dueMs = Math.max(next.dueMs + next.task.everyMs, this.#nowMs());
      const events = await this.#look(next.task, signal);
      yield* noise.splice(0);
      yield* events;
    }
    yield* noise.splice(0);
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

  #nowMs(): number {
    return Number(this.#input.context.clock.now().monoNs) / 1e6;
  }

  /** False when the wait was aborted. */
  #until(dueMs: number, signal: AbortSignal): Promise<boolean> {
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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.client[Symbol.asyncDispose]();
  }
}

function earliest(scheduled: readonly Scheduled[]): Scheduled | undefined {
  return scheduled.reduce<Scheduled | undefined>(
    (best, each) => (best && best.dueMs <= each.dueMs ? best : each),
    undefined,
  );
}
