import { expect, test } from "vitest";
import type { RunRecord } from "../run.ts";
import { judgeReference } from "./reference-unit.ts";

const measured = (id: string, computed: "pass" | "fail" | "unjudged") =>
  ({ id, computed }) as RunRecord["measurements"][number];
type Judged = Parameters<typeof judgeReference>[1];
const PASSED: Judged = {
  ...{ outcome: "pass", computed: "pass", reported: "pass", failing: [], missing: [] },
  measurements: [measured("voltage", "pass"), measured("ripple", "pass")],
};
const FAILED: Judged = {
  ...PASSED,
  ...{ outcome: "fail", computed: "fail", reported: "fail", failing: ["ripple"] },
  measurements: [measured("voltage", "pass"), measured("ripple", "fail")],
};
const GOLDEN = { kind: "golden", mustFail: [] } as const;
const FAILING = { kind: "failing", mustFail: ["ripple"] } as const;

test.each<
  [string, Parameters<typeof judgeReference>[0], Parameters<typeof judgeReference>[1], boolean]
>([
  ["a golden unit that passes", GOLDEN, PASSED, true],
  ["a golden unit that fails", GOLDEN, FAILED, false],
  [
    "a golden unit whose run ended in error",
    GOLDEN,
    { ...PASSED, outcome: "error" as const },
    false,
  ],
  ["a failing unit that fails what it must", FAILING, FAILED, true],
  ["a failing unit that passes", FAILING, PASSED, false],
  [
    "an unplugged board that fails everything",
    FAILING,
    { ...FAILED, measurements: [measured("voltage", "fail"), measured("ripple", "fail")] },
    false,
  ],
  [
    "a board of which nothing was measured",
    FAILING,
    { ...FAILED, missing: ["voltage"], measurements: [measured("ripple", "fail")] },
    false,
  ],
  [
    "a measurement that could not be judged",
    FAILING,
    { ...FAILED, measurements: [measured("ripple", "unjudged")] },
    false,
  ],
  [
    "a failing unit that the rig calls a pass",
    FAILING,
    { ...FAILED, reported: "pass" as const },
    false,
  ],
])("%s: held is as it must be", (_, unit, run, held) => {
  expect(judgeReference(unit, run).held).toBe(held);
});
