/** What a step does, in words for the operator. Pure. */
import { describeCondition, describeSource } from "./condition.ts";
import type { ActStep } from "./program.ts";

/** The name its author gave it, else what it does. */
export function stepWords(step: ActStep): string {
  return step.name ?? madeWords(step);
}

function madeWords(step: ActStep): string {
  switch (step.do) {
    case "set":
      return `Set ${step.on} ${step.channel} to ${step.to}`;
    case "send":
      return `Send ${step.text} to ${step.on}`;
    case "expect":
      return `Check that ${describeCondition(step.that)}`;
    case "waitFor":
      return `Wait until ${describeCondition(step.that)}`;
    case "wait":
      return `Wait ${step.forMs} ms`;
    case "measure":
      return `Measure ${step.step} by ${describeSource(step)}`;
    case "ask":
      return step.text;
  }
}
