/**
 * The order in which a program's steps are performed, as a pure machine: no clock, no I/O.
 *
 *   compile ─► instructions ─► begin ─► action ─(outcome)─► action … ─► teardown … ─► finish
 *
 * Whatever happens, each step of the teardown is performed exactly once, last and in order.
 */
import type { ReportedVerdict } from "../../../drivers/contract.ts";
import type { Verdict } from "../limits.ts";
import type { Completion, RunCause } from "../run.ts";
import type { ActStep, Condition, Program, ProgramStep } from "./program.ts";

/** How a run ends. */
export type Ending =
  | { readonly kind: "completed" }
  | { readonly kind: "reported"; readonly reported: ReportedVerdict; readonly message: string }
  | {
      readonly kind: "stopped";
      readonly completion: Exclude<Completion, "running" | "completed">;
      readonly cause: RunCause;
      readonly message: string;
    };

type Instruction =
  | { readonly kind: "act"; readonly step: ActStep; readonly at: number }
  | { readonly kind: "stop"; readonly step: Extract<ProgramStep, { do: "stop" }> }
  | { readonly kind: "branch"; readonly that: Condition; readonly at: number; otherwise: number }
  | { readonly kind: "jump"; to: number }
  | { readonly kind: "enter"; readonly loop: number; readonly times: number }
  | {
      readonly kind: "again";
      readonly loop: number;
      readonly until: Condition | undefined;
      readonly at: number;
      readonly body: number;
    };

/** A program made ready to be performed. */
export interface CompiledProgram {
  readonly instructions: readonly Instruction[];
  readonly teardown: readonly ActStep[];
  readonly afterFail: Program["afterFail"];
  /** Steps as written, at any depth: the "m" of "step n of m". */
  readonly stepCount: number;
}

/** Lays the steps out in one line with jumps. The program must be without faults. */
export function compile(program: Program): CompiledProgram {
  const instructions: Instruction[] = [];
  let at = 0;
  let loops = 0;

  function add(step: ProgramStep): void {
    at += 1;
    if (step.do === "if") addBranch(step, at);
    else if (step.do === "repeat") addLoop(step, at);
    else if (step.do === "stop") instructions.push({ kind: "stop", step });
    else instructions.push({ kind: "act", step, at });
  }

  function addBranch(step: Extract<ProgramStep, { do: "if" }>, own: number): void {
    const branch = { kind: "branch" as const, that: step.that, at: own, otherwise: 0 };
    const jump = { kind: "jump" as const, to: 0 };
    instructions.push(branch);
    for (const inner of step.steps) add(inner);
    instructions.push(jump);
    branch.otherwise = instructions.length;
    for (const inner of step.else ?? []) add(inner);
    jump.to = instructions.length;
  }

  function addLoop(step: Extract<ProgramStep, { do: "repeat" }>, own: number): void {
    const loop = loops++;
    instructions.push({ kind: "enter", loop, times: step.times ?? 0 });
    const body = instructions.length;
    for (const inner of step.steps) add(inner);
    instructions.push({ kind: "again", loop, until: step.until, at: own, body });
  }

  for (const step of program.steps) add(step);
  const { teardown, afterFail } = program;
  return { instructions, teardown, afterFail, stepCount: at };
}

export interface ProgramState {
  readonly phase: "steps" | "teardown" | "done";
  /** The instruction, or the step of the teardown, that is being performed. */
  readonly position: number;
  /** Passes left, by loop. */
  readonly passes: readonly number[];
  /** Of a measurement, from 1. */
  readonly attempt: number;
  readonly ending: Ending;
  /** What went wrong in the teardown, in words. */
  readonly teardownFaults: readonly string[];
}

/** What to do next. */
export type Action =
  | {
      readonly kind: "perform";
      readonly step: ActStep;
      readonly attempt: number;
      /** Its place among the steps as written, from 1. */
      readonly at: number;
    }
  | { readonly kind: "test"; readonly that: Condition; readonly at: number }
  | { readonly kind: "teardown"; readonly step: ActStep; readonly at: number }
  | { readonly kind: "finish"; readonly ending: Ending; readonly faults: readonly string[] };

/** What came of the action before. */
export type ActionOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "measured"; readonly verdict: Verdict }
  | { readonly kind: "tested"; readonly holds: boolean }
  /** It, or the run as a whole, can not go on: the teardown begins. */
  | { readonly kind: "ended"; readonly ending: Exclude<Ending, { kind: "completed" }> };

export interface Turn {
  readonly state: ProgramState;
  readonly action: Action;
}

/** The first action. */
export function beginProgram(program: CompiledProgram): Turn {
  return advance(program, {
    phase: "steps",
    position: 0,
    passes: [],
    attempt: 1,
    ending: { kind: "completed" },
    teardownFaults: [],
  });
}

/** The action after `outcome`. After `finish` nothing changes any more. */
export function nextAction(
  program: CompiledProgram,
  state: ProgramState,
  outcome: ActionOutcome,
): Turn {
  if (state.phase === "steps") return afterStep(program, state, outcome);
  if (state.phase === "done") return finish(state);
  const fault = outcome.kind === "ended" ? [endingWords(outcome.ending)] : [];
  return tearDown(program, {
    ...state,
    position: state.position + 1,
    teardownFaults: [...state.teardownFaults, ...fault],
  });
}

function afterStep(program: CompiledProgram, state: ProgramState, outcome: ActionOutcome): Turn {
  const instruction = program.instructions[state.position];
  if (outcome.kind === "ended") return end(program, state, outcome.ending);
  if (instruction?.kind === "again") {
    return advance(program, afterPass(instruction, state, outcome), instruction);
  }
  if (instruction?.kind === "branch" && outcome.kind === "tested" && !outcome.holds) {
    return advance(program, { ...state, position: instruction.otherwise });
  }
  if (instruction?.kind === "act" && outcome.kind === "measured" && outcome.verdict !== "pass") {
    return afterMiss(program, instruction.step, state);
  }
  return advance(program, { ...state, position: state.position + 1, attempt: 1 });
}

/** A value that did not pass: once more, or it stays as it is. */
function afterMiss(program: CompiledProgram, step: ActStep, state: ProgramState): Turn {
  const attempts = step.do === "measure" ? step.attempts : 1;
  if (state.attempt < attempts) {
    return advance(program, { ...state, attempt: state.attempt + 1 });
  }
  if (program.afterFail === "stop") return end(program, state, { kind: "completed" });
  return advance(program, { ...state, position: state.position + 1, attempt: 1 });
}

type Again = Extract<Instruction, { kind: "again" }>;

/** The state after a pass of a loop; where its passes are used up, `position` stays on it. */
function afterPass(again: Again, state: ProgramState, outcome: ActionOutcome): ProgramState {
  if (outcome.kind === "tested" && outcome.holds) {
    return { ...state, position: state.position + 1 };
  }
  const left = (state.passes[again.loop] ?? 0) - 1;
  const passes = state.passes.with(again.loop, left);
  if (left > 0) return { ...state, passes, position: again.body };
  return again.until === undefined
    ? { ...state, passes, position: state.position + 1 }
    : { ...state, passes };
}

/** Goes on until something is to be done. `tested` is the loop whose condition just failed. */
function advance(program: CompiledProgram, from: ProgramState, tested?: Again): Turn {
  let state = from;
  for (;;) {
    const instruction = program.instructions[state.position];
    if (instruction === undefined) return end(program, state, { kind: "completed" });
    if (instruction === tested) return end(program, state, neverCame(tested));
    const { attempt } = state;
    switch (instruction.kind) {
      case "act":
        return { state, action: { ...instruction, kind: "perform", attempt } };
      case "stop":
        return end(program, state, stopOf(instruction.step));
      case "branch":
        return { state, action: { kind: "test", that: instruction.that, at: instruction.at } };
      case "jump":
        state = { ...state, position: instruction.to };
        break;
      case "enter":
        state = entered(instruction, state);
        break;
      case "again": {
        const { until, at } = instruction;
        if (until !== undefined) return { state, action: { kind: "test", that: until, at } };
        state = afterPass(instruction, state, { kind: "done" });
      }
    }
  }
}

function entered(
  { loop, times }: Extract<Instruction, { kind: "enter" }>,
  state: ProgramState,
): ProgramState {
  const passes = [...state.passes];
  passes[loop] = times;
  return { ...state, passes, position: state.position + 1 };
}

function neverCame(again: Again): Ending {
  const message = `what step ${again.at} repeats until never came true`;
  return { kind: "stopped", completion: "error", cause: "program.step-failed", message };
}

function stopOf({ reported, reason }: Extract<ProgramStep, { do: "stop" }>): Ending {
  return { kind: "reported", reported, message: reason };
}

function end(program: CompiledProgram, state: ProgramState, ending: Ending): Turn {
  return tearDown(program, { ...state, phase: "teardown", position: 0, ending });
}

function tearDown(program: CompiledProgram, state: ProgramState): Turn {
  const step = program.teardown[state.position];
  if (step === undefined) return finish({ ...state, phase: "done" });
  return { state, action: { kind: "teardown", step, at: state.position + 1 } };
}

function finish(state: ProgramState): Turn {
  const { ending, teardownFaults: faults } = state;
  return { state, action: { kind: "finish", ending, faults } };
}

/** What an ending says. */
export function endingWords(ending: Ending): string {
  return ending.kind === "completed" ? "completed" : ending.message;
}
