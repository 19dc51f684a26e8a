import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../../test/support/until.ts";
import type { GatewayQueries } from "../../records/queries.ts";
import type { GatewayRules } from "../../records/rules.ts";
import { segmentPath } from "../../telemetry/segment-file.ts";
import { listClosedSegments } from "../../telemetry/segment-list.ts";
import { openLedger } from "../open-ledger.ts";
import type { OpenedLedger } from "../opened-ledger.ts";
import { openConnection } from "../store/connection.ts";
import { fixtureClock, fixtureContext, silentLog } from "../testing/open-fixture.ts";
import { retainTelemetry } from "./telemetry-retention.ts";

type GatewayLedger = OpenedLedger<GatewayRules, GatewayQueries>;

let directory: string;
const DAY_US = 86_400_000_000;
const nowUs = () => fixtureClock.now().utcUs;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "rigline-retention-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** A ledger with one sink and several segments of readings, all but the last closed. */
async function openFilled(): Promise<GatewayLedger> {
  const ledger = await openLedger<GatewayRules, GatewayQueries>({
    ...{ directory, demo: false, clock: fixtureClock, log: silentLog },
    writerUrl: new URL("../../writer.ts", import.meta.url),
    readerUrl: new URL("../../reader.ts", import.meta.url),
    segments: { segmentMb: 0.02, segmentMinutes: 60 },
  });
  await ledger.whenReady();
  const streams = ["ledger", "telemetry"] as const;
  await ledger.declareSinks([
    { name: "mqtt", settledBy: "puback", streams, startsAt: "beginning" },
    { name: "influxdb", settledBy: "receipt", streams, startsAt: "beginning" },
  ]);
  for (let block = 0; block < 40; block += 1) {
    const readings = Array.from({ length: 200 }, (_, index) => ({
      ...{ rig: "r", channel: `c${index}`, unit: "V", quality: "good" as const },
      value: Math.sin(block * 200 + index),
      takenAt: nowUs(),
    }));
    await ledger.appendReadings(readings);
  }
  // Sealing changes the sizes; it goes on in the background until there is nothing left to seal.
  await until(async () => (await closed()).every(({ from }) => isSealed(from)), {
    deadlineMs: 20_000,
  });
  return ledger;
}

function isSealed(first: number): boolean {
  using db = openConnection(segmentPath(join(directory, "telemetry"), first), "read");
  return db.get("SELECT 1 FROM segment WHERE state = 'sealed'") !== undefined;
}

function retain(ledger: GatewayLedger, policy: { bytesMax?: number; ageMaxUs?: number }) {
  return retainTelemetry(
    {
      directory,
      policy: { bytesMax: 1e12, ageMaxUs: 1e17, ...policy },
      owedOf: (range) => ledger.ask("telemetry.owed", range),
      drop: async ({ from, to, bytes }, reason) => {
        await ledger.execute("telemetry.drop", { from, to, bytes, reason }, fixtureContext);
      },
      remove: (firsts) => ledger.removeTelemetry(firsts),
    },
    { utcUs: Date.UTC(2040, 0) * 1000, bytesWanted: 0 },
  );
}

async function telemetryAccounts(ledger: GatewayLedger) {
  const accounts = await ledger.accounts();
  return accounts.filter(({ stream }) => stream === "telemetry");
}

function closed() {
  return listClosedSegments(join(directory, "telemetry"));
}

test("an old segment stays until every sink has it, and goes then, without a word", async () => {
  await using ledger = await openFilled();
  const before = await closed();
  expect(before.length).toBeGreaterThan(3);
  const [first] = before;
  if (first === undefined) throw new Error("no segment");
  expect(await retain(ledger, { ageMaxUs: DAY_US })).toMatchObject({ removed: 0 });

  const settled = { stream: "telemetry", ranges: [{ from: 1, to: first.to }] } as const;
  await ledger.settle({ ...settled, sink: "mqtt", as: "delivered" });
  expect(await retain(ledger, { ageMaxUs: DAY_US })).toMatchObject({ removed: 0 });
  await ledger.settle({ ...settled, sink: "influxdb", as: "quarantined", reason: "x" });
  expect(await retain(ledger, { ageMaxUs: DAY_US })).toMatchObject({ removed: 0 });
  const { head } = ledger.info;
  await ledger.execute(
    "telemetry.drop",
    { from: 1, to: first.to, bytes: 1, reason: "test" },
    fixtureContext,
  );
  expect(await retain(ledger, { ageMaxUs: DAY_US })).toMatchObject({ removed: 1 });
  expect((await closed()).map(({ from }) => from)).toEqual(before.slice(1).map(({ from }) => from));
  expect(ledger.info.head).toBe(head + 1);
  // What is left can still be read, by a reader that had the removed file open as well.
  const [next] = await ledger.readings({ from: 1, to: 1e9 }, 1);
  expect(next?.ordinal).toBe(first.to);
});

test("over budget the oldest goes anyway: its debt is dropped, told for each sink, and balances", async () => {
  await using ledger = await openFilled();
  const before = await closed();
  const total = before.reduce((sum, { bytes }) => sum + bytes, 0);
  const [first, second] = before;
  if (first === undefined || second === undefined) throw new Error("too few segments");
  const half = { from: 1, to: Math.floor(first.to / 2) };
  await ledger.settle({ sink: "mqtt", stream: "telemetry", ranges: [half], as: "delivered" });
  const held = { from: first.to, to: first.to + 3 };
  const quarantined = { as: "quarantined", reason: "x" } as const;
  await ledger.settle({ sink: "mqtt", stream: "telemetry", ranges: [held], ...quarantined });

  const bytesMax = total - first.bytes - 1;
  expect(await retain(ledger, { bytesMax })).toMatchObject({ removed: 2 });
  const entries = await ledger.entries(1, 100);
  const told = entries.filter(({ entry }) => entry.type === "telemetry");
  expect(told.map(({ body }) => body)).toEqual([
    {
      ...{ from: 1, to: first.to, bytes: first.bytes },
      sinks: [
        { sink: "influxdb", positions: first.to - 1 },
        { sink: "mqtt", positions: first.to - half.to },
      ],
    },
    {
      ...{ from: first.to, to: second.to, bytes: second.bytes },
      sinks: [
        { sink: "influxdb", positions: second.to - first.to },
        { sink: "mqtt", positions: second.to - first.to },
      ],
    },
  ]);
  const [influxdb, mqtt] = await telemetryAccounts(ledger);
  expect(influxdb).toMatchObject({ balanced: true, dropped: second.to - 1, delivered: 0 });
  expect(mqtt).toMatchObject({ balanced: true, dropped: second.to - half.to, quarantined: 0 });
  // A second round finds nothing to do.
  expect(await retain(ledger, { bytesMax })).toMatchObject({ removed: 0 });
});

test("the newest segment is never taken, however small the budget", async () => {
  await using ledger = await openFilled();
  await retain(ledger, { bytesMax: 0 });
  const head = await ledger.readings({ from: 1, to: 1e9 }, 1e6);
  expect(head.at(-1)?.ordinal).toBe(8_000);
  await ledger.appendReadings([
    { rig: "r", channel: "c", unit: "V", quality: "good", value: 1, takenAt: nowUs() },
  ]);
  const accounts = await telemetryAccounts(ledger);
  expect(accounts.map(({ balanced, appended }) => [balanced, appended])).toEqual([
    [true, 8_001],
    [true, 8_001],
  ]);
});
