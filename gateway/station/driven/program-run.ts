/**
 * One run of a program on one unit.
 *
 *   machine ─► action ─► performed ─► outcome ─► machine …        (program-machine.ts is pure)
 *
 * However it ends, by its last step, an abort, a lost instrument, a stop of the gateway or an
 * error nobody expected: the teardown is performed, and only then the run ends.
 */
import { DriverError, type RigEvent } from "../../../drivers/contract.ts";
import type { Procedure } from "../../domain/procedure.ts";
import { describeCondition } from "../../domain/program/condition.ts";
import type { ActStep, Program } from "../../domain/program/program.ts";
import {
  type Action,
  type ActionOutcome,
  beginProgram,
  type CompiledProgram,
  compile,
  type Ending,
  endingWords,
  nextAction,
  type Turn,
} from "../../domain/program/program-machine.ts";
import { stepWords } from "../../domain/program/step-words.ts";
import { saidSteps } from "../../domain/program/translation.ts";
import { type ExchangeParts, exchange, pause } from "./exchanges.ts";
import type { FoundValue } from "./find-value.ts";
import { Interrupts, type Stop } from "./interrupts.ts";
import type { OperatorDesk } from "./operator-desk.ts";
import { endingOf, type PerformParts, performStep, testCondition } from "./perform-step.ts";

export interface ProgramRunParts extends ExchangeParts {
  readonly desk: OperatorDesk;
  readonly runTimeoutMs: number;
  readonly teardownTimeoutMs: number;
  /** Aborts when the gateway stops. */
  readonly signal: AbortSignal;
}

/** How a run ended, and what its teardown could not do. */
export interface ProgramEnd {
  readonly ending: Ending;
  readonly faults: readonly string[];
}

const STOPPED: Stop = {
  kind: "stopped",
  completion: "error",
  cause: "gateway.stopped",
  message: "the gateway was stopped",
};

/**
 * Performs the program; yields the readings of its measurements. Returns after the teardown. A
 * consumer that goes away, or an error, also has the teardown performed before anything else.
 */
export async function* performProgram(
  program: Program,
  procedure: Procedure,
  parts: ProgramRunParts,
): AsyncGenerator<RigEvent, ProgramEnd> {
  const compiled = compile(program);
  using interrupts = openInterrupts(parts);
  const perform: PerformParts = {
    ...parts,
    signal: interrupts.signal,
    answers: new Map<string, FoundValue>(),
    specs: new Map(procedure.measurements.map((spec) => [spec.id, spec])),
  };
  let turn = beginProgram(compiled);
  try {
    turn = await lookFirst(program, turn, { compiled, interrupts, perform });
    while (isStep(turn.action)) {
      show(turn.action, compiled, parts);
      const { outcome, reading } = await act(turn.action, perform);
      if (reading !== undefined) yield reading;
      turn = nextAction(compiled, turn.state, outcome);
    }
  } finally {
    interrupts[Symbol.dispose]();
    parts.desk.onAbort(undefined);
    if (isStep(turn.action)) turn = nextAction(compiled, turn.state, torn());
    turn = await tearDown(turn, compiled, parts);
  }
  return turn.action.kind === "finish" ? turn.action : { ending: STOPPED, faults: [] };
}

function torn(): ActionOutcome {
  const message = "the run was cut off";
  const ending = { completion: "error", cause: "program.step-failed", message } as const;
  return { kind: "ended", ending: { kind: "stopped", ...ending } };
}

type StepAction = Extract<Action, { kind: "perform" | "test" }>;

function isStep(action: Action): action is StepAction {
  return action.kind === "perform" || action.kind === "test";
}

function openInterrupts(parts: ProgramRunParts): Interrupts {
  const interrupts = new Interrupts();
  interrupts.onLost(parts.instruments.values());
  interrupts.onOverdue(parts.runTimeoutMs);
  interrupts.on(parts.signal, () => interrupts.interrupt(STOPPED));
  parts.desk.onAbort((by) => {
    parts.note({ kind: "aborted", by });
    const message = `aborted by ${by}`;
    const ending = { completion: "aborted", cause: "operator.aborted", message } as const;
    interrupts.interrupt({ kind: "stopped", ...ending });
  });
  return interrupts;
}

interface LookParts {
  readonly compiled: CompiledProgram;
  readonly interrupts: Interrupts;
  readonly perform: PerformParts;
}

/** No step before every abort condition was seen not to hold. */
async function lookFirst(
  program: Program,
  turn: Turn,
  { compiled, interrupts, perform }: LookParts,
): Promise<Turn> {
  const looks = program.abortWhen.map((condition) => interrupts.watch(condition, perform));
  await Promise.all(looks);
  if (!interrupts.signal.aborted) return turn;
  const ending = endingOf(interrupts.signal.reason, "");
  return nextAction(compiled, turn.state, { kind: "ended", ending });
}

function show(action: StepAction, compiled: CompiledProgram, parts: ProgramRunParts): void {
  const { at } = action;
  const isTest = action.kind === "test";
  const words = isTest ? `Look whether ${describeCondition(action.that)}` : stepWords(action.step);
  const attempt = isTest ? 1 : action.attempt;
  parts.note({ kind: "step", at, words, attempt });
  const translations = isTest ? {} : saidSteps(action.step);
  const step = { at, of: compiled.stepCount, words, attempt };
  const isTranslated = Object.keys(translations).length > 0;
  parts.desk.show("running", isTranslated ? { ...step, translations } : step);
}

async function act(action: StepAction, parts: PerformParts) {
  if (action.kind === "perform") return await performStep(action.step, action.attempt, parts);
  const outcome = await testCondition(action.that, parts);
  return { outcome, reading: undefined };
}

/**
 * To the finish; each step once, all of them together within their time. An error that nobody
 * expected is thrown after the last step: it must not leave the mains on.
 */
async function tearDown(
  from: Turn,
  compiled: CompiledProgram,
  parts: ProgramRunParts,
): Promise<Turn> {
  let turn = from;
  const deadline = AbortSignal.timeout(parts.teardownTimeoutMs);
  const unexpected: unknown[] = [];
  while (turn.action.kind === "teardown") {
    const { step, at } = turn.action;
    const words = stepWords(step);
    const of = compiled.teardown.length;
    parts.desk.show("teardown", { at, of, words, attempt: 1 });
    parts.note({ kind: "teardown", at, words });
    const outcome = await tearDownStep(step, deadline, parts).catch((error: unknown) => {
      unexpected.push(error);
      return undone(step, String(error));
    });
    turn = nextAction(compiled, turn.state, outcome);
  }
  if (turn.action.kind === "finish") noteEnd(turn.action, parts);
  if (unexpected.length > 0) throw unexpected[0];
  return turn;
}

async function tearDownStep(
  step: ActStep,
  deadline: AbortSignal,
  parts: ProgramRunParts,
): Promise<ActionOutcome> {
  try {
    if (step.do === "wait") await pause(step.forMs, deadline);
    else if (step.do === "set" || step.do === "send") {
      const { on, timeoutMs } = step;
      const command =
        step.do === "set"
          ? ({ kind: "write", channel: step.channel, value: step.to } as const)
          : ({ kind: "send", text: step.text } as const);
      await exchange(parts, { on, command, timeoutMs, signal: deadline });
    }
    return { kind: "done" };
  } catch (error) {
    if (deadline.aborted) {
      return undone(step, `the teardown took longer than ${parts.teardownTimeoutMs} ms`);
    }
    if (!(error instanceof DriverError)) throw error;
    return undone(step, error.message);
  }
}

function undone(step: ActStep, why: string): ActionOutcome {
  return { kind: "ended", ending: { ...STOPPED, message: `${stepWords(step)}: ${why}` } };
}

function noteEnd({ ending, faults }: ProgramEnd, { note }: ProgramRunParts): void {
  note({ kind: "ended", how: ending.kind, message: endingWords(ending), teardownFaults: faults });
}
