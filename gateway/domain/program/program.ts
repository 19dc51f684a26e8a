/**
 * A program: what a driven rig does to a unit, step by step. Part of a procedure, so it is
 * controlled data, pinned by the procedure's hash. Instruments are roles ("meter"); which rig
 * plays a role is a fact of the station.
 */
import type { ReportedVerdict } from "../../../drivers/contract.ts";

/** A value as YAML writes it. */
export type Scalar = number | string | boolean;

/** Where a value comes from: a channel or a query of an instrument, or an operator's answer. */
export interface Source {
  readonly on?: string;
  readonly channel?: string;
  readonly query?: string;
  /** The name under which an earlier `ask` keeps its answer. */
  readonly answer?: string;
  /** Of one exchange. */
  readonly timeoutMs: number;
}

/** A source and what its value must be; every comparison that is given must hold. */
export interface Condition extends Source {
  readonly equals?: Scalar;
  /** Regular expression, looked for anywhere in the text. */
  readonly matches?: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** One text in another language, and the source as it was when it was translated. */
export interface Translated {
  readonly of: string;
  readonly to: string;
}

/** What a step says in one language; what is absent is said as its author wrote it. */
export interface StepTranslation {
  readonly name?: Translated;
  readonly text?: Translated;
  readonly pictureText?: Translated;
  /** Each names the choice it is of; the answer is kept as the source has it. */
  readonly choices?: readonly Translated[];
}

/** By language, as `de` or `zh-Hans`. */
export type Translations = Readonly<Record<string, StepTranslation>>;

interface Named {
  /** In words, for the operator; made from the step where absent. */
  readonly name?: string;
  /** What it says in other languages, each with the text it was made of. */
  readonly translations?: Translations;
}

/** Writes a channel; the driver reads it back. */
export interface SetStep extends Named {
  readonly do: "set";
  readonly on: string;
  readonly channel: string;
  readonly to: Scalar;
  readonly timeoutMs: number;
}

/** Sends text that is not answered. */
export interface SendStep extends Named {
  readonly do: "send";
  readonly on: string;
  readonly text: string;
  readonly timeoutMs: number;
}

/** Ends the run as an error where the condition does not hold now. */
export interface ExpectStep extends Named {
  readonly do: "expect";
  readonly that: Condition;
}

/** Looks until the condition holds; ends the run as an error where it does not in time. */
export interface WaitForStep extends Named {
  readonly do: "waitFor";
  readonly that: Condition;
  /** Absent: it could wait for ever, which the check refuses. */
  readonly withinMs?: number;
  readonly everyMs: number;
}

export interface WaitStep extends Named {
  readonly do: "wait";
  readonly forMs: number;
}

/** Takes a measurement of the procedure; again, up to `attempts`, until a value passes. */
export interface MeasureStep extends Named, Source {
  readonly do: "measure";
  /** Id of the measurement. */
  readonly step: string;
  readonly valueType: "number" | "text";
  /** Of a query's number; a channel has its own unit. */
  readonly unit?: string;
  /** Takes the group `value` of this regular expression out of the reply. */
  readonly match?: string;
  readonly settleMs: number;
  readonly attempts: number;
}

/** Asks the operator. The answer is evidence, with who gave it and when. */
export interface AskStep extends Named {
  readonly do: "ask";
  /** Name of the answer. */
  readonly as: string;
  readonly text: string;
  readonly kind: "confirm" | "choice" | "number" | "text";
  readonly choices?: readonly string[];
  /** What a typed number may be at all: a slip of the finger must not become a value. */
  readonly low?: number;
  readonly high?: number;
  readonly unit?: string;
  /** Name of a picture, from the folder of the file that names it. */
  readonly picture?: string;
  /** What it shows, for who can not see it. */
  readonly pictureText?: string;
  /** SHA-256 of its bytes; known since it was imported. */
  readonly pictureHash?: string;
  /** Absent: it could wait for ever, which the check refuses. */
  readonly withinMs?: number;
}

/** Does its steps `times` times; with `until`, at most so often, and it must come true. */
export interface RepeatStep extends Named {
  readonly do: "repeat";
  /** Absent: it could go on for ever, which the check refuses. */
  readonly times?: number;
  readonly until?: Condition;
  readonly steps: readonly ProgramStep[];
}

export interface IfStep extends Named {
  readonly do: "if";
  readonly that: Condition;
  readonly steps: readonly ProgramStep[];
  readonly else?: readonly ProgramStep[];
}

/** Ends the run with this verdict of the rig; the worse of it and the limits' decides. */
export interface StopStep extends Named {
  readonly do: "stop";
  readonly reported: ReportedVerdict;
  readonly reason: string;
}

/** A step that the runner performs; the others only say which comes next. */
export type ActStep =
  | SetStep
  | SendStep
  | ExpectStep
  | WaitForStep
  | WaitStep
  | MeasureStep
  | AskStep;

export type ProgramStep = ActStep | RepeatStep | IfStep | StopStep;

/** What may stand in a teardown: bounded, without a person, without a choice. */
export type TeardownStep = SetStep | SendStep | WaitStep;

/** Ends the run as aborted as soon as it holds, or as soon as nobody can tell any more. */
export interface AbortCondition extends Condition {
  readonly name: string;
  readonly everyMs: number;
}

export interface Program {
  readonly abortWhen: readonly AbortCondition[];
  readonly steps: readonly ProgramStep[];
  /** Performed at every end of a run, each step, whatever the one before did. */
  readonly teardown: readonly TeardownStep[];
  /** Whether the steps after a measurement that did not pass are still performed. */
  readonly afterFail: "stop" | "continue";
}

/** A step with where it stands in the program. */
export interface PlacedStep {
  readonly step: ProgramStep;
  readonly path: readonly PropertyKey[];
}

/** The steps inside a step, by block. */
export function innerSteps(step: ProgramStep): Readonly<Record<string, readonly ProgramStep[]>> {
  if (step.do === "if") return { steps: step.steps, else: step.else ?? [] };
  return step.do === "repeat" ? { steps: step.steps } : {};
}

/** Every step at any depth, in the order it is written; the teardown last. */
export function* placedSteps(program: Program): Generator<PlacedStep> {
  yield* walk(program.steps, ["steps"]);
  yield* walk(program.teardown, ["teardown"]);
}

function* walk(steps: readonly ProgramStep[], path: readonly PropertyKey[]): Generator<PlacedStep> {
  for (const [index, step] of steps.entries()) {
    const here = [...path, index];
    yield { step, path: here };
    for (const [block, inner] of Object.entries(innerSteps(step))) {
      yield* walk(inner, [...here, block]);
    }
  }
}

/** The sources a step reads, with the key under which each stands. */
export function sourcesOf(step: ProgramStep): readonly { key: string; source: Source }[] {
  switch (step.do) {
    case "expect":
    case "waitFor":
    case "if":
      return [{ key: "that", source: step.that }];
    case "repeat":
      return step.until === undefined ? [] : [{ key: "until", source: step.until }];
    case "measure":
      return [{ key: "", source: step }];
    default:
      return [];
  }
}

/** Roles of the instruments that the program needs. */
export function instrumentsOf(program: Program): ReadonlySet<string> {
  const roles = new Set<string>();
  for (const { on } of program.abortWhen) if (on !== undefined) roles.add(on);
  for (const { step } of placedSteps(program)) {
    if (step.do === "set" || step.do === "send") roles.add(step.on);
    for (const { source } of sourcesOf(step)) if (source.on !== undefined) roles.add(source.on);
  }
  return roles;
}
