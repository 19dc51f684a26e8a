import { expect, test } from "vitest";
import type { MeasurementSpec } from "../procedure.ts";
import type { Condition, MeasureStep, Program, ProgramStep } from "./program.ts";
import { teardownMs, worstCaseMs } from "./program-budget.ts";
import { programFaults } from "./program-faults.ts";

const spec: MeasurementSpec = {
  ...{ id: "voltage", name: "Voltage", aliases: [], attemptsMax: 2 },
  limits: { comparator: "GELE", unit: "V", specification: { low: 1, high: 2 } },
};
const measure: MeasureStep = {
  ...{ do: "measure", step: "voltage", on: "meter", query: "READ?", unit: "V" },
  ...{ valueType: "number", settleMs: 100, attempts: 2, timeoutMs: 1_000 },
};
const that: Condition = { on: "relays", channel: "lid", equals: true, timeoutMs: 500 };
const programOf = (...steps: readonly ProgramStep[]): Program => ({
  abortWhen: [{ ...that, name: "Emergency stop", everyMs: 100 }],
  steps,
  teardown: [{ do: "set", on: "relays", channel: "load", to: false, timeoutMs: 1_000 }],
  afterFail: "stop",
});
const faultsOf = (...steps: readonly ProgramStep[]) =>
  programFaults(programOf(...steps), [spec]).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );
const ask: ProgramStep = {
  ...{ do: "ask", as: "label", text: "Is the label on?", kind: "confirm", withinMs: 60_000 },
};

test("a sound program has no fault, and its worst case is every wait, retry and timeout", () => {
  const program = programOf(
    measure,
    { do: "waitFor", that, withinMs: 5_000, everyMs: 50 },
    { do: "repeat", times: 3, until: that, steps: [{ do: "wait", forMs: 200 }] },
    { do: "if", that, steps: [ask], else: [{ do: "wait", forMs: 1 }] },
  );
  expect(programFaults(program, [spec])).toEqual([]);
  expect(worstCaseMs(program)).toBe(500 + 2 * 1_100 + 5_500 + 3 * 700 + 500 + 60_000);
  expect(teardownMs(program)).toBe(1_000);
});

const { withinMs: _, ...endlessAsk } = ask as Extract<ProgramStep, { do: "ask" }>;
const { query: __, ...sourceless } = measure;

test.each<[string, string, readonly ProgramStep[]]>([
  [
    "a loop without bound, at the loop and not around it",
    "steps.1.steps.0: this `repeat` can never end: it has no `times:`",
    [measure, { do: "if", that, steps: [{ do: "repeat", until: that, steps: [measure] }] }],
  ],
  [
    "a wait without bound",
    "steps.1: this `waitFor` can never end: it has no `withinMs:`",
    [measure, { do: "waitFor", that, everyMs: 50 }],
  ],
  [
    "a question without deadline",
    "steps.1: this `ask` can never end: it has no `withinMs:`",
    [measure, endlessAsk],
  ],
  [
    "loops that come to more steps than a test has",
    "steps: up to 450302 steps would be performed; at most 100000 may",
    [
      measure,
      { do: "repeat", times: 300, steps: [{ do: "repeat", times: 500, steps: [measure] }] },
    ],
  ],
  [
    "a measurement the procedure does not know",
    "steps.1: the procedure has no measurement x",
    [measure, { ...measure, step: "x" }],
  ],
  ["a measurement nobody takes", "steps: no step measures voltage: no unit could ever pass", [ask]],
  [
    "more attempts than allowed",
    "steps.0: 3 attempts, the measurement allows 2",
    [{ ...measure, attempts: 3 }],
  ],
  [
    "a unit that does not convert",
    "steps.0: A does not convert to the limits' unit V",
    [{ ...measure, unit: "A" }],
  ],
  [
    "a value without source",
    "steps.0: name exactly one of `channel:`, `query:` and `answer:`",
    [sourceless],
  ],
  [
    "an answer nobody asked for",
    "steps.1.that: no step before this one asks for an answer label",
    [measure, { do: "expect", that: { answer: "label", equals: true, timeoutMs: 1 } }, ask],
  ],
  [
    "a condition that can never hold",
    "steps.1.that: relays v is at least 3 and is at most 2 can never hold",
    [
      measure,
      { do: "expect", that: { on: "relays", channel: "v", atLeast: 3, atMost: 2, timeoutMs: 1 } },
    ],
  ],
  [
    "an expression that is none",
    "steps.1.that: ( is no regular expression",
    [measure, { do: "expect", that: { on: "meter", query: "*IDN?", matches: "(", timeoutMs: 1 } }],
  ],
  [
    "a typed number of any size",
    "steps.1: a typed number needs `low:` and `high:`, what it may be at all",
    [measure, { do: "ask", as: "n", text: "n?", kind: "number", withinMs: 1 }],
  ],
])("%s is refused at its place", (_name, fault, steps) => {
  expect(faultsOf(...steps)).toContain(fault);
});
