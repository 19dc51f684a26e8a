/** What ends a program from outside its own steps; the first to come decides. */
import { DriverError } from "../../../drivers/contract.ts";
import { describeCondition, holds } from "../../domain/program/condition.ts";
import type { AbortCondition } from "../../domain/program/program.ts";
import type { Ending } from "../../domain/program/program-machine.ts";
import type { LiveRig } from "../live-rig.ts";
import { type NoteLine, pause } from "./exchanges.ts";
import { type FindParts, findValue } from "./find-value.ts";

export type Stop = Extract<Ending, { kind: "stopped" }>;

/** The reason of an interrupted program. */
export class Interrupted extends Error {
  readonly ending: Stop;

  constructor(ending: Stop) {
    super(ending.message);
    this.name = "Interrupted";
    this.ending = ending;
  }
}

/** The ending where an instrument's connection is gone. */
export function lostEnding(name: string): Stop {
  const message = `the connection to ${name} was lost`;
  return { kind: "stopped", completion: "error", cause: "link.lost", message };
}

/** One for each run. Disposed before the teardown: nothing interrupts that. */
export class Interrupts implements Disposable {
  readonly #controller = new AbortController();
  readonly #over = new AbortController();

  /** Aborts with `Interrupted`, or with an error that nobody expected. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  interrupt(ending: Stop): void {
    this.#controller.abort(new Interrupted(ending));
  }

  /** Calls back when `signal` aborts, unless this is disposed before. */
  on(signal: AbortSignal, listener: () => void): void {
    if (signal.aborted) listener();
    else signal.addEventListener("abort", listener, { once: true, signal: this.#over.signal });
  }

  onLost(instruments: Iterable<LiveRig>): void {
    for (const { lost, name } of instruments) this.on(lost, () => this.interrupt(lostEnding(name)));
  }

  /** Ends the run as a timeout when `limitMs` are over. */
  onOverdue(limitMs: number): void {
    const message = `not done within ${limitMs} ms`;
    const ending = { completion: "timeout", cause: "program.overdue", message } as const;
    const timer = setTimeout(() => this.interrupt({ kind: "stopped", ...ending }), limitMs);
    this.#over.signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  }

  /**
   * Looks at the condition again and again. Resolves after the first look. What can not be read is
   * as if it held: an emergency stop nobody can see is pressed.
   */
  watch(condition: AbortCondition, parts: Omit<FindParts, "signal">): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const signal = AbortSignal.any([this.#over.signal, this.#controller.signal]);
    const looking = async () => {
      for (;;) {
        const why = await tripCause(condition, { ...parts, signal, quiet: true });
        if (why !== undefined) this.#trip(condition, why, parts.note);
        resolve();
        await pause(condition.everyMs, signal);
      }
    };
    looking().catch((error: unknown) => {
      resolve();
      if (!signal.aborted) this.#controller.abort(error);
    });
    return promise;
  }

  #trip({ name }: AbortCondition, why: string, note: (line: NoteLine) => void): void {
    note({ kind: "abort-condition", name, why });
    const message = `${name}: ${why}`;
    const ending = { completion: "aborted", cause: "abort.condition", message } as const;
    this.interrupt({ kind: "stopped", ...ending });
  }

  [Symbol.dispose](): void {
    this.#over.abort();
  }
}

/** Why the run must end; undefined while it may go on. */
async function tripCause(condition: AbortCondition, parts: FindParts): Promise<string | undefined> {
  try {
    const { value, quality } = await findValue(condition, parts);
    if (quality !== "good") return `it can not be read (${quality})`;
    return holds(condition, value) ? describeCondition(condition) : undefined;
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    // The lost connection tells itself, with the better word for it.
    return error.code === "wire.lost" ? undefined : `it can not be read: ${error.message}`;
  }
}
