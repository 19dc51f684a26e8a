import { expect, test } from "vitest";
import type { NumberedReading, Range } from "../../ledger/contract.ts";
import { type Claim, Claims } from "./claim.ts";
import { subtract } from "./ranges.ts";
import { TelemetryTurns } from "./telemetry-turns.ts";

const NOW_US = 1_795_000_000_000_000;

/** Readings 1 to `head`, those below `freshFrom` an hour old; nothing is acknowledged by itself. */
function rehearse(windowMax: number, { head, freshFrom }: { head: number; freshFrom: number }) {
  const asked: number[] = [];
  const now = { utcUs: NOW_US, monoNs: 0n };
  const readings = async ({ from, to }: Range, limit: number): Promise<NumberedReading[]> => {
    asked.push(limit);
    const count = Math.max(0, Math.min(limit, to - from));
    return Array.from({ length: count }, (_, index) => {
      const ordinal = from + index;
      const takenAt = ordinal < freshFrom ? NOW_US - 3_600_000_000 : NOW_US;
      const common = { rig: "rig-1", channel: "c", unit: "V", quality: "good" } as const;
      return { ...common, ordinal, value: ordinal, takenAt };
    });
  };
  const turns = new TelemetryTurns({ ledger: { readings }, clock: { now: () => now }, windowMax });
  const claims = new Claims();
  const position = { head };
  return {
    ...{ turns, claims, asked, position },
    pass: (ms: number) => {
      now.monoNs += BigInt(ms) * 1_000_000n;
    },
    take: async () => {
      turns.begin();
      const ranges = [{ from: 1, to: position.head + 1 }];
      const debt = { sink: "s", stream: "telemetry", ranges, head: position.head + 1 } as const;
      const open = subtract(ranges, claims.ranges("telemetry"));
      const turn = await turns.take(debt, open, claims);
      for (const { from, to } of turn.batches) claims.add(claimOf(from, to, turn.lane));
      return turn;
    },
  };
}

function claimOf(from: number, to: number, lane: "live" | "history"): Claim {
  const isHistory = lane === "history";
  return { stream: "telemetry", ranges: [{ from, to }], sinceNs: 0n, isHistory };
}

const summary = ({ lane, batches }: Awaited<ReturnType<TelemetryTurns["take"]>>) => ({
  lane,
  from: batches[0]?.from,
  to: batches.at(-1)?.to,
});

test("one reading of the store fills several messages, without a gap and in order", async () => {
  const { take, asked } = rehearse(32, { head: 20_000, freshFrom: 20_001 });
  const { batches } = await take();
  expect(asked).toHaveLength(1);
  expect(batches.length).toBeGreaterThan(1);
  for (const [index, { from }] of batches.entries()) {
    expect(from).toBe(index === 0 ? 1 : batches[index - 1]?.to);
  }
});

test("new readings go next although history fills every place it may have", async () => {
  const { take, position, turns, claims } = rehearse(8, { head: 50_000, freshFrom: 50_001 });
  while ((await take()).batches.length > 0);
  expect(claims.size).toBeLessThan(8);
  position.head += 50;
  turns.note();
  expect(summary(await take())).toEqual({ lane: "live", from: 50_001, to: 50_051 });
});

test("live readings that wait for company keep no turn from history", async () => {
  const { take, position, turns } = rehearse(32, { head: 50_000, freshFrom: 50_001 });
  await take();
  position.head += 50;
  turns.note();
  expect((await take()).lane).toBe("live");
  position.head += 50;
  turns.note();
  expect((await take()).lane).toBe("history");
});

test("readings gather for a while after a live turn, and go at once after a rest", async () => {
  const { take, position, turns, pass } = rehearse(32, { head: 10, freshFrom: 1 });
  expect(summary(await take())).toEqual({ lane: "live", from: 1, to: 11 });
  position.head += 10;
  expect(turns.note()).toBe(false);
  expect((await take()).batches).toEqual([]);
  expect(turns.endGathering()).toBe(true);
  expect(summary(await take())).toEqual({ lane: "live", from: 11, to: 21 });
  pass(200);
  position.head += 10;
  expect(turns.note()).toBe(true);
  expect(summary(await take())).toEqual({ lane: "live", from: 21, to: 31 });
});

test("what is committed while a turn is made up is not put off by that turn", async () => {
  const { take, position, turns } = rehearse(32, { head: 10, freshFrom: 1 });
  const turn = take();
  position.head += 10;
  turns.note();
  await turn;
  expect(summary(await take())).toEqual({ lane: "live", from: 11, to: 21 });
});

test("live readings go on turn after turn while history has no place", async () => {
  const { take, position, turns } = rehearse(40, { head: 50_000, freshFrom: 50_001 });
  while ((await take()).batches.length > 0);
  for (let turn = 0; turn < 15; turn += 1) {
    position.head += 10;
    turns.allow();
    expect((await take()).batches).toHaveLength(1);
    expect((await take()).batches).toEqual([]);
  }
});
