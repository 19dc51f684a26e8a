import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Reading } from "../telemetry/contract.ts";
import { canonicalJson } from "./canonical-json.ts";
import { type Commit, Refusal } from "./contract.ts";
import { hashLeaf } from "./store/hashes.ts";
import { type FixtureLedger, fixtureContext, openFixture } from "./testing/open-fixture.ts";

let directory: string;
let ledger: FixtureLedger;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-ledger-"));
  ledger = await openFixture(directory);
});

afterEach(async () => {
  await ledger[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

function readings(count: number, from = 0): Reading[] {
  return Array.from({ length: count }, (_, index) => ({
    rig: "fct-1",
    channel: `c${index % 4}`,
    value: from + index,
    unit: "V",
    quality: "good",
    takenAt: 1_795_000_000_000_000 + (from + index) * 1000,
  }));
}

test("a command answers with its result and its entries, numbered from 1 without gaps", async () => {
  const first = await ledger.execute("raise", { id: "a", by: 2 }, fixtureContext);
  const second = await ledger.execute("raise", { id: "a", by: 3 }, fixtureContext);
  expect(first.result).toBe(2);
  expect(second.result).toBe(5);
  expect(second.entries).toHaveLength(1);
  expect(second.entries[0]).toMatchObject({
    entry: { seq: 2, type: "counter", id: "a", version: 2, action: "raised", station: "FCT-1" },
    body: { by: 3 },
  });
  expect(ledger.info.head).toBe(2);
  expect(await ledger.ask("total", "a")).toBe(5);
});

test("an entry that is read back is the entry that was told, and its leaf is its hash", async () => {
  const { entries } = await ledger.execute("raise", { id: "a", by: 2 }, fixtureContext);
  const stored = await ledger.entries(1, 10);
  expect(stored).toEqual(entries);
  const [first] = stored;
  expect(first && hashLeaf(first.entry).toString("hex")).toBe(first?.leaf);
});

test("a refusal fails its own command and leaves no trace, whatever shares its batch", async () => {
  const outcomes = await Promise.allSettled([
    ledger.execute("raise", { id: "a", by: 1 }, fixtureContext),
    ledger.execute("raise", { id: "a", by: -1 }, fixtureContext),
    ledger.execute("raise", { id: "a", by: 1 }, fixtureContext),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  const refused = outcomes[1] as PromiseRejectedResult;
  expect(refused.reason).toBeInstanceOf(Refusal);
  expect(refused.reason).toMatchObject({ code: "record.invalid", details: { field: "by" } });
  expect((await ledger.entries(1, 10)).map(({ entry }) => entry.seq)).toEqual([1, 2]);
  expect(await ledger.ask("total", "a")).toBe(2);
});

test("a version that exists already is refused as a conflict", async () => {
  await ledger.execute("raise", { id: "a", by: 1 }, fixtureContext);
  const again = ledger.execute("raise", { id: "a", by: 1, version: 1 }, fixtureContext);
  await expect(again).rejects.toMatchObject({ code: "record.version-conflict" });
});

test("a caller who saw another version is refused as a conflict", async () => {
  await ledger.execute("raise", { id: "a", by: 1 }, fixtureContext);
  const stale = { ...fixtureContext, expectedVersion: 0 };
  const conflict = ledger.execute("raise", { id: "a", by: 1 }, stale);
  await expect(conflict).rejects.toMatchObject({ code: "record.version-conflict" });
  const seen = { ...fixtureContext, expectedVersion: 1 };
  await ledger.execute("raise", { id: "a", by: 1 }, seen);
});

test("a body that JSON would alter is refused, and the writer goes on", async () => {
  const broken = ledger.execute(
    "raise",
    { id: "a", by: 1, body: { by: Number.NaN } },
    fixtureContext,
  );
  await expect(broken).rejects.toMatchObject({
    code: "record.invalid",
    details: { field: "$.by" },
  });
  await ledger.execute("raise", { id: "a", by: 1 }, fixtureContext);
  expect(await ledger.ask("total", "a")).toBe(1);
});

test.each([
  ["half a surrogate pair in an id", { id: "\ud800", by: 1 }, {}],
  ["a time that is no integer", { id: "a", by: 1 }, { occurredAt: 1.5 }],
  ["a version that is no integer", { id: "a", by: 1, version: 1.5 }, {}],
])("%s is refused, and the writer goes on", async (_name, input, changes) => {
  const broken = ledger.execute("raise", input, { ...fixtureContext, ...changes });
  await expect(broken).rejects.toMatchObject({ code: "record.invalid" });
  await ledger.execute("raise", { id: "a", by: 1 }, fixtureContext);
});

test("a command that is refused at its second entry leaves nothing of its first", async () => {
  const half = { ids: ["a", "b"], by: Number.NaN };
  const outcomes = await Promise.allSettled([
    ledger.execute("raise", { id: "c", by: 1 }, fixtureContext),
    ledger.execute("raiseBoth", half, fixtureContext),
    ledger.execute("raise", { id: "d", by: 1 }, fixtureContext),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect((await ledger.entries(1, 10)).map(({ entry }) => entry.id)).toEqual(["c", "d"]);
  expect(await ledger.ask("total", "a")).toBeUndefined();
});

test("a reading without a time or a value fails its own call, not the batch", async () => {
  const [good] = readings(1);
  const broken = [Number.NaN, Number.POSITIVE_INFINITY].map((takenAt) => ({ ...good, takenAt }));
  const outcomes = await Promise.allSettled([
    ...broken.map((reading) => ledger.appendReadings([reading as Reading])),
    ledger.appendReadings([{ ...good, value: undefined } as unknown as Reading]),
    ledger.appendReadings(readings(1)),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual([
    "rejected",
    "rejected",
    "rejected",
    "fulfilled",
  ]);
});

test("commands that arrive while a batch is being synced share the next commit", async () => {
  const commits: Commit[] = [];
  ledger.onCommit((commit) => commits.push(commit));
  const commands = Array.from({ length: 500 }, (_, index) =>
    ledger.execute("raise", { id: `u${index % 7}`, by: 1 }, fixtureContext),
  );
  expect(ledger.queued()).toBe(500);
  await Promise.all(commands);
  expect(ledger.queued()).toBe(0);
  expect(commits.length).toBeLessThan(50);
  const seqs = commits.flatMap(({ entries }) => entries.map(({ entry }) => entry.seq));
  expect(seqs).toEqual(Array.from({ length: 500 }, (_, index) => index + 1));
});

test("readings get ordinals without gaps, across restarts, and are read back as they were", async () => {
  const first = readings(10);
  expect(await ledger.appendReadings(first)).toEqual({ from: 1, to: 11 });
  await ledger[Symbol.asyncDispose]();
  ledger = await openFixture(directory);
  const second = readings(5, 10);
  const ranges = await Promise.all([
    ledger.appendReadings(second.slice(0, 2)),
    ledger.appendReadings(second.slice(2)),
  ]);
  expect(ranges).toEqual([
    { from: 11, to: 13 },
    { from: 13, to: 16 },
  ]);
  const stored = await ledger.readings({ from: 1, to: 16 }, 100);
  expect(stored).toEqual(
    [...first, ...second].map((reading, at) => ({ ordinal: at + 1, ...reading })),
  );
  expect(await ledger.ask("telemetryHead", null)).toBe(16);
});

test("each commit is told once and in order, with the readings it made durable", async () => {
  const commits: Commit[] = [];
  const stop = ledger.onCommit((commit) => commits.push(commit));
  await ledger.appendReadings(readings(3));
  await ledger.execute("raise", { id: "a", by: 1 }, fixtureContext);
  stop();
  await ledger.appendReadings(readings(3, 3));
  expect(commits.map((commit) => commit.readings)).toEqual([
    { from: 1, to: 4 },
    { from: 4, to: 4 },
  ]);
  expect(commits[1]?.entries[0]?.body).toEqual({ by: 1 });
});

test("the writer is not held up by a reader that takes long", async () => {
  const report = ledger.ask("slow", 3_000_000);
  let isReported = false;
  void report.then(() => {
    isReported = true;
  });
  for (let round = 0; round < 20; round += 1) {
    await ledger.execute("raise", { id: "a", by: 1 }, fixtureContext);
  }
  expect(isReported).toBe(false);
  expect(await report).toBe(4_500_001_500_000);
});

test("a rule with a fault ends the ledger loudly: callers, later callers and listeners hear it", async () => {
  const heard: string[] = [];
  ledger.onFatal((error) => heard.push(error.message));
  await expect(ledger.execute("explode", null, fixtureContext)).rejects.toThrow("with a fault");
  await expect(ledger.failed).rejects.toThrow("with a fault");
  await expect(ledger.execute("raise", { id: "a", by: 1 }, fixtureContext)).rejects.toThrow(
    "with a fault",
  );
  expect(heard).toEqual(["a rule with a fault"]);
});

test("a body of an old schema is read through its upcaster; the entry stays as it was", async () => {
  const old = { id: "a", by: 1, schema: "counter/1", body: { amount: 4 } };
  await ledger.execute("raise", old, fixtureContext);
  expect(await ledger.ask("total", "a")).toBe(4);
  const [stored] = await ledger.entries(1, 1);
  expect(stored?.entry.schema).toBe("counter/1");
  expect(stored?.body).toEqual({ by: 4 });
});

test("a restart keeps log, gateway and position", async () => {
  await ledger.execute("raise", { id: "a", by: 1 }, fixtureContext);
  const before = { ...ledger.info, origin: ledger.origin };
  await ledger[Symbol.asyncDispose]();
  ledger = await openFixture(directory);
  expect({ ...ledger.info, origin: ledger.origin }).toEqual(before);
  expect(before.origin).toBe(`${before.gatewayId}/${before.logId}`);
  expect(canonicalJson(before.head)).toBe("1");
});

test("stopping ends within its deadline, says what hung, and stores what was handed over", async () => {
  const report = ledger.ask("slow", 40_000_000).catch((error: Error) => error.message);
  const stored = ledger.execute("raise", { id: "a", by: 1 }, fixtureContext);
  await expect(ledger[Symbol.asyncDispose]()).rejects.toThrow("reader did not end within 2000 ms");
  expect((await stored).entries).toHaveLength(1);
  expect(await report).toContain("reader did not end");
  ledger = await openFixture(directory);
  expect(ledger.info.head).toBe(1);
});
