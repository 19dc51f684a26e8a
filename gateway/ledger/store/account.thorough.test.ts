import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ENTRY_CLASSES, type Settlement, type Stream } from "../contract.ts";
import { migrate } from "../migrations.ts";
import { tallyEntry } from "./classes.ts";
import { type Connection, openConnection } from "./connection.ts";
import { changeDebt } from "./debt-changes.ts";
import { appendEntry } from "./entries.ts";
import { readFates } from "./fates.ts";
import { declareSinks, readAccounts, readDebt, settle } from "./sinks.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "rigline-account-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** What the account must say, kept by position: the slow and obvious way. */
class Model {
  readonly types: string[] = [];
  telemetry = 0;
  readonly starts = { ledger: 1, telemetry: 1 };
  readonly fates = {
    ledger: new Map<number, string>(),
    telemetry: new Map<number, string>(),
  };

  head(stream: Stream): number {
    return (stream === "ledger" ? this.types.length : this.telemetry) + 1;
  }

  fate(stream: Stream, position: number): string {
    return this.fates[stream].get(position) ?? "pending";
  }

  positions(stream: Stream, from: number, to: number): number[] {
    const end = Math.min(to, this.head(stream));
    return Array.from({ length: Math.max(0, end - from) }, (_, index) => from + index);
  }
}

const KINDS = [
  ["run", "started", "records"],
  ["run", "finished", "results"],
  ["alarm", "raised", "alarms"],
  ["product", "imported", "records"],
] as const;
const SETTLED: readonly Settlement[] = [
  ...(["delivered", "quarantined", "discarded", "dropped", "not-routed"] as const),
];
const stream = fc.constantFrom<Stream>("ledger", "telemetry");
const span = fc
  .tuple(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 0, max: 12 }))
  .map(([from, length]) => ({ from, to: from + length }));
const step = fc.oneof(
  fc.record({ kind: fc.constant("append" as const), of: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ kind: fc.constant("read" as const), count: fc.integer({ min: 1, max: 9 }) }),
  fc.record({
    kind: fc.constant("settle" as const),
    stream,
    span,
    as: fc.constantFrom(...SETTLED),
  }),
  fc.record({ kind: fc.constantFrom("retry" as const, "discard" as const), stream, span }),
  fc.record({ kind: fc.constant("renew" as const), stream, span }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function perform(db: Connection, model: Model, move: Step): void {
  const heads = { ledger: model.head("ledger"), telemetry: model.head("telemetry") };
  if (move.kind === "append") {
    const [type, action] = KINDS[move.of] ?? KINDS[0];
    const seq = heads.ledger;
    const context = { actor: "a", station: "s", occurredAt: 1, clockState: "synced" } as const;
    const frame = { logId: "log", gatewayId: "gw", seq, recordedAt: 1, context };
    appendEntry(db, { type, id: `${seq}`, version: 1, schema: "x/1", action, body: {} }, frame);
    tallyEntry(db, seq);
    model.types.push(KINDS[move.of]?.[2] ?? "records");
  } else if (move.kind === "read") model.telemetry += move.count;
  else {
    const own = model.positions(move.stream, move.span.from, move.span.to);
    const fates = model.fates[move.stream];
    const shared = { sink: "db", stream: move.stream, ranges: [move.span] };
    if (move.kind === "settle") {
      settle(db, { ...shared, as: move.as, reason: "r" }, { heads, nowUs: 1 });
      for (const one of own) if (isOpen(model, move.stream, one)) fates.set(one, move.as);
    } else if (move.kind === "renew") {
      changeDebt(db, { kind: "renew", sink: "db", stream: move.stream, from: move.span.from });
      renewModel(model, move.stream, move.span.from);
    } else {
      changeDebt(db, { ...shared, kind: move.kind });
      const after = move.kind === "retry" ? "pending" : "discarded";
      for (const one of own) if (fates.get(one) === "quarantined") fates.set(one, after);
    }
  }
}

function isOpen(model: Model, of: Stream, position: number): boolean {
  return position >= model.starts[of] && model.fate(of, position) === "pending";
}

function renewModel(model: Model, of: Stream, asked: number): void {
  const all = model.positions(of, model.starts[of], Number.POSITIVE_INFINITY);
  const open = all.filter((one) => ["pending", "quarantined"].includes(model.fate(of, one)));
  const from = Math.min(asked, model.head(of), ...open);
  model.starts[of] = open.length === 0 && from === model.head(of) ? Math.min(asked, from) : from;
  for (const one of model.positions(of, from, Number.POSITIVE_INFINITY)) {
    if (!["discarded", "dropped"].includes(model.fate(of, one)))
      model.fates[of].set(one, "pending");
  }
}

function compare(db: Connection, model: Model): void {
  const heads = { ledger: model.head("ledger"), telemetry: model.head("telemetry") };
  for (const account of readAccounts(db, heads)) {
    const of = account.stream;
    const all = model.positions(of, model.starts[of], Number.POSITIVE_INFINITY);
    const count = (fate: string) => all.filter((one) => model.fate(of, one) === fate).length;
    expect(account).toMatchObject({
      appended: all.length,
      delivered: count("delivered"),
      pending: count("pending"),
      quarantined: count("quarantined"),
      discarded: count("discarded"),
      dropped: count("dropped"),
      notRouted: count("not-routed"),
      balanced: true,
    });
    if (of === "telemetry") continue;
    for (const own of account.classes ?? []) {
      const mine = all.filter((one) => model.types[one - 1] === own.class);
      expect(own).toMatchObject({
        appended: mine.length,
        pending: mine.filter((one) => model.fate(of, one) === "pending").length,
        delivered: mine.filter((one) => model.fate(of, one) === "delivered").length,
        balanced: true,
      });
    }
    expect(account.classes?.map((own) => own.class).sort()).toEqual([...ENTRY_CLASSES].sort());
  }
  for (const { stream: of, ranges } of readDebt(db, "db", heads)) {
    const owed = ranges.flatMap(({ from, to }) => model.positions(of, from, to));
    expect(owed).toEqual(model.positions(of, 1, 1e9).filter((one) => isOpen(model, of, one)));
  }
}

test("whatever is settled, held, retried, discarded or begun anew, each account balances and is right", () => {
  let number = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60, size: "max" }), (moves) => {
      number += 1;
      using db = openConnection(join(directory, `${number}.db`), "write");
      db.exec("PRAGMA synchronous = OFF");
      migrate(db);
      const sink = { name: "db", settledBy: "receipt", startsAt: "beginning" } as const;
      const streams = ["ledger", "telemetry"] as const;
      declareSinks(db, [{ ...sink, streams }], { ledger: 1, telemetry: 1 });
      const model = new Model();
      for (const move of moves) {
        perform(db, model, move);
        compare(db, model);
      }
      for (const one of model.positions("telemetry", model.starts.telemetry, 1e9)) {
        const told = readFates(db, "telemetry", one)[0]?.state;
        // What is not routed is told by kind, and every reading is routed.
        const expected = model.fate("telemetry", one).replace("not-routed", "delivered");
        expect(told).toBe(expected);
      }
    }),
    { numRuns: 60 },
  );
});
