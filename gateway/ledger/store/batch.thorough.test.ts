import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTelemetryWriter, type TelemetryWriter } from "../../telemetry/telemetry-writer.ts";
import { TreeWriter } from "../log/tree-writer.ts";
import { noteSigner } from "../merkle/signed-note.ts";
import { migrate } from "../migrations.ts";
import { counterProjection, fixtureRules } from "../testing/fixture-rules.ts";
import { fixtureContext } from "../testing/open-fixture.ts";
import { type BatchRequest, commitBatch } from "./batch.ts";
import { type Connection, openConnection } from "./connection.ts";
import { readHead } from "./entries.ts";
import { Projections } from "./projections.ts";

let directory: string;
let db: Connection;
let telemetry: TelemetryWriter;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rigline-batch-"));
  db = openConnection(join(directory, "ledger.db"), "write");
  migrate(db);
  db.run("INSERT INTO log VALUES (1, ?, ?, 0)", "log", "gw/log");
  telemetry = openTelemetryWriter({
    directory: join(directory, "telemetry"),
    segmentBytesMax: 1e8,
    segmentUsMax: 1e12,
    lowestOrdinal: 1,
    nowUs: 0,
  });
});

afterEach(() => {
  telemetry[Symbol.dispose]();
  db[Symbol.dispose]();
  rmSync(directory, { recursive: true });
});

function parts(store: TelemetryWriter) {
  const projections = new Projections(db, [counterProjection], {});
  projections.prepare();
  const rules = fixtureRules;
  const log = { firstSeq: 1, logId: "log", origin: "gw/log" };
  const signer = noteSigner(log.origin, generateKeyPairSync("ed25519").privateKey);
  const tree = new TreeWriter(db, { log, signer });
  return { db, rules, projections, telemetry: store, tree, gatewayId: "gw" };
}

function commit(requests: readonly BatchRequest[], store: TelemetryWriter = telemetry) {
  return commitBatch(parts(store), requests, () => true).message;
}

function raise(id: number, body?: unknown): BatchRequest {
  const input = { id: `u${id}`, by: 1, ...(body === undefined ? {} : { body }) };
  return { id, kind: "execute", name: "raise", input, context: fixtureContext, recordedAt: 1 };
}

function reading(id: number): BatchRequest {
  const readings = [
    { rig: "r", channel: "c", value: id, unit: "V", quality: "good", takenAt: 1 } as const,
  ];
  return { id, kind: "readings", readings, recordedAt: 1 };
}

test("a full disk refuses the batch, keeps the readings it stored, and takes more when there is space", () => {
  commit([raise(1)]);
  const { page_count } = db.get<{ page_count: number }>("PRAGMA page_count") ?? { page_count: 0 };
  db.exec(`PRAGMA max_page_count = ${page_count}`);
  const large = { by: 1, note: "x".repeat(100_000) };
  const told = commit([raise(2), reading(3), raise(4, large)]);
  expect(told.entries).toEqual([]);
  expect(told.readings).toEqual({ from: 1, to: 1 });
  expect(told.replies.map(({ kind }) => kind)).toEqual(["refused", "refused", "refused"]);
  expect(told.replies[0]).toMatchObject({ refusal: { code: "ledger.unavailable" } });
  expect(readHead(db)).toBe(1);

  db.exec("PRAGMA max_page_count = 1000000");
  const later = commit([raise(2), reading(3)]);
  expect(later.replies.map(({ kind }) => kind)).toEqual(["done", "done"]);
  expect(later.entries.map(({ entry }) => entry.seq)).toEqual([2]);
});

test("where telemetry cannot be stored, nothing of the batch is", () => {
  const broken: TelemetryWriter = {
    head: () => telemetry.head(),
    append: () => {
      throw new Error("disk I/O error");
    },
    step: () => false,
    remove: () => undefined,
    [Symbol.dispose]: () => undefined,
  };
  expect(() => commit([raise(1), reading(2)], broken)).toThrow("disk I/O error");
  expect(readHead(db)).toBe(0);
  expect(db.get("SELECT count(*) AS n FROM counter")).toMatchObject({ n: 0 });
  expect(telemetry.head()).toBe(1);
});

test("telemetry is durable before the entries that may refer to it", () => {
  const seen: number[] = [];
  using other = openConnection(join(directory, "ledger.db"), "read");
  const watched: TelemetryWriter = {
    head: () => telemetry.head(),
    append: (readings, nowUs) => {
      const range = telemetry.append(readings, nowUs);
      seen.push(readHead(other));
      return range;
    },
    step: () => false,
    remove: () => undefined,
    [Symbol.dispose]: () => undefined,
  };
  commit([raise(1), reading(2)], watched);
  expect(seen).toEqual([0]);
  expect(readHead(other)).toBe(1);
});

test("a settlement of what the same batch appended is counted in that batch", () => {
  const sink = { name: "s", settledBy: "puback", startsAt: "beginning" } as const;
  commit([{ id: 1, kind: "declare", sinks: [{ ...sink, streams: ["ledger"] }], recordedAt: 1 }]);
  const ranges = [{ from: 1, to: 99 }];
  const input = { sink: "s", stream: "ledger", ranges, as: "delivered" } as const;
  commit([raise(2), { id: 3, kind: "settle", input, recordedAt: 1 }]);
  expect(db.get("SELECT delivered FROM sink")).toMatchObject({ delivered: 1 });
  const unknown = { ...input, sink: "nobody" };
  const told = commit([{ id: 4, kind: "settle", input: unknown, recordedAt: 1 }]);
  expect(told.replies[0]).toMatchObject({ kind: "failed" });
});

test("work that has had its time is committed and told; what is left stays for the next batch", () => {
  let looks = 0;
  const requests = [raise(1), raise(2), raise(3), raise(4)];
  const first = commitBatch(parts(telemetry), requests, () => ++looks < 2);
  expect(first.taken).toBe(2);
  expect(first.message.replies.map(({ id }) => id)).toEqual([1, 2]);
  expect(readHead(db)).toBe(2);
  const rest = commitBatch(parts(telemetry), requests.slice(first.taken), () => false);
  expect(rest.taken).toBe(1);
  expect(rest.message.entries.map(({ entry }) => entry.seq)).toEqual([3]);
});
