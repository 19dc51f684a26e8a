import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Range, Settlement, SinkDeclaration } from "../contract.ts";
import { migrate } from "../migrations.ts";
import { type Connection, openConnection } from "./connection.ts";
import { declareSinks, readAccounts, readDebt, settle } from "./sinks.ts";

const broker: SinkDeclaration = {
  name: "broker",
  settledBy: "puback",
  streams: ["ledger", "telemetry"],
  startsAt: "beginning",
};

let directory: string;
let db: Connection;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rigline-sinks-"));
  db = openConnection(join(directory, "ledger.db"), "write");
  db.exec("PRAGMA synchronous = OFF");
  migrate(db);
});

afterEach(() => {
  db[Symbol.dispose]();
  rmSync(directory, { recursive: true });
});

function reset(): void {
  db.exec("DELETE FROM sink; DELETE FROM debt; DELETE FROM quarantine; DELETE FROM ending");
}

function settleLedger(as: Settlement, ranges: readonly Range[], head: number): void {
  const heads = { ledger: head, telemetry: 1 };
  settle(db, { sink: "broker", stream: "ledger", ranges, as }, { heads, nowUs: 0 });
}

/** Random appending and settling, checked against one mark for each position. */
const actions = fc.array(
  fc.oneof(
    fc.record({ append: fc.integer({ min: 1, max: 20 }) }),
    fc.record({
      as: fc.constantFrom<Settlement>(
        "delivered",
        "quarantined",
        "discarded",
        "dropped",
        "not-routed",
      ),
      ranges: fc.array(
        fc
          .tuple(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 15 }))
          .map(([from, length]) => ({ from, to: from + length })),
        { maxLength: 3 },
      ),
    }),
  ),
  { maxLength: 40 },
);

test("every position leaves the debt exactly once, and the account balances after each step", () => {
  fc.assert(
    fc.property(actions, (steps) => {
      reset();
      declareSinks(db, [broker], { ledger: 1, telemetry: 1 });
      const marks = new Map<number, Settlement>();
      let head = 1;
      for (const step of steps) {
        if ("append" in step) head += step.append;
        else {
          settleLedger(step.as, step.ranges, head);
          for (const { from, to } of step.ranges) {
            for (let position = Math.max(1, from); position < Math.min(to, head); position += 1) {
              if (!marks.has(position)) marks.set(position, step.as);
            }
          }
        }
        const heads = { ledger: head, telemetry: 1 };
        const [account] = readAccounts(db, heads, (_, position) => position * 1e6);
        const count = (as: Settlement) => [...marks.values()].filter((mark) => mark === as).length;
        expect(account).toMatchObject({
          sink: "broker",
          stream: "ledger",
          appended: head - 1,
          delivered: count("delivered"),
          pending: head - 1 - marks.size,
          quarantined: count("quarantined"),
          discarded: count("discarded"),
          dropped: count("dropped"),
          notRouted: count("not-routed"),
          balanced: true,
        });
        const oldest = Array.from({ length: head - 1 }, (_, index) => index + 1).find(
          (position) => !marks.has(position),
        );
        const oldestAt = oldest === undefined ? undefined : new Date(oldest * 1000).getTime();
        expect(account?.oldestPending && Date.parse(account.oldestPending)).toBe(oldestAt);
        const owed = readDebt(db, "broker", heads)[0]?.ranges ?? [];
        for (const { from, to } of owed) {
          for (let at = from; at < to; at += 1) expect(marks.has(at)).toBe(false);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test.each([
  ["a delivery that was counted", "UPDATE sink SET delivered = delivered - 1"],
  ["a quarantined position", "DELETE FROM quarantine WHERE position = 8"],
  ["a part of the debt", "UPDATE debt SET from_position = from_position + 1"],
  ["a position that was not routed", "UPDATE sink SET not_routed = 0"],
])("the account is red when %s is lost", (_name, damage) => {
  declareSinks(db, [{ ...broker, streams: ["ledger"] }], { ledger: 1, telemetry: 1 });
  settleLedger("delivered", [{ from: 1, to: 8 }], 20);
  settleLedger("quarantined", [{ from: 8, to: 9 }], 20);
  settleLedger("not-routed", [{ from: 9, to: 12 }], 20);
  const heads = { ledger: 20, telemetry: 1 };
  expect(readAccounts(db, heads)[0]?.balanced).toBe(true);
  db.exec(damage);
  expect(readAccounts(db, heads)[0]?.balanced).toBe(false);
});

test("a quarantined position keeps its reason and its attempts", () => {
  declareSinks(db, [broker], { ledger: 1, telemetry: 1 });
  const context = { heads: { ledger: 5, telemetry: 1 }, nowUs: 77 };
  const ranges = [{ from: 2, to: 3 }];
  const poison = {
    sink: "broker",
    stream: "ledger",
    ranges,
    reason: "too large",
    attempts: 3,
  } as const;
  settle(db, { ...poison, as: "quarantined" }, context);
  settle(db, { ...poison, as: "delivered" }, context);
  expect(db.all("SELECT * FROM quarantine")).toEqual([
    expect.objectContaining({
      position: 2,
      reason: "too large",
      attempts: 3,
      since: 77,
    }),
  ]);
  expect(readAccounts(db, context.heads)[0]).toMatchObject({ delivered: 0, quarantined: 1 });
});

test("an account tells why positions are held: the latest reasons, how many, since when", () => {
  declareSinks(db, [broker], { ledger: 1, telemetry: 1 });
  const heads = { ledger: 50, telemetry: 1 };
  const hold = (reason: string, range: Range, nowUs: number) => {
    const of = { sink: "broker", stream: "ledger" } as const;
    settle(db, { ...of, ranges: [range], as: "quarantined", reason }, { heads, nowUs });
  };
  expect(readAccounts(db, heads)[0]).not.toHaveProperty("quarantine");
  for (let seq = 1; seq <= 6; seq += 1) hold(`old ${seq}`, { from: seq, to: seq + 1 }, seq);
  hold("text.zero", { from: 10, to: 13 }, 2_000_000);
  const held = readAccounts(db, heads)[0]?.quarantine ?? [];
  expect(held.map(({ reason }) => reason)).toEqual([
    "text.zero",
    "old 6",
    "old 5",
    "old 4",
    "old 3",
  ]);
  expect(held[0]).toMatchObject({ positions: 3, latestPosition: 12 });
  expect(held[0]?.since).toMatch(/^1970-01-01T00:00:02/);
});

test("a sink that starts now owes nothing of the past; a known sink keeps its debt", () => {
  const heads = { ledger: 40, telemetry: 1000 };
  declareSinks(db, [{ ...broker, startsAt: "now" }], heads);
  expect(readDebt(db, "broker", heads).map(({ ranges }) => ranges)).toEqual([[], []]);
  declareSinks(db, [{ ...broker, startsAt: "beginning" }], heads);
  const later = { ledger: 42, telemetry: 1001 };
  expect(readDebt(db, "broker", later)).toEqual([
    { sink: "broker", stream: "ledger", ranges: [{ from: 40, to: 42 }], head: 42 },
    { sink: "broker", stream: "telemetry", ranges: [{ from: 1000, to: 1001 }], head: 1001 },
  ]);
  expect(readAccounts(db, later).every(({ balanced }) => balanced)).toBe(true);
});

test("appending costs a sink nothing: its debt stays one open range", () => {
  declareSinks(db, [broker], { ledger: 1, telemetry: 1 });
  expect(db.all("SELECT to_position FROM debt")).toEqual([
    { to_position: null },
    { to_position: null },
  ]);
});
