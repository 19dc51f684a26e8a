import { describe, expect, test } from "vitest";
import {
  CORRECTIVE_ACTION_STATES,
  type CorrectiveActionFacts,
  type Criterion,
  isMet,
  missingGuards,
} from "./corrective-action.ts";

/** As the domain says it, written down by itself. */
const ALLOWED = [
  ...["open planned", "planned implemented", "planned planned", "implemented evaluated"],
  ...["implemented planned", "evaluated closed", "evaluated planned", "closed reopened"],
  "reopened planned",
];
const YIELD: Criterion = {
  ...{ kind: "yield", atLeast: 0.98, unitsMin: 50, filter: { operation: "FCT" } },
};
const COMPLETE: Omit<CorrectiveActionFacts, "state"> = {
  ...{ cause: "lot of C12", causeMethod: "5 why", similar: "none at ICT", actions: ["new lot"] },
  ...{ owner: "qa-1", dueOn: "2026-12-01", criterion: YIELD, implementation: "lot changed" },
  evaluation: { effective: true, counted: 50, passed: 50 },
};
const missing = (facts: Partial<CorrectiveActionFacts>, to: CorrectiveActionFacts["state"]) =>
  missingGuards({ state: "open", ...COMPLETE, ...facts }, to).map(({ guard }) => guard);

describe("CR-25: the transitions of a corrective action", () => {
  for (const from of CORRECTIVE_ACTION_STATES) {
    for (const to of CORRECTIVE_ACTION_STATES) {
      const isAllowed = ALLOWED.includes(`${from} ${to}`);
      test(`${from} to ${to} is ${isAllowed ? "allowed" : "refused by name"}`, () => {
        expect(missing({ state: from }, to)).toEqual(isAllowed ? [] : ["state"]);
      });
    }
  }
});

describe("CR-71: a corrective action is judged by a criterion set before it", () => {
  test("a plan without its parts names each of them", () => {
    expect(missingGuards({ state: "open" }, "planned").map(({ guard }) => guard)).toEqual([
      ...["cause", "causeMethod", "similar", "actions", "owner", "dueOn", "criterion"],
    ]);
    expect(missing({ actions: [] }, "planned")).toEqual(["actions"]);
  });

  test("it is implemented once somebody says what was done", () => {
    const { implementation: _, ...rest } = COMPLETE;
    const facts = { ...rest, state: "planned" as const };
    expect(missingGuards(facts, "implemented").map(({ guard }) => guard)).toEqual([
      "implementation",
    ]);
  });

  test("it is not evaluated on fewer units than the plan asks for", () => {
    const evaluation = { effective: true, counted: 49, passed: 49 };
    expect(missing({ state: "implemented", evaluation }, "evaluated")).toEqual(["data"]);
  });

  test("one that did not work is not closed", () => {
    const evaluation = { effective: false, counted: 80, passed: 60 };
    expect(missing({ state: "evaluated", evaluation }, "closed")).toEqual(["effectiveness"]);
  });

  test.each([
    [100, 98, true],
    [100, 97, false],
    [0, 0, false],
  ])("of %d units %d passed at once: met is %s", (counted, passed, met) => {
    expect(isMet(YIELD, { counted, passed })).toBe(met);
  });
});
