import { expect, test } from "vitest";
import { importLine, performRun, runId, serial } from "../testing/line.ts";
import { type MemoryLedger, openMemoryLedger } from "../testing/memory-ledger.ts";

function withRuns(): MemoryLedger {
  const ledger = openMemoryLedger();
  importLine(ledger);
  performRun(ledger, { index: 1 });
  performRun(ledger, { index: 2, serialNumber: serial(2), volts: 3.7 });
  performRun(ledger, { index: 3, serialNumber: serial(3), reported: "fail" });
  performRun(ledger, { index: 4, serialNumber: serial(4), reported: "aborted" });
  return ledger;
}

test("what failed, ended early or was judged otherwise by its rig is listed, and nothing else", () => {
  const { items } = withRuns().ask("exceptions.list", { limit: 50 });
  const found = items.map(({ id, kind }) => [id, kind]);
  expect(found).toContainEqual([runId(2), "failed"]);
  expect(found).toContainEqual([runId(3), "mismatch"]);
  expect(found).toContainEqual([runId(4), "not-completed"]);
  expect(found.map(([id]) => id)).not.toContain(runId(1));
});

test("pages of one each give every reason once, also where an entry has two", () => {
  const ledger = withRuns();
  const whole = ledger.ask("exceptions.list", { limit: 50 }).items;
  const paged: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page = ledger.ask("exceptions.list", { limit: 1, ...(cursor ? { cursor } : {}) });
    paged.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(paged).toEqual(whole);
  const counts = Object.values(ledger.ask("exceptions.counts", null));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(whole.length);
});

test("CR-05: the trail is found by type, record, actor and action, from the newest back", () => {
  const ledger = withRuns();
  const types = (filter: object) =>
    ledger.ask("trail.list", { limit: 200, ...filter }).items.map(({ type }) => type);
  expect(new Set(types({ type: "order" }))).toEqual(new Set(["order"]));
  expect(types({ type: "run", id: runId(1) })).toEqual(["run", "run"]);
  expect(types({ actor: "person:" })).toEqual([]);
  expect(types({ actor: "system:" }).length).toBe(ledger.entries().length);
  const { items, nextCursor } = ledger.ask("trail.list", { limit: 3 });
  expect(items.map(({ seq }) => seq)).toEqual(
    [0, 1, 2].map((back) => ledger.entries().length - back),
  );
  expect(nextCursor).toBeDefined();
});

const METER = { id: "DMM-07", title: "Meter", intervalDays: 365, policy: "record" as const };
const used = { id: METER.id, function: "voltage-dc" };
const timeZone = "UTC";

/** Days are counted from the day before the first run; 3.1 V is out of tolerance, 3.3 V within. */
function calibrate(
  ledger: MemoryLedger,
  day: number,
  { asFound, reason }: { readonly asFound: number; readonly reason?: string },
): void {
  const performedAt = 1_699_900_000_000_000 + day * 86_400_000_000;
  const point = { function: "voltage-dc", unit: "V", nominal: 3.3, tolerance: 0.05, asFound };
  const calibration = {
    ...{ id: `day-${day}`, equipmentId: METER.id, performedAt, provider: "Lab" },
    ...{ references: [], dueOn: "2030-01-01", certificateHash: "ab", points: [point] },
  };
  const input = { calibration, timeZone, ...(reason === undefined ? {} : { reason }) };
  ledger.execute("equipment.calibrate", input, { occurredAt: 1_900_000_000_000_000 });
}

const suspectRuns = (ledger: MemoryLedger) =>
  ledger
    .ask("exceptions.list", { limit: 50, kind: "out-of-tolerance" })
    .items.filter(({ type }) => type === "run")
    .map(({ id }) => id)
    .toSorted();

test("CR-44: runs become suspect by a later calibration, and are so no longer when it is corrected", () => {
  const ledger = openMemoryLedger();
  importLine(ledger);
  ledger.execute("equipment.save", { equipment: METER });
  calibrate(ledger, 0, { asFound: 3.3 });
  const DAY = 86_400_000_000;
  const startedAt = (day: number) => 1_699_900_000_000_000 + day * DAY;
  for (const [index, day] of [2, 4].entries()) {
    performRun(ledger, { index: index + 1, startedAt: startedAt(day), equipment: [used] });
  }
  performRun(ledger, { index: 3, startedAt: startedAt(2) });
  expect(suspectRuns(ledger)).toEqual([]);
  calibrate(ledger, 9, { asFound: 3.1 });
  expect(suspectRuns(ledger)).toEqual([runId(1), runId(2)]);
  calibrate(ledger, 3, { asFound: 3.3 });
  expect(suspectRuns(ledger)).toEqual([runId(2)]);
  performRun(ledger, { index: 4, startedAt: startedAt(5), equipment: [used] });
  expect(suspectRuns(ledger)).toEqual([runId(2), runId(4)]);
  const before = ledger.tables();
  ledger.replay();
  expect(ledger.tables()).toEqual(before);
  calibrate(ledger, 9, { asFound: 3.3, reason: "typed wrong" });
  expect(suspectRuns(ledger)).toEqual([]);
});

test("a replay gives the same exceptions again", () => {
  const ledger = withRuns();
  const before = ledger.tables();
  ledger.replay();
  expect(ledger.tables()).toEqual(before);
});
