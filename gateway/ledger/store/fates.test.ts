import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Settlement, SinkDeclaration, Stream } from "../contract.ts";
import { migrate } from "../migrations.ts";
import { type Connection, openConnection } from "./connection.ts";
import { appendEntry } from "./entries.ts";
import { readFates } from "./fates.ts";
import { declareSinks, settle } from "./sinks.ts";

const broker: SinkDeclaration = {
  name: "broker",
  settledBy: "puback",
  streams: ["ledger", "telemetry"],
  startsAt: "beginning",
};
const heads = { ledger: 10, telemetry: 10 };

let directory: string;
let db: Connection;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rigline-fates-"));
  db = openConnection(join(directory, "ledger.db"), "write");
  db.exec("PRAGMA synchronous = OFF");
  migrate(db);
  declareSinks(db, [broker], { ledger: 1, telemetry: 1 });
});

afterEach(() => {
  db[Symbol.dispose]();
  rmSync(directory, { recursive: true });
});

function append(seq: number, type: string, action: string): void {
  const context = { actor: "a", station: "s", occurredAt: 1, clockState: "synced" } as const;
  const frame = { logId: "log", gatewayId: "gw", seq, recordedAt: 1, context };
  const entry = { type, id: `${type}-${seq}`, version: 1, schema: "x/1", action, body: {} };
  appendEntry(db, entry, frame);
}

function settleAt(position: number, as: Settlement, stream: Stream = "ledger"): void {
  const ranges = [{ from: position, to: position + 1 }];
  settle(db, { sink: "broker", stream, ranges, as }, { heads, nowUs: 0 });
}

test("an entry that is no finished run is told as not routed, a finished or imported one as delivered", () => {
  append(1, "unit", "created");
  append(2, "run", "started");
  append(3, "run", "finished");
  append(4, "run", "imported");
  append(5, "run", "finished");
  append(6, "run", "finished");
  settleAt(1, "not-routed");
  settleAt(2, "not-routed");
  settleAt(3, "delivered");
  settleAt(4, "delivered");
  settleAt(5, "quarantined");
  const states = [1, 2, 3, 4, 5, 6].map((seq) => readFates(db, "ledger", seq)[0]?.state);
  expect(states).toEqual([
    "not-routed",
    "not-routed",
    "delivered",
    "delivered",
    "quarantined",
    "pending",
  ]);
});

test.each(["dropped", "discarded"] as const)(
  "what was %s is told so, and its neighbours are delivered",
  (as) => {
    append(1, "run", "finished");
    append(2, "run", "finished");
    append(3, "unit", "created");
    append(4, "run", "finished");
    settleAt(1, "delivered");
    settleAt(2, as);
    settleAt(3, "not-routed");
    const states = [1, 2, 3, 4].map((seq) => readFates(db, "ledger", seq)[0]?.state);
    expect(states).toEqual(["delivered", as, "not-routed", "pending"]);
    settleAt(1, "delivered", "telemetry");
    expect(readFates(db, "telemetry", 1)).toEqual([{ sink: "broker", state: "delivered" }]);
  },
);

test("nothing is told as delivered that an older program may have dropped", () => {
  append(1, "run", "finished");
  append(2, "unit", "created");
  settleAt(1, "delivered");
  settleAt(2, "not-routed");
  db.run("UPDATE sink SET dropped = 1");
  expect(readFates(db, "ledger", 1)).toEqual([]);
  expect(readFates(db, "ledger", 2)).toEqual([{ sink: "broker", state: "not-routed" }]);
});
