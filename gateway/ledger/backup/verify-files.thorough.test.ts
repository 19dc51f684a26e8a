import { mkdirSync, mkdtempSync, readdirSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openBlobs } from "../../blobs/blobs.ts";
import { fixtureContext, openFixture } from "../testing/open-fixture.ts";
import { verifyFiles } from "./verify-files.ts";

let directory: string;
let named: string;

/** The entry `u1` stands for one file; three readings are stored. */
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "rigline-files-"));
  mkdirSync(join(directory, "blobs"));
  const blobs = await openBlobs(join(directory, "blobs"));
  named = await blobs.write(Buffer.from("a trace"));
  await using ledger = await openFixture(directory);
  await ledger.execute("raise", { id: "u1", by: 1 }, fixtureContext);
  for (const value of [1, 2, 3]) {
    const reading = { rig: "r", channel: "c", value, unit: "V", quality: "good" } as const;
    await ledger.appendReadings([{ ...reading, takenAt: value }]);
  }
});
afterEach(() => rmSync(directory, { recursive: true }));

const verify = () => verifyFiles({ directory, namedBlobs: () => [named] });

test("where all is there, it is counted and nothing is said", async () => {
  expect(await verify()).toEqual({ blobs: 1, readings: 3, faults: [] });
});

test("a file that an entry names and that is gone is told with the entry", async () => {
  unlinkSync(join(directory, "blobs", named));
  const { faults } = await verify();
  expect(faults[0]).toMatchObject({ seq: 1, id: "u1", what: expect.stringContaining(named) });
});

test("a file with one byte changed is named", async () => {
  writeFileSync(join(directory, "blobs", named), "a trice");
  const { faults } = await verify();
  expect(faults).toEqual([{ what: `the file blobs/${named} has other bytes` }]);
});

test("a file that was never finished is none", async () => {
  writeFileSync(join(directory, "blobs", `.${named}.part`), "a tr");
  expect((await verify()).blobs).toBe(1);
});

test("readings with one byte changed are told by their position", async () => {
  const folder = join(directory, "telemetry");
  const [segment = ""] = readdirSync(folder).filter((name) => name.endsWith(".segment.db"));
  const db = new DatabaseSync(join(folder, segment));
  const { data } = db.prepare("SELECT data FROM block LIMIT 1").get() as { data: Uint8Array };
  const changed = Uint8Array.from(data, (byte, index) => (index === 9 ? byte ^ 1 : byte));
  db.prepare("UPDATE block SET data = ? WHERE first = 1").run(changed);
  db.close();
  const { faults } = await verify();
  expect(faults).toHaveLength(1);
  expect(faults[0]?.what).toMatch(/^readings from position 1 can not be read: /);
});
