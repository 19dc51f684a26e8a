import { describe, expect, test } from "vitest";
import {
  cycleAfter,
  cycleName,
  mayMove,
  operationsFrom,
  UNIT_MOVES,
  UNIT_STATUSES,
  type UnitMove,
} from "./unit-life.ts";

/** As the domain says it, written down by itself: from a status, by a move, to a status. */
const TABLE = `
  passed_all  release        released
  released    ship           shipped
  shipped     return         returned
  returned    readmit        in_process
  failed      repair         repair
  repair      resume         in_process
  failed      scrap          scrap
  repair      scrap          scrap
  in_process  swap           in_process
  failed      swap           in_process
  retest      swap           in_process
  passed_all  swap           in_process
  released    swap           in_process
  created     revise         in_process
  in_process  revise         in_process
  failed      revise         in_process
  retest      revise         in_process
  repair      revise         in_process
  passed_all  revise         in_process
  released    revise         in_process
  in_process  invalidate     in_process
  failed      invalidate     in_process
  retest      invalidate     in_process
  repair      invalidate     in_process
  passed_all  invalidate     in_process
  released    invalidate     in_process
  created     rework         in_process
  in_process  rework         in_process
  failed      rework         in_process
  retest      rework         in_process
  repair      rework         in_process
  passed_all  rework         in_process
  released    rework         in_process
  created     disposeRepair  repair
  in_process  disposeRepair  repair
  failed      disposeRepair  repair
  retest      disposeRepair  repair
  passed_all  disposeRepair  repair
  released    disposeRepair  repair
  returned    disposeRepair  repair
  created     condemn        scrap
  in_process  condemn        scrap
  failed      condemn        scrap
  retest      condemn        scrap
  repair      condemn        scrap
  passed_all  condemn        scrap
  released    condemn        scrap
  returned    condemn        scrap`;

const ALLOWED = new Map(
  TABLE.trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .map(([from = "", move = "", to = ""]) => [`${from} ${move}`, to] as const),
);
const MOVES = Object.keys(UNIT_MOVES) as UnitMove[];

describe("CR-25: the moves of a unit", () => {
  for (const from of UNIT_STATUSES) {
    for (const move of MOVES) {
      const to = ALLOWED.get(`${from} ${move}`);
      const told = to === undefined ? "is refused" : `leads to ${to}`;
      test(`${move} of a unit that is ${from} ${told}`, () => {
        expect(mayMove(move, from)).toBe(to !== undefined);
        if (to !== undefined) expect(UNIT_MOVES[move].to).toBe(to);
      });
    }
  }
});

test("CR-63: a returned unit is readmitted or disposed of, and nothing else happens to it", () => {
  const allowed = MOVES.filter((move) => mayMove(move, "returned"));
  expect(allowed.toSorted()).toEqual(["condemn", "disposeRepair", "readmit"]);
});

test("each kind of cycle is counted by itself, and an invalidation begins none", () => {
  const build = { kind: "build", number: 0 } as const;
  const counts = { rework: 2, return: 1 };
  expect(cycleName(build)).toBe("build");
  expect(cycleName(cycleAfter("resume", build, counts))).toBe("rework 3");
  expect(cycleName(cycleAfter("readmit", build, counts))).toBe("return 2");
  expect(cycleAfter("invalidate", build, counts)).toBe(build);
  expect(cycleAfter("release", build, counts)).toBe(build);
});

test("going back to an operation means that one and all after it", () => {
  expect(operationsFrom(["ICT", "FCT", "EOL"], "FCT")).toEqual(["FCT", "EOL"]);
  expect(operationsFrom(["ICT", "FCT"], "HIPOT")).toEqual([]);
});
