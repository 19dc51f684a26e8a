import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fixtureContext, openFixture } from "./testing/open-fixture.ts";

let directory: string;
let db: DatabaseSync;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-append-only-"));
  await using ledger = await openFixture(directory);
  await ledger.execute("raise", { id: "a", by: 1 }, fixtureContext);
  await ledger.execute("raise", { id: "a", by: 2 }, fixtureContext);
  await ledger[Symbol.asyncDispose]();
  db = new DatabaseSync(join(directory, "ledger.db"));
});

afterEach(async () => {
  db.close();
  await rm(directory, { recursive: true });
});

const COLUMNS = `log_id, gateway_id, type, id, version, schema, occurred_at, recorded_at,
  clock_state, actor, station, action, reason, body_hash, leaf`;

test.each([
  ["an entry is changed", "UPDATE entry SET actor = 'somebody else' WHERE seq = 1"],
  ["an entry is deleted", "DELETE FROM entry WHERE seq = 2"],
  ["an entry is replaced by position", `REPLACE INTO entry SELECT * FROM entry WHERE seq = 1`],
  [
    "an entry is replaced by its record's version",
    `REPLACE INTO entry SELECT 3, ${COLUMNS} FROM entry WHERE seq = 1`,
  ],
  [
    "a position is left out",
    `INSERT INTO entry SELECT 4, ${COLUMNS.replace("version", "version + 7")} FROM entry WHERE seq = 1`,
  ],
  ["a body is changed", "UPDATE body SET text = '{}' WHERE seq = 1"],
  ["a body is replaced", "REPLACE INTO body SELECT seq, salt, '{}' FROM body WHERE seq = 1"],
  ["a body that no purge names is deleted", "DELETE FROM body WHERE seq = 1"],
  ["the demo mark is changed", "UPDATE meta SET value = 'true' WHERE key = 'demo'"],
  ["the demo mark is removed", "DELETE FROM meta WHERE key = 'demo'"],
  ["the demo mark is replaced", "REPLACE INTO meta VALUES ('demo', 'true')"],
])("the database itself refuses when %s", (_name, sql) => {
  const dump = () =>
    ["entry", "body", "meta"].map((name) => db.prepare(`SELECT * FROM ${name}`).all());
  const before = dump();
  expect(() => db.exec(sql)).toThrow(/append-only|without gaps|for ever|purge entry/);
  expect(dump()).toEqual(before);
});

test("a body goes only after a purge entry names it; entry and leaf stay", async () => {
  db.close();
  {
    await using ledger = await openFixture(directory);
    await ledger.execute("purge", { id: "p", seqs: [1] }, fixtureContext);
  }
  db = new DatabaseSync(join(directory, "ledger.db"));
  expect(() => db.exec("DELETE FROM body WHERE seq = 2")).toThrow();
  db.exec("DELETE FROM body WHERE seq = 1");
  expect(db.prepare("SELECT count(*) AS n FROM entry").get()).toMatchObject({ n: 3 });
  await using ledger = await openFixture(directory);
  const [first] = await ledger.entries(1, 1);
  expect(first).toMatchObject({ entry: { seq: 1, id: "a" }, body: null });
});
