import { describe, expect, test } from "vitest";
import {
  type Line,
  missingGuards,
  NONCONFORMANCE_STATES,
  type NonconformanceFacts,
  pendingOf,
} from "./nonconformance.ts";

/** As the domain says it, written down by itself. */
const ALLOWED = [
  "open contained",
  "contained investigating",
  "investigating dispositioned",
  "dispositioned verified",
  "dispositioned investigating",
  "verified closed",
  "verified investigating",
  "closed reopened",
  "reopened contained",
  "reopened investigating",
];

const DONE: Line = { unitId: "u", serialNumber: "S-1", disposition: "scrap", status: "scrap" };
const COMPLETE: Omit<NonconformanceFacts, "state"> = {
  lines: [DONE],
  containment: "held",
  cause: "found",
  verification: "checked",
};

describe("CR-25: the transitions of a nonconformance", () => {
  for (const from of NONCONFORMANCE_STATES) {
    for (const to of NONCONFORMANCE_STATES) {
      const isAllowed = ALLOWED.includes(`${from} ${to}`);
      test(`${from} to ${to} is ${isAllowed ? "allowed" : "refused by name"}`, () => {
        const missing = missingGuards({ ...COMPLETE, state: from }, to);
        expect(missing.map(({ guard }) => guard)).toEqual(isAllowed ? [] : ["state"]);
      });
    }
  }
});

test.each<[string, NonconformanceFacts, Parameters<typeof missingGuards>[1], string[]]>([
  [
    "containment without units or a statement",
    { state: "open", lines: [] },
    "contained",
    ["containment"],
  ],
  [
    "a disposition without cause and with an undecided unit",
    { state: "investigating", lines: [{ unitId: "u", serialNumber: "S", status: "failed" }] },
    "dispositioned",
    ["cause", "pending-line"],
  ],
  [
    "a verification that is not stated",
    { ...COMPLETE, state: "dispositioned", verification: undefined } as never,
    "verified",
    ["verification"],
  ],
])("%s is refused by its guard", (_, facts, to, guards) => {
  expect(missingGuards(facts, to).map(({ guard }) => guard)).toEqual(guards);
});

test("CR-70: a nonconformance with a pending line is not closed, and the line is named", () => {
  const line: Line = {
    unitId: "u",
    serialNumber: "S-7",
    disposition: "rework",
    status: "in_process",
  };
  const missing = missingGuards({ ...COMPLETE, state: "verified", lines: [DONE, line] }, "closed");
  expect(missing).toEqual([
    { guard: "pending-line", message: "unit S-7 waits for a full re-test" },
  ]);
});

test.each<[Line["disposition"], string, string | undefined]>([
  [undefined, "failed", "a disposition"],
  ["rework", "in_process", "a full re-test"],
  ["rework", "passed_all", undefined],
  ["repair", "repair", "a full re-test"],
  ["repair", "released", undefined],
  ["scrap", "failed", "scrapping"],
  ["scrap", "scrap", undefined],
  ["use_as_is", "failed", undefined],
  ["return", "failed", undefined],
])(
  "CR-70: a line disposed of as %s whose unit is %s waits for %s",
  (disposition, status, waits) => {
    const line = { unitId: "u", serialNumber: "S", status };
    expect(pendingOf(disposition === undefined ? line : { ...line, disposition })).toBe(waits);
  },
);

test("a thousand pending lines are told by the first five and a count", () => {
  const lines = Array.from({ length: 1_000 }, (_, index) => ({
    ...{ unitId: `u${index}`, serialNumber: `S-${index}`, status: "failed" },
  }));
  const missing = missingGuards({ ...COMPLETE, state: "verified", lines }, "closed");
  expect(missing).toHaveLength(6);
  expect(missing.at(-1)?.message).toBe("and 995 more");
});
