/** Everything that makes a program impossible, endless or pointless; found before it ever runs. */
import type { MeasurementSpec } from "../procedure.ts";
import { isConvertible, isKnownUnit } from "../units.ts";
import { describeCondition } from "./condition.ts";
import {
  type Condition,
  innerSteps,
  type MeasureStep,
  type PlacedStep,
  type Program,
  placedSteps,
  type Source,
  sourcesOf,
} from "./program.ts";
import { executionsMax, stepMs } from "./program-budget.ts";

/** A contradiction within a program: where in it, and what is wrong. */
export interface ProgramFault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** More than this many steps performed is a loop gone wrong, not a test. */
const EXECUTIONS_MAX = 100_000;
const DEPTH_MAX = 8;

/** All faults; empty where the program is sound for these measurements. */
export function programFaults(
  program: Program,
  measurements: readonly MeasurementSpec[],
): readonly ProgramFault[] {
  const specs = new Map(measurements.map((spec) => [spec.id, spec]));
  const asked = new Set<string>();
  const measured = new Set<string>();
  const faults: ProgramFault[] = [];
  for (const placed of placedSteps(program)) {
    const { step, path } = placed;
    const add = (message: string, ...key: readonly PropertyKey[]) =>
      void faults.push({ path: [...path, ...key], message });
    for (const message of endlessFaults(placed)) add(message);
    for (const { key, source } of sourcesOf(step)) {
      for (const message of sourceFaults(source, asked)) add(message, ...(key === "" ? [] : [key]));
      if (key !== "") for (const message of conditionFaults(source)) add(message, key);
    }
    if (step.do === "ask") {
      for (const message of askFaults(step)) add(message);
      asked.add(step.as);
    }
    if (step.do !== "measure") continue;
    for (const message of measureFaults(step, specs.get(step.step))) add(message);
    measured.add(step.step);
  }
  return [...faults, ...abortFaults(program), ...wholeFaults(program, specs, measured)];
}

/** A step that never ends is told where it stands, and only there. */
function endlessFaults({ step, path }: PlacedStep): readonly string[] {
  const faults: string[] = [];
  if (path.length > 2 * DEPTH_MAX) faults.push(`more than ${DEPTH_MAX} blocks within each other`);
  const blocks = Object.values(innerSteps(step));
  const isEndlessInside = blocks.some((inner) => inner.some((each) => stepMs(each) === Infinity));
  if (stepMs(step) !== Number.POSITIVE_INFINITY || isEndlessInside) return faults;
  const bound = step.do === "repeat" ? "`times:`" : "`withinMs:`";
  return [...faults, `this \`${step.do}\` can never end: it has no ${bound}`];
}

function sourceFaults(source: Source, asked: ReadonlySet<string>): readonly string[] {
  const { on, channel, query, answer } = source;
  if ([channel, query, answer].filter((each) => each !== undefined).length !== 1) {
    return ["name exactly one of `channel:`, `query:` and `answer:`"];
  }
  if (answer === undefined) return on === undefined ? ["`on:` is missing: which instrument"] : [];
  if (on !== undefined) return ["an answer comes from the operator: remove `on:`"];
  return asked.has(answer) ? [] : [`no step before this one asks for an answer ${answer}`];
}

function conditionFaults(condition: Condition): readonly string[] {
  const { equals, matches, atLeast, atMost } = condition;
  const faults: string[] = [];
  if ([equals, matches, atLeast, atMost].every((each) => each === undefined)) {
    faults.push("name a comparison: `equals:`, `matches:`, `atLeast:` or `atMost:`");
  }
  if (matches !== undefined) faults.push(...expressionFaults(matches));
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
    faults.push(`${describeCondition(condition)} can never hold`);
  }
  return faults;
}

function expressionFaults(expression: string): readonly string[] {
  try {
    new RegExp(expression, "u");
    return [];
  } catch (error) {
    if (error instanceof SyntaxError) return [`${expression} is no regular expression`];
    throw error;
  }
}

function askFaults(step: Extract<PlacedStep["step"], { do: "ask" }>): readonly string[] {
  const { kind, choices, low, high, picture, pictureText } = step;
  if (picture !== undefined && pictureText === undefined) {
    return ["a picture needs `pictureText:`, what it shows in words"];
  }
  if (kind === "choice" && (choices ?? []).length < 2) {
    return ["a choice needs at least two `choices:`"];
  }
  if (kind === "number" && !(low !== undefined && high !== undefined && low < high)) {
    return ["a typed number needs `low:` and `high:`, what it may be at all"];
  }
  return [];
}

function measureFaults(step: MeasureStep, spec: MeasurementSpec | undefined): readonly string[] {
  if (spec === undefined) return [`the procedure has no measurement ${step.step}`];
  const faults: string[] = [];
  if (step.attempts > spec.attemptsMax) {
    faults.push(`${step.attempts} attempts, the measurement allows ${spec.attemptsMax}`);
  }
  if (step.match !== undefined) {
    const broken = expressionFaults(step.match);
    const isNamed = broken.length > 0 || step.match.includes("(?<value>");
    faults.push(...broken, ...(isNamed ? [] : ["`match:` has no group (?<value>…)"]));
  }
  return [...faults, ...unitFaults(step, spec)];
}

function unitFaults(step: MeasureStep, { limits }: MeasurementSpec): readonly string[] {
  const { unit, valueType } = step;
  if (step.channel !== undefined) {
    return unit === undefined ? [] : ["a channel has its own unit: remove `unit:`"];
  }
  if (valueType === "text" || limits.comparator === "LOG") return [];
  if (unit === undefined) {
    return limits.unit === "" ? [] : [`\`unit:\` is missing (the limits are in ${limits.unit})`];
  }
  if (!isKnownUnit(unit)) return [`${unit} is no unit known here (UCUM code)`];
  if (isConvertible(unit, limits.unit)) return [];
  return [`${unit} does not convert to the limits' unit ${limits.unit}`];
}

function abortFaults({ abortWhen }: Program): readonly ProgramFault[] {
  return abortWhen.flatMap((condition, index) => {
    const messages = [...sourceFaults(condition, new Set()), ...conditionFaults(condition)];
    return messages.map((message) => ({ path: ["abortWhen", index], message }));
  });
}

function wholeFaults(
  program: Program,
  specs: ReadonlyMap<string, MeasurementSpec>,
  measured: ReadonlySet<string>,
): readonly ProgramFault[] {
  const faults: ProgramFault[] = [];
  for (const id of specs.keys()) {
    if (measured.has(id)) continue;
    faults.push({ path: ["steps"], message: `no step measures ${id}: no unit could ever pass` });
  }
  const executions = executionsMax(program.steps);
  if (Number.isFinite(executions) && executions > EXECUTIONS_MAX) {
    const message = `up to ${executions} steps would be performed; at most ${EXECUTIONS_MAX} may`;
    faults.push({ path: ["steps"], message });
  }
  return faults;
}
