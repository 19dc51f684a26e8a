/** Whether what an operator says answers the question. Pure. */
import type { AskStep } from "../../domain/program/program.ts";
import { Refusal } from "../../ledger/contract.ts";

const TEXT_MAX = 500;

/** Throws Refusal `answer.invalid`, saying what was asked for. */
export function checkAnswer(step: AskStep, value: number | string | boolean): void {
  const fault = faultOf(step, value);
  if (fault !== undefined) {
    throw new Refusal("answer.invalid", fault, { errors: [{ path: "value", message: fault }] });
  }
}

function faultOf(step: AskStep, value: number | string | boolean): string | undefined {
  const { kind, choices = [], low = 0, high = 0 } = step;
  switch (kind) {
    case "confirm":
      return typeof value === "boolean" ? undefined : "the answer is true or false";
    case "choice":
      return choices.some((choice) => choice === value)
        ? undefined
        : `the answer is one of: ${choices.join(", ")}`;
    case "number":
      return typeof value === "number" && value >= low && value <= high
        ? undefined
        : `the answer is a number from ${low} to ${high}`;
    case "text":
      return typeof value === "string" && value.trim() !== "" && value.length <= TEXT_MAX
        ? undefined
        : `the answer is a text of at most ${TEXT_MAX} characters`;
  }
}
