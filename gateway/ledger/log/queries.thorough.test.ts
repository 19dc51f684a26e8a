import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { verifyConsistency, verifyInclusion } from "../merkle/verify-proofs.ts";
import { type Connection, openConnection } from "../store/connection.ts";
import { fixtureContext, openFixture } from "../testing/open-fixture.ts";
import { listCheckpoints, openCheckpoint } from "./checkpoints.ts";
import { proveEntry, proveGrowth, readLatestCheckpoint } from "./queries.ts";

let directory: string;
let db: Connection;
const ENTRIES = 1_300;
const telemetry = {
  range: () => [],
  window: () => [],
  measurementsOfRun: () => [],
  head: () => 1,
};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "rigline-proofs-"));
  await using ledger = await openFixture(directory);
  // One after the other at first, so that checkpoints of odd sizes are signed as well.
  for (let index = 0; index < 5; index += 1) {
    await ledger.execute("raise", { id: `a${index}`, by: 1 }, fixtureContext);
    await ledger.checkpoint();
  }
  await Promise.all(
    Array.from({ length: ENTRIES - 5 }, (_, index) =>
      ledger.execute("raise", { id: `u${index}`, by: index }, fixtureContext),
    ),
  );
  await ledger.checkpoint();
  db = openConnection(join(directory, "ledger.db"), "read");
});

afterAll(() => {
  db[Symbol.dispose]();
  rmSync(directory, { recursive: true });
});

function bytes(text: string): Buffer {
  return Buffer.from(text, "base64");
}

test("any entry is proven under the newest checkpoint, whose signature holds", () => {
  for (const seq of [1, 2, 255, 256, 257, 512, 1024, 1025, ENTRIES]) {
    const { index, leaf, path, checkpoint } = proveEntry({ sql: db, telemetry }, { seq });
    const { size, root } = openCheckpoint(checkpoint.note, checkpoint.verifierKey);
    expect(size).toBe(ENTRIES);
    const claim = { leaf: bytes(leaf), index, size, root, path: path.map(bytes) };
    expect(verifyInclusion(claim)).toBe(true);
    expect(verifyInclusion({ ...claim, index: index + 1 })).toBe(false);
  }
});

test("the newest checkpoint is proven to go on from every earlier one", () => {
  const latest = readLatestCheckpoint({ sql: db, telemetry }, null);
  const after = openCheckpoint(latest?.note ?? "", latest?.verifierKey ?? "");
  const earlier = listCheckpoints(db, { firstSeq: 1, after: -1, limit: 100 });
  expect(earlier.length).toBeGreaterThanOrEqual(6);
  for (const { note } of earlier) {
    const before = openCheckpoint(note, latest?.verifierKey ?? "");
    const { path } = proveGrowth({ sql: db, telemetry }, { from: before.size });
    expect(verifyConsistency({ before, after, path: path.map(bytes) })).toBe(true);
  }
});

test("what is not in the ledger, or not signed yet, is refused and not proven", () => {
  const context = { sql: db, telemetry };
  expect(() => proveEntry(context, { seq: ENTRIES + 1 })).toThrow("no entry");
  expect(() => proveEntry(context, { seq: 0 })).toThrow("no entry");
  expect(() => proveGrowth(context, { from: ENTRIES + 1 })).toThrow("no signed tree");
  expect(() => proveGrowth(context, { from: 3, to: 2 })).toThrow("no signed tree");
});
