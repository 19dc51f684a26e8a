/** A driven rig while all its instruments are connected: run after run, until one is lost. */
import {
  type DriverContext,
  DriverError,
  type Instant,
  type RigConnection,
  type RigEvent,
} from "../../../drivers/contract.ts";
import type { DrivenRigConfig } from "../../config/driven-schema.ts";
import type { Procedure } from "../../domain/procedure.ts";
import { whyUnfit } from "../../domain/program/program-fit.ts";
import { endingWords } from "../../domain/program/program-machine.ts";
import type { Completion, RunCause, RunHeader } from "../../domain/run.ts";
import { Refusal } from "../../ledger/contract.ts";
import type { LiveRig } from "../live-rig.ts";
import type { NoteLine } from "./exchanges.ts";
import type { OperatorDesk } from "./operator-desk.ts";
import { type ProgramEnd, performProgram } from "./program-run.ts";
import { untilStart, type WantedRun } from "./start-trigger.ts";

interface OpenRunView {
  readonly header: RunHeader;
  readonly procedure: Procedure | undefined;
}

/** The keeper of the rig's runs, as far as a program needs it. */
export interface ProgramKeeper {
  /** The open run with the procedure it pins; undefined where there is none. */
  readonly current: OpenRunView | undefined;
  /** Why the latest run was not begun, where the interlocks refused it. */
  readonly refusal: Refusal | undefined;
  /** Person id of who starts the next run. */
  orderedBy(operator: string | undefined): void;
  /** Adds a line to the trace of the open run. */
  note(line: NoteLine): void;
  stopAll(completion: Exclude<Completion, "running">, cause: RunCause): Promise<void>;
}

export interface DrivenParts {
  readonly name: string;
  readonly config: DrivenRigConfig;
  readonly desk: OperatorDesk;
  readonly keeper: ProgramKeeper;
}

/** Single-use, as every connection: made when all instruments are there, gone with the first. */
export class DrivenConnection implements RigConnection {
  readonly #parts: DrivenParts;
  readonly #context: DriverContext;
  readonly #instruments: ReadonlyMap<string, LiveRig>;
  readonly #close: () => void;

  constructor(
    parts: DrivenParts,
    context: DriverContext,
    instruments: ReadonlyMap<string, LiveRig>,
  ) {
    this.#parts = parts;
    this.#context = context;
    this.#instruments = instruments;
    this.#close = parts.desk.open();
  }

  /** The events of its runs. Throws `wire.lost` when an instrument is. */
  async *events(signal: AbortSignal): AsyncGenerator<RigEvent> {
    const lost = [...this.#instruments.values()].map((instrument) => instrument.lost);
    const either = AbortSignal.any([signal, ...lost]);
    while (!signal.aborted) {
      this.#throwIfLost();
      let wanted: WantedRun;
      try {
        wanted = await untilStart({ ...this.#exchanges(), ...this.#at(either) });
      } catch (error) {
        if (signal.aborted) return;
        this.#throwIfLost();
        throw error;
      }
      yield* this.#run(wanted, signal);
    }
  }

  #exchanges() {
    const { keeper } = this.#parts;
    const { clock } = this.#context;
    return { instruments: this.#instruments, clock, note: keeper.note.bind(keeper) };
  }

  #at(signal: AbortSignal) {
    const { desk, config } = this.#parts;
    return { signal, desk, start: config.start };
  }

  #throwIfLost(): void {
    const lost = [...this.#instruments.values()].find((instrument) => instrument.lost.aborted);
    if (lost === undefined) return;
    throw new DriverError("wire.lost", `the connection to instrument ${lost.name} was lost`, {
      retryable: true,
    });
  }

  async *#run({ order, pending }: WantedRun, signal: AbortSignal): AsyncGenerator<RigEvent> {
    const { keeper, desk, config } = this.#parts;
    const refused = new Refusal("rig.not-connected", "the run could not be begun");
    desk.show("running");
    try {
      const { operator, ...unit } = order;
      keeper.orderedBy(operator);
      yield { kind: "run-started", ...unit, takenAt: this.#now() };
      if (keeper.refusal !== undefined) {
        pending?.reject(keeper.refusal);
        desk.close(keeper.refusal.message);
        return;
      }
      // From here on the beginning is in the ledger.
      pending?.resolve(keeper.current?.header.id ?? "");
    } finally {
      pending?.reject(refused);
    }
    const { header, procedure } = keeper.current ?? {};
    if (header?.unitId === undefined || procedure === undefined) {
      desk.close(header?.unitId === undefined ? "the unit is not known" : "no procedure");
      yield { kind: "run-finished", takenAt: this.#now() };
      return;
    }
    const unfit = whyUnfit(procedure, { ...config, roles: Object.keys(config.instruments) });
    if (procedure.program === undefined || unfit !== undefined) {
      keeper.note({ kind: "ended", message: unfit });
      await keeper.stopAll("error", "program.missing");
      desk.close(unfit);
      return;
    }
    const { runTimeoutMs, teardownTimeoutMs } = config;
    const limits = { runTimeoutMs, teardownTimeoutMs };
    const parts = { ...this.#exchanges(), ...limits, desk, signal };
    yield* this.#end(yield* performProgram(procedure.program, procedure, parts));
  }

  /** Tells the end of the run, then whether the rig is safe. */
  async *#end({ ending, faults }: ProgramEnd): AsyncGenerator<RigEvent> {
    const { keeper, desk, name } = this.#parts;
    const takenAt = this.#now();
    desk.close(ending.kind === "completed" ? undefined : endingWords(ending));
    if (ending.kind === "completed") yield { kind: "run-finished", takenAt };
    else if (ending.kind === "reported") {
      yield { kind: "run-finished", reported: ending.reported, takenAt };
    } else if (ending.cause !== "gateway.stopped") {
      await keeper.stopAll(ending.completion, ending.cause);
    }
    if (faults.length === 0) return;
    // A new connection begins with the safe state: no run before the rig is known to be safe.
    const message = `rig ${name} may not be safe, its teardown failed: ${faults.join("; ")}`;
    throw new DriverError("command.not-confirmed", message, { retryable: true });
  }

  #now(): Instant {
    return this.#context.clock.now();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close();
  }
}
