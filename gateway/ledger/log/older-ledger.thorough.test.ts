import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SCHEMA_1 } from "../schema/schema-1.ts";
import { openConnection } from "../store/connection.ts";
import { appendEntry } from "../store/entries.ts";
import { fixtureContext, openFixture } from "../testing/open-fixture.ts";
import { verifyLedger } from "./verify-ledger.ts";

let directory: string;
const ENTRIES = 600;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rigline-older-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** A ledger as the first version left it: entries, a sink that owes half of them, no tree. */
function writeSchema1(): void {
  using db = openConnection(join(directory, "ledger.db"), "write");
  db.exec(`${SCHEMA_1}; PRAGMA user_version = 1;`);
  db.exec(`INSERT INTO meta VALUES ('gatewayId', 'gw'), ('demo', 'false');
    INSERT INTO log VALUES (1, 'log-1', 'gw/log-1', 0); BEGIN;`);
  for (let seq = 1; seq <= ENTRIES; seq += 1) {
    const frame = { logId: "log-1", gatewayId: "gw", seq, recordedAt: seq };
    const record = { type: "counter", id: `u${seq}`, version: 1, schema: "counter/2" };
    const fresh = { ...record, action: "raised", body: { by: seq } };
    appendEntry(db, fresh, { ...frame, context: fixtureContext });
  }
  db.exec(`INSERT INTO sink (name, stream, settled_by, start, delivered)
      VALUES ('s', 'ledger', 'puback', 1, 300);
    INSERT INTO debt VALUES ('s', 'ledger', 301, NULL); COMMIT;`);
}

test("R5: a ledger of the first version with pending entries is migrated, gets its tree, owes the same", async () => {
  writeSchema1();
  {
    await using ledger = await openFixture(directory);
    await ledger.whenReady();
    expect(ledger.damage).toBeUndefined();
    const [debt] = await ledger.debt("s");
    expect(debt?.ranges).toEqual([{ from: 301, to: ENTRIES + 1 }]);
    const [account] = await ledger.accounts();
    expect(account).toMatchObject({ delivered: 300, pending: 300, balanced: true });
    await ledger.execute("raise", { id: "after", by: 1 }, fixtureContext);
  }
  expect(verifyLedger({ directory })).toMatchObject({
    ...{ entries: ENTRIES + 1, checkpoints: 1 },
    ...{ origin: "gw/log-1", faults: [] },
  });
});
