import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Projection } from "./contract.ts";
import { dumpProjections, replayLedger } from "./replay.ts";
import { openConnection } from "./store/connection.ts";
import { Projections } from "./store/projections.ts";
import { counterProjection, fixtureUpcasters } from "./testing/fixture-rules.ts";
import { type FixtureLedger, fixtureContext, openFixture } from "./testing/open-fixture.ts";

const upcasters = fixtureUpcasters;
const projections = [counterProjection];
/** More than one slice of a rebuild. */
const ENTRIES = 1300;

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-replay-"));
  await using ledger = await openFixture(directory);
  await fill(ledger);
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** Old schemas among new ones, as a ledger has after an upgrade. */
async function fill(ledger: FixtureLedger): Promise<void> {
  await Promise.all(
    Array.from({ length: ENTRIES }, (_, index) => {
      const id = `unit-${index % 53}`;
      const old = { id, by: index, schema: "counter/1", body: { amount: index / 7 } };
      return ledger.execute("raise", index % 3 === 0 ? old : { id, by: index / 7 }, fixtureContext);
    }),
  );
}

function openStore() {
  return openConnection(join(directory, "ledger.db"), "write");
}

test("replay of a ledger that also holds old schemas gives the very same tables", () => {
  const live = dumpProjections({ directory, projections });
  expect(live.counter).toHaveLength(53);
  {
    using db = openStore();
    db.exec(
      "UPDATE counter SET total = -1 WHERE id = 'unit-7'; DELETE FROM counter WHERE id = 'unit-8'",
    );
  }
  expect(dumpProjections({ directory, projections })).not.toEqual(live);
  const progress: number[] = [];
  const { entries } = replayLedger({
    directory,
    projections,
    upcasters,
    onProgress: ({ done }) => progress.push(done),
  });
  expect(entries).toBe(ENTRIES);
  expect(progress).toEqual([500, 1000, 1300]);
  expect(dumpProjections({ directory, projections })).toEqual(live);
});

const changed: Projection = {
  ...counterProjection,
  version: 2,
  ddl: ["CREATE TABLE tally (id TEXT PRIMARY KEY, times INTEGER NOT NULL) STRICT"],
  tables: ["tally"],
  apply: (sql, entry) => {
    sql.run(
      "INSERT INTO tally VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET times = times + 1",
      entry.id,
    );
  },
};

test("a changed projection is rebuilt in slices; killed half-way it goes on where it was", () => {
  {
    using db = openStore();
    const first = new Projections(db, [changed], upcasters);
    first.prepare();
    expect(first.state).toEqual({ ready: false, done: 0, total: ENTRIES });
    first.step();
  }
  using db = openStore();
  const second = new Projections(db, [changed], upcasters);
  second.prepare();
  expect(second.state).toEqual({ ready: false, done: 500, total: ENTRIES });
  while (second.step()) {
    // until built
  }
  expect(second.state.ready).toBe(true);
  expect(db.get("SELECT sum(times) AS times FROM tally")).toMatchObject({ times: ENTRIES });
  expect(db.get("SELECT 1 FROM sqlite_schema WHERE name = 'counter'")).toBeUndefined();
});

test("until the tables are rebuilt commands and questions are refused, readings are not", async () => {
  {
    using db = openStore();
    db.exec("UPDATE projection SET version = 0");
  }
  await using ledger = await openFixture(directory);
  expect(ledger.projectionState()).toEqual({ ready: false, done: 0, total: ENTRIES });
  const refused = { code: "projection.rebuilding" };
  await expect(ledger.ask("total", "unit-1")).rejects.toMatchObject(refused);
  const reading = {
    rig: "r",
    channel: "c",
    value: 1,
    unit: "V",
    quality: "good",
    takenAt: 1,
  } as const;
  const [command, range] = await Promise.allSettled([
    ledger.execute("raise", { id: "unit-1", by: 1 }, fixtureContext),
    ledger.appendReadings([reading]),
  ]);
  expect(command).toMatchObject({ status: "rejected", reason: refused });
  expect(range).toMatchObject({ status: "fulfilled", value: { from: 1, to: 2 } });
  await ledger.whenReady();
  expect(ledger.projectionState().ready).toBe(true);
  await ledger.execute("raise", { id: "unit-1", by: 1 }, fixtureContext);
});
