/** The real gateway on a clock that is set for it alone, and on a chronyc that says how it is. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunDetail } from "../../gateway/api/contract.ts";
import { findFakeTime, openFakedClock } from "../../gateway/chaos/faked-clock.ts";
import type { ClockCorrectionView, ClockEventView } from "../../gateway/records/views.ts";
import { startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

const HOUR_US = 3_600_000_000;
const WITHIN = { deadlineMs: 60_000, everyMs: 100 };

interface ClockHistory {
  readonly events: readonly ClockEventView[];
  readonly corrections: readonly ClockCorrectionView[];
}

async function get<Body>(url: string): Promise<Body> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return (await response.json()) as Body;
}

const readClock = (url: string) => get<ClockHistory>(`${url}/api/v1/clock`);
const readRuns = async (url: string) =>
  (await get<{ items: { id: string }[] }>(`${url}/api/v1/runs`)).items;

/** Sets the clock and waits until the ledger says so, and until a run was stored after it. */
async function stepsOf(url: string, count: number): Promise<readonly number[]> {
  await until(async () => stepped(await readClock(url)).length >= count, {
    ...{ ...WITHIN, what: `step ${count} is in the ledger` },
  });
  const stored = (await readRuns(url)).length;
  await until(async () => (await readRuns(url)).length > stored, { ...WITHIN, what: "a run" });
  return stepped(await readClock(url));
}

/** By how far, the first step first. */
function stepped({ events }: ClockHistory): readonly number[] {
  return events
    .filter(({ event }) => event === "stepped")
    .map(({ steppedByUs = 0 }) => steppedByUs)
    .reverse();
}

test("CR-07: a clock that starts in 1970, is put right, and steps back and ahead: order, durations and flags stay right", async () => {
  const scratch = await mkdtemp(join(tmpdir(), "rigline-test-clock-"));
  const library = findFakeTime();
  if (library === undefined) throw new Error("Debian's package faketime is not installed");
  try {
    const clock = await openFakedClock(library, {
      ...{ directory: scratch, path: process.env.PATH ?? "" },
    });
    await clock.set("@1970-01-02 00:00:00");
    await using gateway = await startGateway({ env: clock.env });
    const { url } = gateway;
    await until(async () => (await readRuns(url)).length > 0, { ...WITHIN, what: "the first run" });
    await clock.keep(true);
    await clock.set("+0");
    await stepsOf(url, 1);
    await clock.set("-1h");
    await stepsOf(url, 2);
    await clock.set("+1d");
    const steps = await stepsOf(url, 3);
    expect(steps[0]).toBeGreaterThan(50 * 365 * 24 * HOUR_US);
    expect(Math.round((steps[1] ?? 0) / HOUR_US)).toBe(-1);
    expect(Math.round((steps[2] ?? 0) / HOUR_US)).toBe(25);
    await expectRuns(url);
    await expectCorrections(url);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}, 300_000);

/** In the order they began, however the wall clock stood, and none longer than the test. */
async function expectRuns(url: string): Promise<void> {
  const runs = await readDetails(url);
  const seqs = runs.map(({ entries }) => entries[0]?.seq ?? 0);
  expect(seqs).toEqual([...seqs].sort((a, b) => b - a));
  for (const { outcome, durationMs, startedAt, finishedAt } of runs) {
    if (outcome === "running") continue;
    expect(durationMs).toBeGreaterThanOrEqual(0);
    expect(durationMs).toBeLessThan(300_000);
    expect(Date.parse(finishedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(startedAt));
  }
}

/** What was stamped in 1970 is flagged, is told of, and bears the time it was stamped with. */
async function expectCorrections(url: string): Promise<void> {
  const { corrections } = await readClock(url);
  const first = corrections.find(({ fromSeq }) => fromSeq === 1);
  expect(first?.offsetUs).toBeGreaterThan(50 * 365 * 24 * HOUR_US);
  const early = (await readDetails(url)).filter(
    ({ entries }) => (entries[0]?.seq ?? 0) < (first?.toSeq ?? 0),
  );
  expect(early.length).toBeGreaterThan(0);
  for (const { entries, startedAt } of early) {
    expect(entries[0]?.clockState).toBe("unsynced");
    expect(startedAt.startsWith("1970-01-0")).toBe(true);
    const trueMs = Date.parse(startedAt) + (first?.offsetUs ?? 0) / 1000;
    expect(Math.abs(Date.now() - trueMs)).toBeLessThan(HOUR_US / 1000);
  }
}

async function readDetails(url: string): Promise<RunDetail[]> {
  const runs = await readRuns(url);
  return Promise.all(runs.map(({ id }) => get<RunDetail>(`${url}/api/v1/runs/${id}`)));
}
