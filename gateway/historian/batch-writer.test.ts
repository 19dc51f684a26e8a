import { expect, test } from "vitest";
import { writeLines } from "./batch-writer.ts";
import { pauseOf, type WriteDecision } from "./write-decision.ts";

interface Rehearsal {
  readonly requests: (readonly string[])[];
  readonly delaysMs: number[];
  readonly pauses: (string | undefined)[];
}

function rehearse(
  lines: readonly string[],
  decide: (lines: readonly string[], request: number) => WriteDecision,
) {
  const seen: Rehearsal = { requests: [], delaysMs: [], pauses: [] };
  const verdicts = writeLines(
    lines,
    {
      write: async (some) => {
        seen.requests.push(some);
        return decide(some, seen.requests.length);
      },
      probe: () => "probe",
      wait: async (ms) => {
        seen.delaysMs.push(ms);
      },
      random: () => 1,
      onPause: (pause) => seen.pauses.push(pause?.code),
    },
    new AbortController().signal,
  );
  return { seen, verdicts };
}

const accepted: WriteDecision = { kind: "accepted" };
const refused: WriteDecision = { kind: "refused", reason: "400 bad line" };
const many = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}`);

test("one bad line of 5,000 is found with at most 2·log2(n) more requests", async () => {
  const { seen, verdicts } = rehearse(many(5_000), (lines) =>
    lines.includes("line 3210") ? refused : accepted,
  );
  const rejected = (await verdicts).flatMap((verdict, index) =>
    verdict.kind === "rejected" ? [{ index, reason: verdict.reason }] : [],
  );
  expect(rejected).toEqual([{ index: 3210, reason: "influxdb.refused: 400 bad line" }]);
  expect(seen.requests.length - 1).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(5_000)));
});

test("a database that refuses a plain line too is misconfigured: nothing is rejected", async () => {
  let cured = false;
  const { seen, verdicts } = rehearse(many(4), (_lines, request) => {
    cured ||= request > 9;
    return cured ? accepted : refused;
  });
  expect((await verdicts).every((verdict) => verdict.kind === "written")).toBe(true);
  expect(seen.pauses).toContain("influxdb.refuses-all");
  expect(seen.pauses.at(-1)).toBeUndefined();
});

test("a batch of nothing but bad lines is rejected once a plain line went in", async () => {
  const { verdicts } = rehearse(many(3), (lines) => (lines[0] === "probe" ? accepted : refused));
  expect((await verdicts).map((verdict) => verdict.kind)).toEqual(Array(3).fill("rejected"));
});

test("what is too large is halved, and one line too large is rejected", async () => {
  const lines = [...many(7), "x".repeat(50)];
  const { verdicts } = rehearse(lines, (some) =>
    some.join("\n").length > 30 ? { kind: "too-large", reason: "413" } : accepted,
  );
  const kinds = (await verdicts).map((verdict) => verdict.kind);
  expect(kinds).toEqual([...Array(7).fill("written"), "rejected"]);
});

test("a database that asks for 30 s is left alone for 30 s, and then has every line", async () => {
  const pause = pauseOf("influxdb.busy", "503");
  const { seen, verdicts } = rehearse(many(2), (_lines, request) =>
    request === 1 ? { kind: "busy", pause, retryAfterMs: 30_000 } : accepted,
  );
  expect((await verdicts).map((verdict) => verdict.kind)).toEqual(["written", "written"]);
  expect(seen.delaysMs).toEqual([30_000]);
  expect(seen.pauses).toEqual(["influxdb.busy", undefined]);
});

test("a wrong token holds everything back until it is right", async () => {
  const pause = pauseOf("influxdb.not-authorized", "401");
  const { seen, verdicts } = rehearse(many(2), (_lines, request) =>
    request <= 5 ? { kind: "blocked", pause } : accepted,
  );
  expect((await verdicts).every((verdict) => verdict.kind === "written")).toBe(true);
  expect(seen.delaysMs).toEqual([5_000, 10_000, 20_000, 40_000, 60_000]);
});
