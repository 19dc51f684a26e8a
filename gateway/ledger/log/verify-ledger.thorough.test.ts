import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Connection, openConnection } from "../store/connection.ts";
import { decodeEntry } from "../store/entries.ts";
import { hashLeaf } from "../store/hashes.ts";
import { fixtureContext, openFixture } from "../testing/open-fixture.ts";
import { checkRow, readRows } from "./check-entry.ts";
import { findLatestCheckpoint } from "./checkpoints.ts";
import { verifyLedger } from "./verify-ledger.ts";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rigline-verify-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

async function append(count: number, prefix = "u"): Promise<string | undefined> {
  await using ledger = await openFixture(directory);
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      ledger.execute("raise", { id: `${prefix}${index}`, by: index }, fixtureContext),
    ),
  );
  return ledger.damage;
}

/** Changes the closed ledger as somebody with a database editor would. */
function tamper(work: (db: Connection) => void): void {
  using db = openConnection(join(directory, "ledger.db"), "write");
  const triggers = db.all<{ name: string }>(
    "SELECT name FROM sqlite_schema WHERE type = 'trigger'",
  );
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  work(db);
}

function latestNote(): string {
  using db = openConnection(join(directory, "ledger.db"), "read");
  return findLatestCheckpoint(db, 1)?.note ?? "";
}

/** The entry with another actor, and the leaf that fits it. */
function rewrite(db: Connection, seq: number): void {
  const [row] = readRows(db, seq, 1);
  if (row === undefined) throw new Error(`no entry ${seq}`);
  const leaf = hashLeaf({ ...decodeEntry(row), actor: "system:forger" });
  db.run("UPDATE entry SET actor = 'system:forger', leaf = ? WHERE seq = ?", leaf, seq);
  const [forged] = readRows(db, seq, 1);
  expect(forged && checkRow(forged, () => true)).toBeUndefined();
}

test("an untouched ledger has no fault, over tiles, checkpoints, stops and a running gateway", async () => {
  await append(700);
  await append(400, "v");
  await using ledger = await openFixture(directory);
  await ledger.execute("raise", { id: "w", by: 1 }, fixtureContext);
  const pages: number[] = [];
  const report = verifyLedger({ directory, onProgress: (done) => pages.push(done) });
  expect(report).toMatchObject({ entries: 1101, faults: [] });
  // One at 1,000 entries or soon after, one at each stop.
  expect(report.checkpoints).toBeGreaterThanOrEqual(2);
  expect(pages).toEqual([1000, 1101]);
  expect(verifyLedger({ directory, checkpoints: [latestNote()] }).faults).toEqual([]);
});

test("the key that signs may be read by its owner alone", async () => {
  await append(1);
  expect(statSync(join(directory, "log.key")).mode & 0o777).toBe(0o600);
});

describe("CR-03: the first bad entry is named, and its neighbours are intact, when", () => {
  test("a bit of a body flips on the disk", async () => {
    await append(600);
    tamper((db) => db.exec("PRAGMA wal_checkpoint(TRUNCATE)"));
    const path = join(directory, "ledger.db");
    const bytes = readFileSync(path);
    const at = bytes.indexOf('{"by":333}');
    bytes[at + 6] = (bytes[at + 6] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const { faults } = verifyLedger({ directory });
    const what = "the body is not the one its hash was made of";
    expect(faults).toEqual([{ seq: 334, type: "counter", id: "u333", what }]);
  });

  test("a field of the entry was changed", async () => {
    await append(300);
    tamper((db) => db.run("UPDATE entry SET station = 'FCT-2' WHERE seq = 40"));
    const what = "the entry is not the one its leaf was made of";
    expect(verifyLedger({ directory }).faults).toEqual([
      { seq: 40, type: "counter", id: "u39", what },
    ]);
  });

  test("an entry and its leaf were both rewritten", async () => {
    await append(300);
    const kept = latestNote();
    tamper((db) => rewrite(db, 200));
    const what = "entry and leaf are not those that were put into the tree";
    const fault = { seq: 200, type: "counter", id: "u199", what };
    expect(verifyLedger({ directory }).faults).toEqual([fault]);
    expect(verifyLedger({ directory, checkpoints: [kept] }).faults).toEqual([fault]);
  });

  test("a body was removed and no purge names it", async () => {
    await append(3);
    tamper((db) => db.run("DELETE FROM body WHERE seq = 2"));
    const what = "its body is missing, and no purge entry names it";
    expect(verifyLedger({ directory }).faults).toEqual([
      { seq: 2, type: "counter", id: "u1", what },
    ]);
  });

  test("an entry was taken out of the middle", async () => {
    await append(30);
    tamper((db) => {
      db.exec("PRAGMA foreign_keys = OFF");
      db.run("DELETE FROM entry WHERE seq = 12");
    });
    expect(verifyLedger({ directory }).faults).toEqual([{ seq: 12, what: "the entry is missing" }]);
  });

  test("the last entries were cut off", async () => {
    await append(30);
    tamper((db) => {
      db.exec("PRAGMA foreign_keys = OFF");
      db.run("DELETE FROM body WHERE seq > 25");
      db.run("DELETE FROM entry WHERE seq > 25");
    });
    const [first] = verifyLedger({ directory }).faults;
    expect(first).toMatchObject({ seq: 26 });
    expect(first?.what).toContain("the last are missing");
  });
});

test("CR-03: entry, leaf, tree and stored checkpoints all rewritten: one kept elsewhere tells, and where", async () => {
  await append(20);
  const early = latestNote();
  await append(20, "v");
  const kept = latestNote();
  tamper((db) => {
    rewrite(db, 33);
    // The forger has the key as well, and signs everything anew.
    db.exec("DELETE FROM tree_edge; DELETE FROM checkpoint;");
  });
  expect(await append(1, "w")).toBeUndefined();
  expect(verifyLedger({ directory }).faults).toEqual([]);
  const { faults } = verifyLedger({ directory, checkpoints: [early, kept] });
  const what =
    "the checkpoint kept elsewhere over 40 entries has another root; " +
    "the first changed entry is between 21 and 40";
  expect(faults).toEqual([{ what }]);
});

test("a checkpoint of another log, and one whose signature is forged, are told", async () => {
  await append(3);
  const note = latestNote();
  const forged = note.replace(/\n\n— (\S+) (.)/, (_, name, first) => {
    return `\n\n— ${name} ${first === "A" ? "B" : "A"}`;
  });
  const foreign = note.replace(/^\S+/, "other/log");
  const { faults } = verifyLedger({ directory, checkpoints: [forged, foreign] });
  expect(faults.map(({ what }) => what)).toEqual([
    expect.stringContaining('one of "other/log"'),
    expect.stringContaining("is not valid"),
  ]);
});

test("a start finds damage since the last checkpoint, closes that log and goes on in a new one", async () => {
  await append(5);
  tamper((db) => {
    // As after a kill before the first checkpoint.
    db.exec("DELETE FROM checkpoint");
    db.run("UPDATE entry SET station = 'FCT-2' WHERE seq = 4");
  });
  const damage = await append(2, "v");
  expect(damage).toContain("entry 4 (counter u3)");
  // The damage is told once by the start that found it, and kept by the entry for ever.
  expect(await append(1, "w")).toBeUndefined();
  await using ledger = await openFixture(directory);
  const [log] = await ledger.entries(6, 1);
  expect(log).toMatchObject({ entry: { type: "log", action: "started" }, body: { damage } });
  expect(ledger.info.logId).toBe(log?.entry.logId);
  const { faults } = verifyLedger({ directory });
  expect(faults.at(0)).toMatchObject({ seq: 4 });
});

test("a lost key starts a new log; both verify, and the first leaf names where the old one ended", async () => {
  await append(5);
  const old = latestNote();
  rmSync(join(directory, "log.key"));
  expect(await append(5, "v")).toBeUndefined();
  const report = verifyLedger({ directory, checkpoints: [old] });
  expect(report).toMatchObject({ entries: 11, faults: [] });
  await using ledger = await openFixture(directory);
  const [log] = await ledger.entries(6, 1);
  expect(log?.body).toMatchObject({ previous: { size: 5, checkpoint: old } });
});
