/** How long a program can take at the most. Infinity: it may never end. Pure. */
import { innerSteps, type Program, type ProgramStep } from "./program.ts";

/** Worst case of the steps, in milliseconds; the teardown comes on top. */
export function worstCaseMs(program: Program): number {
  // Before the first step every abort condition is looked at once.
  const first = program.abortWhen.reduce((total, { timeoutMs }) => total + timeoutMs, 0);
  return first + sumMs(program.steps);
}

/** Worst case of the teardown, in milliseconds. */
export function teardownMs(program: Program): number {
  return sumMs(program.teardown);
}

/** Steps performed at the most, every pass of every loop counted. */
export function executionsMax(steps: readonly ProgramStep[]): number {
  return steps.reduce((total, step) => total + executionsOf(step), 0);
}

function executionsOf(step: ProgramStep): number {
  if (step.do === "measure") return step.attempts;
  const inner = Object.values(innerSteps(step)).map(executionsMax);
  const once = 1 + Math.max(0, ...inner);
  return step.do === "repeat" ? once * (step.times ?? Number.POSITIVE_INFINITY) : once;
}

function sumMs(steps: readonly ProgramStep[]): number {
  return steps.reduce((total, step) => total + stepMs(step), 0);
}

/** Worst case of one step, with all that is inside it. */
export function stepMs(step: ProgramStep): number {
  const never = Number.POSITIVE_INFINITY;
  switch (step.do) {
    case "set":
    case "send":
      return step.timeoutMs;
    case "expect":
      return step.that.timeoutMs;
    case "waitFor":
      return (step.withinMs ?? never) + step.that.timeoutMs;
    case "wait":
      return step.forMs;
    case "measure":
      return step.attempts * (step.settleMs + step.timeoutMs);
    case "ask":
      return step.withinMs ?? never;
    case "repeat":
      return (step.times ?? never) * Math.max(1, sumMs(step.steps) + (step.until?.timeoutMs ?? 0));
    case "if":
      return step.that.timeoutMs + Math.max(sumMs(step.steps), sumMs(step.else ?? []));
    case "stop":
      return 0;
  }
}
