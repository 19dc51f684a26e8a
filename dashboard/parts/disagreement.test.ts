import { expect, it } from "vitest";
import { disagreementOf } from "./disagreement.ts";

it("a rig's pass against limits that failed a value is a contradiction", () => {
  const run = { mismatch: true, computed: "fail", failing: ["ripple"] } as const;
  expect(disagreementOf({ ...run, failing: [...run.failing] })).toBe("contradiction");
});

it("a rig's verdict over values that never came is not judged, and contradicts nobody", () => {
  const run = { mismatch: true, computed: "unjudged", failing: [] } as const;
  expect(disagreementOf({ ...run, failing: [] })).toBe("not-judged");
});

it("a measurement that the rig failed is a contradiction, though the run is not judged whole", () => {
  const run = { mismatch: true, computed: "unjudged" } as const;
  expect(disagreementOf({ ...run, failing: ["ripple"] })).toBe("contradiction");
});

it("rig and limits that agree have no disagreement", () => {
  expect(disagreementOf({ mismatch: false, computed: "unjudged", failing: [] })).toBeUndefined();
});
