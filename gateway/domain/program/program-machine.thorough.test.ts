import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MeasurementSpec } from "../procedure.ts";
import type { Program, ProgramStep } from "./program.ts";
import { executionsMax } from "./program-budget.ts";
import { programFaults } from "./program-faults.ts";
import {
  type Action,
  type ActionOutcome,
  beginProgram,
  compile,
  nextAction,
} from "./program-machine.ts";

const lid = { on: "relays", channel: "lid", equals: true, timeoutMs: 100 };
const wait = (forMs: number): ProgramStep => ({ do: "wait", forMs });
const measure = (attempts = 1): ProgramStep => ({
  ...{ do: "measure", step: "voltage", on: "meter", query: "READ?", unit: "V" },
  ...{ valueType: "number", settleMs: 0, attempts, timeoutMs: 100 },
});
const programOf = (steps: readonly ProgramStep[], rest: Partial<Program> = {}): Program => ({
  ...{ abortWhen: [], steps, afterFail: "stop" },
  teardown: [
    { do: "set", on: "relays", channel: "load", to: false, timeoutMs: 100 },
    { do: "wait", forMs: 7 },
  ],
  ...rest,
});

const wordOf = (action: Action): string => {
  switch (action.kind) {
    case "perform":
      return action.step.do === "wait" ? `wait ${action.step.forMs}` : action.step.do;
    case "test":
      return "test";
    case "teardown":
      return `down ${action.at}`;
    case "finish":
      return action.ending.kind;
  }
};

const DONE: ActionOutcome = { kind: "done" };
const ABORT: ActionOutcome = {
  kind: "ended",
  ending: {
    ...{ kind: "stopped", completion: "aborted", cause: "operator.aborted" },
    message: "x",
  },
};
const tested = (holds: boolean): ActionOutcome => ({ kind: "tested", holds });
const measured = (verdict: "pass" | "fail" | "unjudged"): ActionOutcome => ({
  ...{ kind: "measured", verdict },
});

/** The words of all actions, each answered by the next outcome, `done` where there is none. */
function play(program: Program, ...outcomes: readonly ActionOutcome[]): string[] {
  const compiled = compile(program);
  const words: string[] = [];
  let turn = beginProgram(compiled);
  for (let at = 0; ; at += 1) {
    words.push(wordOf(turn.action));
    if (turn.action.kind === "finish") return words;
    turn = nextAction(compiled, turn.state, outcomes[at] ?? DONE);
  }
}

const END = ["down 1", "down 2"];

describe("the order of the steps", () => {
  test("is as written, then the teardown, then the end", () => {
    expect(play(programOf([wait(1), wait(2)]))).toEqual(["wait 1", "wait 2", ...END, "completed"]);
  });

  test("a branch is taken by what its condition says, and both sides go on after it", () => {
    const branch: ProgramStep = { do: "if", that: lid, steps: [wait(1)], else: [wait(2)] };
    const program = programOf([branch, wait(3)]);
    expect(play(program, tested(true))).toEqual(["test", "wait 1", "wait 3", ...END, "completed"]);
    expect(play(program, tested(false))).toEqual(["test", "wait 2", "wait 3", ...END, "completed"]);
  });

  test("a counted loop does its steps exactly so often, also inside another loop", () => {
    const inner: ProgramStep = { do: "repeat", times: 2, steps: [wait(1)] };
    const outer: ProgramStep = { do: "repeat", times: 2, steps: [inner, wait(2)] };
    expect(play(programOf([outer])).join()).toBe(
      "wait 1,wait 1,wait 2,wait 1,wait 1,wait 2,down 1,down 2,completed",
    );
  });

  test("a loop until something ends as soon as it is so, and ends the run where it never is", () => {
    const program = programOf([{ do: "repeat", times: 2, until: lid, steps: [wait(1)] }, wait(2)]);
    expect(play(program, DONE, tested(false), DONE, tested(true)).join()).toBe(
      "wait 1,test,wait 1,test,wait 2,down 1,down 2,completed",
    );
    expect(play(program, DONE, tested(false), DONE, tested(false)).join()).toBe(
      "wait 1,test,wait 1,test,down 1,down 2,stopped",
    );
  });

  test("a measurement is repeated until it passes, at most as often as allowed", () => {
    const program = programOf([measure(3), wait(1)]);
    const outcomes = [measured("fail"), measured("unjudged"), measured("pass")];
    expect(play(program, ...outcomes).slice(0, 4)).toEqual([
      ...["measure", "measure", "measure", "wait 1"],
    ]);
  });

  test("after a fail the rest is not reached, unless the program goes on", () => {
    const steps = [measure(2), wait(1)];
    const outcomes = [measured("fail"), measured("fail")];
    expect(play(programOf(steps), ...outcomes)).toEqual([
      ...["measure", "measure", ...END, "completed"],
    ]);
    const going = programOf(steps, { afterFail: "continue" });
    expect(play(going, ...outcomes)).toContain("wait 1");
  });

  test("a stop ends the steps with its own verdict", () => {
    const stop: ProgramStep = { do: "stop", reported: "fail", reason: "no label" };
    expect(play(programOf([stop, wait(1)]))).toEqual([...END, "reported"]);
  });
});

describe("the teardown", () => {
  test("is performed whole, whatever each of its own steps came to; the first end stays", () => {
    const words = play(programOf([wait(1), wait(2)]), ABORT, ABORT, ABORT);
    expect(words).toEqual(["wait 1", ...END, "stopped"]);
  });

  test("tells each of its faults at the end", () => {
    const compiled = compile(programOf([wait(1)]));
    let turn = nextAction(compiled, beginProgram(compiled).state, DONE);
    while (turn.action.kind === "teardown") turn = nextAction(compiled, turn.state, ABORT);
    expect(turn.action).toMatchObject({ kind: "finish", faults: ["x", "x"] });
    expect(nextAction(compiled, turn.state, DONE).action).toEqual(turn.action);
  });
});

const { step: steps } = fc.letrec<{ step: ProgramStep; block: ProgramStep[] }>((tie) => ({
  block: fc.array(tie("step"), { minLength: 1, maxLength: 3 }),
  step: fc.oneof(
    { depthSize: "small", maxDepth: 5, withCrossShrink: true },
    fc.constant(wait(1)),
    fc.integer({ min: 1, max: 3 }).map(measure),
    fc.constant<ProgramStep>({ do: "stop", reported: "error", reason: "enough" }),
    fc.record({
      ...{ do: fc.constant("repeat" as const), times: fc.integer({ min: 1, max: 3 }) },
      ...{ until: fc.constantFrom(undefined, lid), steps: tie("block") },
    }) as fc.Arbitrary<ProgramStep>,
    fc.record({
      ...{ do: fc.constant("if" as const), that: fc.constant(lid) },
      ...{ steps: tie("block"), else: tie("block") },
    }) as fc.Arbitrary<ProgramStep>,
  ),
}));
const outcome = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(DONE, tested(true), tested(false)) },
  { weight: 10, arbitrary: fc.constantFrom(measured("pass"), measured("fail")) },
  { weight: 1, arbitrary: fc.constant(ABORT) },
);
const spec: MeasurementSpec = {
  ...{ id: "voltage", name: "Voltage", aliases: [], attemptsMax: 3 },
  limits: { comparator: "GE", unit: "V", specification: { low: 1 } },
};

test("any sound program ends within its budget, with its teardown done once and in order", () => {
  fc.assert(
    fc.property(
      fc.array(steps, { minLength: 1, maxLength: 4 }),
      fc.array(outcome, { maxLength: 60 }),
      fc.constantFrom<Program["afterFail"]>("stop", "continue"),
      (written, outcomes, afterFail) => {
        const program = programOf(written, { afterFail });
        const faults = programFaults(program, [spec]);
        expect(faults.filter(({ path }) => path.length > 1)).toEqual([]);
        const words = play(program, ...outcomes);
        // Each pass of a loop adds one look at its condition to the steps it performs.
        expect(words.length).toBeLessThanOrEqual(2 * executionsMax(written) + END.length + 1);
        expect(words.slice(-3, -1)).toEqual(END);
        expect(words.filter((word) => word.startsWith("down"))).toEqual(END);
      },
    ),
    { numRuns: 2_000 },
  );
});
