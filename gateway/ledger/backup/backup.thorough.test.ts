import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { verifyLedger } from "../log/verify-ledger.ts";
import { counterProjection, fixtureUpcasters } from "../testing/fixture-rules.ts";
import { type FixtureLedger, fixtureContext, openFixture } from "../testing/open-fixture.ts";
import { makeBackup } from "./make-backup.ts";
import { proveCopy } from "./prove-copy.ts";
import { restoreBackup } from "./restore-backup.ts";

let scratch: string;
let directory: string;
let target: string;
const MADE_AT = "2026-11-23T00:00:00.000Z";

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "rigline-backup-"));
  directory = join(scratch, "data");
  target = join(scratch, "backup");
});

afterEach(() => {
  rmSync(scratch, { recursive: true });
});

async function append(ledger: FixtureLedger, from: number, count: number): Promise<void> {
  const work = Array.from({ length: count }, async (_, index) => {
    const value = from + index;
    await ledger.execute("raise", { id: `u${value}`, by: value }, fixtureContext);
    const reading = { rig: "r", channel: "c", value, unit: "V", quality: "good" } as const;
    await ledger.appendReadings([{ ...reading, takenAt: value }]);
  });
  await Promise.all(work);
}

function backup() {
  return makeBackup({ directory, target, gatewayVersion: "0.1.0", madeAt: MADE_AT });
}

function restore(to: string, changes: { readonly asNewGateway?: string } = {}) {
  return restoreBackup({
    ...{ backup: target, directory: to, newLogId: "log-2", nowUs: 1_795_000_000_000_000 },
    ...changes,
  });
}

test("CR-83: a backup made while the gateway writes is whole, and what is restored is what was there", async () => {
  const restored = join(scratch, "restored");
  await using ledger = await openFixture(directory);
  await append(ledger, 0, 300);
  await ledger.declareSinks([
    { name: "s", settledBy: "puback", streams: ["ledger", "telemetry"], startsAt: "beginning" },
  ]);
  const range = { from: 1, to: 101 };
  await ledger.settle({ sink: "s", stream: "ledger", ranges: [range], as: "delivered" });
  const [made] = await Promise.all([backup(), append(ledger, 300, 300)]);
  expect(made.report.faults).toEqual([]);
  expect(made.entries).toBeGreaterThanOrEqual(300);

  const { origin } = await restore(restored);
  const { report, replayed, readings } = await proveCopy({
    ...{ backup: target, directory: restored },
    projections: [counterProjection],
    upcasters: fixtureUpcasters,
  });
  expect(report).toMatchObject({ faults: [], origin, entries: made.entries + 1 });
  expect(replayed).toBe(made.entries + 1);
  // What an entry refers to was stored before it, so it is copied after it.
  expect(readings).toBeGreaterThanOrEqual(300);

  await using copy = await openFixture(restored);
  expect(copy.info).toMatchObject({ logId: "log-2", gatewayId: ledger.info.gatewayId });
  expect(await copy.entries(1, made.entries)).toEqual(await ledger.entries(1, made.entries));
  const [account] = await copy.accounts();
  expect(account).toMatchObject({ sink: "s", delivered: 100, balanced: true });
  expect((await copy.entries(made.entries + 1, 1))[0]).toMatchObject({
    entry: { type: "log", logId: "log-2", reason: "restored from a backup" },
    body: { backup: { madeAt: MADE_AT } },
  });
  await copy.execute("raise", { id: "later", by: 1 }, fixtureContext);
});

test("a folder that is there is never written to, whatever is in it, and each case is told", async () => {
  const mine = await openFixture(directory);
  await append(mine, 0, 3);
  await backup();
  await expect(backup()).rejects.toMatchObject({ code: "backup.exists" });
  await expect(
    makeBackup({ directory, target: join(directory, "b"), gatewayVersion: "", madeAt: MADE_AT }),
  ).rejects.toMatchObject({ code: "backup.inside-data" });
  await append(mine, 3, 3);
  await mine[Symbol.asyncDispose]();
  await expect(restore(directory)).rejects.toMatchObject({ code: "restore.newer-data" });

  const other = join(scratch, "other");
  await (await openFixture(other))[Symbol.asyncDispose]();
  await expect(restore(other)).rejects.toMatchObject({ code: "restore.other-gateway" });

  const taken = join(scratch, "taken");
  mkdirSync(taken);
  writeFileSync(join(taken, "note.txt"), "mine");
  await expect(restore(taken)).rejects.toMatchObject({ code: "restore.not-empty" });
  expect(readdirSync(taken)).toEqual(["note.txt"]);
  expect(readdirSync(scratch).filter((name) => name.includes("partial"))).toEqual([]);

  const empty = join(scratch, "empty");
  mkdirSync(empty);
  await restore(empty, { asNewGateway: "gw-2" });
  await using copy = await openFixture(empty);
  expect(copy.info.gatewayId).toBe("gw-2");
  expect(verifyLedger({ directory: empty }).faults).toEqual([]);
});

test("CR-83: one changed byte of any file of a backup is found before anything is restored", async () => {
  const ledger = await openFixture(directory);
  await append(ledger, 0, 20);
  await ledger[Symbol.asyncDispose]();
  mkdirSync(join(directory, "blobs"));
  const blob = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  writeFileSync(join(directory, "blobs", blob), "test");
  const { files } = await backup();
  expect(files.map(({ path }) => path)).toEqual([
    `blobs/${blob}`,
    ...["checkpoint.txt", "ledger.db", "log.vkey", "telemetry/0000000000000001.segment.db"],
  ]);
  const restored = join(scratch, "restored");
  for (const { path } of files) {
    const full = join(target, path);
    const bytes = readFileSync(full);
    const changed = Buffer.from(bytes);
    const middle = bytes.length >> 1;
    changed[middle] = (changed[middle] ?? 0) ^ 1;
    writeFileSync(full, changed);
    await expect(restore(restored)).rejects.toMatchObject({
      code: "backup.damaged",
      message: expect.stringContaining(path),
    });
    writeFileSync(full, bytes);
  }
  expect(existsSync(restored)).toBe(false);
  await restore(restored);
});

test("a backup of a newer version, and a folder that is none, are refused", async () => {
  await (await openFixture(directory))[Symbol.asyncDispose]();
  await backup();
  const path = join(target, "manifest.json");
  const text = readFileSync(path, "utf8");
  const to = join(scratch, "restored");
  writeFileSync(path, text.replace(/"schemaVersion": \d+/, '"schemaVersion": 999'));
  await expect(restore(to)).rejects.toMatchObject({ code: "backup.newer-version" });
  writeFileSync(path, text.replace("log.vkey", "../log.vkey"));
  await expect(restore(to)).rejects.toMatchObject({ code: "backup.damaged" });
  rmSync(path);
  await expect(restore(to)).rejects.toMatchObject({ code: "backup.not-found" });
});

test("a backup that can not be finished leaves nothing under its name", async () => {
  await (await openFixture(directory))[Symbol.asyncDispose]();
  mkdirSync(join(directory, "blobs"));
  // A blob that cannot be copied: a folder under the name of a file.
  mkdirSync(join(directory, "blobs", "folder"));
  await expect(backup()).rejects.toThrow();
  expect(readdirSync(scratch)).toEqual(["data"]);
});
