/** The pictures that the prompts of a program name. Pure. */
import type { AskStep, Program, ProgramStep } from "../../domain/program/program.ts";

/** Every picture of the program by its name in the file, each once. */
export function picturesOf(program: Pick<Program, "steps"> | undefined): readonly string[] {
  const names = new Set<string>();
  if (program !== undefined) {
    mapAsks(program.steps, (step) => {
      if (step.picture !== undefined) names.add(step.picture);
      return step;
    });
  }
  return [...names];
}

/** The program with the hash of each picture at its prompt: what is pinned with the procedure. */
export function withPictureHashes<Written extends Pick<Program, "steps">>(
  program: Written,
  hashes: ReadonlyMap<string, string>,
): Written {
  const steps = mapAsks(program.steps, (step) => {
    const { pictureHash: _, ...rest } = step;
    const hash = step.picture === undefined ? undefined : hashes.get(step.picture);
    return hash === undefined ? rest : { ...rest, pictureHash: hash };
  });
  return { ...program, steps };
}

function mapAsks(
  steps: readonly ProgramStep[],
  change: (step: AskStep) => AskStep,
): readonly ProgramStep[] {
  return steps.map((step): ProgramStep => {
    if (step.do === "ask") return change(step);
    if (step.do === "repeat") return { ...step, steps: mapAsks(step.steps, change) };
    if (step.do !== "if") return step;
    const inner = { ...step, steps: mapAsks(step.steps, change) };
    return step.else === undefined ? inner : { ...inner, else: mapAsks(step.else, change) };
  });
}
