import { expect, test } from "vitest";
import {
  EVIDENCE_ACTIONS,
  EVIDENCE_STATES,
  type EvidenceState,
  nextEvidenceState,
} from "./states.ts";

/** As the domain has it: draft → assembling → sealed → superseded; sealed is immutable. */
const ALLOWED: readonly (readonly [EvidenceState, string, EvidenceState])[] = [
  ["draft", "assemble", "assembling"],
  ["assembling", "assemble", "assembling"],
  ["assembling", "seal", "sealed"],
  ["sealed", "supersede", "superseded"],
];

const CASES = EVIDENCE_STATES.flatMap((state) =>
  EVIDENCE_ACTIONS.map((action) => {
    const next = ALLOWED.find(([from, by]) => from === state && by === action)?.[2];
    return { state, action, next };
  }),
);

test.each(CASES)("CR-25: a package that is $state answers $action with $next", (row) => {
  if (row.next !== undefined) {
    expect(nextEvidenceState(row.state, row.action)).toBe(row.next);
    return;
  }
  expect(() => nextEvidenceState(row.state, row.action)).toThrow(
    expect.objectContaining({
      code: "evidence.wrong-state",
      message: expect.stringMatching(/: it /),
    }),
  );
});
