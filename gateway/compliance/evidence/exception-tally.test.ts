import { expect, test } from "vitest";
import type { ExceptionKind } from "../../records/exceptions/classify.ts";
import { EXCEPTIONS_IN_REPORT, ExceptionTally } from "./exception-tally.ts";

const of = (kind: ExceptionKind, seq: number) => ({ seq, type: "run", id: "r", kind, text: "t" });

test("an override is named in the report however many runs failed before it; all are counted", () => {
  const tally = new ExceptionTally();
  const failed = Array.from({ length: 2 * EXCEPTIONS_IN_REPORT }, (_, seq) => of("failed", seq));
  tally.take(failed);
  tally.take([of("override", 5_000), of("failed", 5_001)]);
  expect(tally.counts).toEqual({ override: 1, failed: failed.length + 1 });
  expect(Object.keys(tally.counts)).toEqual(["override", "failed"]);
  expect(tally.named.length).toBe(EXCEPTIONS_IN_REPORT);
  expect(tally.named.slice(0, 2)).toEqual([of("override", 5_000), of("failed", 0)]);
});
