import { describe, expect, test } from "vitest";
import { DECISION_MOVES, DECISION_STATUSES } from "./decision-moves.ts";
import { findMove, type Move, missingSteps } from "./moves.ts";
import { REVISION_MOVES, REVISION_STATUSES } from "./revision-moves.ts";
import { VERSION_MOVES, VERSION_STATUSES, versionInForce } from "./version-moves.ts";

/** Written by hand from the domain's page: what may follow what, and nothing else may. */
const MACHINES: readonly (readonly [string, readonly string[], readonly Move<string>[], string])[] =
  [
    [
      "version of controlled data",
      VERSION_STATUSES,
      VERSION_MOVES,
      "draft>in_review in_review>draft in_review>effective effective>obsolete",
    ],
    [
      "revision",
      REVISION_STATUSES,
      REVISION_MOVES,
      "draft>in_review in_review>draft in_review>released released>superseded superseded>obsolete",
    ],
    [
      "decision",
      DECISION_STATUSES,
      DECISION_MOVES,
      "open>positions_in open>escalated positions_in>escalated positions_in>decided escalated>decided",
    ],
  ];

describe.each(MACHINES)("a %s", (_, states, moves, written) => {
  const allowed = new Set(written.split(" "));
  const pairs = states.flatMap((from) => states.map((to) => [from, to] as const));

  test.each(pairs.filter(([from, to]) => allowed.has(`${from}>${to}`)))(
    "CR-25: goes from %s to %s",
    (from, to) => {
      expect(findMove(moves, from, to)).toBeDefined();
    },
  );

  test.each(pairs.filter(([from, to]) => !allowed.has(`${from}>${to}`)))(
    "CR-25: does not go from %s to %s",
    (from, to) => {
      expect(findMove(moves, from, to)).toBeUndefined();
    },
  );
});

test("CR-25: the steps between are named, and that no way leads back", () => {
  expect(missingSteps(VERSION_MOVES, "draft", "effective")).toEqual(["in_review"]);
  expect(missingSteps(VERSION_MOVES, "in_review", "effective")).toEqual([]);
  expect(missingSteps(VERSION_MOVES, "draft", "obsolete")).toEqual(["in_review", "effective"]);
  expect(missingSteps(VERSION_MOVES, "obsolete", "draft")).toBeUndefined();
  expect(missingSteps(REVISION_MOVES, "released", "draft")).toBeUndefined();
});

test("CR-26: what makes controlled data effective is signed by another than wrote it", () => {
  const approvals = [
    findMove(VERSION_MOVES, "in_review", "effective"),
    findMove(REVISION_MOVES, "in_review", "released"),
  ];
  expect(approvals.map((move) => move?.signed?.byAnother)).toEqual([true, true]);
});

describe("the version in force", () => {
  const effective = { status: "effective" as const };
  const one = { version: 1, ...effective, effectiveFromUs: 0 };
  const two = { version: 2, ...effective, effectiveFromUs: 100 };

  test("is the highest effective one whose date has come", () => {
    expect(versionInForce([one, two], 99)).toBe(one);
    expect(versionInForce([two, one], 100)).toBe(two);
    expect(versionInForce([two], 99)).toBeUndefined();
    expect(versionInForce([one, { ...two, status: "in_review" }], 200)).toBe(one);
  });
});
