import { expect, test } from "vitest";
import { openMqttLink } from "../../gateway/delivery/mqtt-link.ts";
import { receiptTopic } from "../../gateway/delivery/payloads.ts";
import type { CommandContext, DebtChange } from "../../gateway/ledger/contract.ts";
import { openScratchLedger, type ScratchLedger, testClock } from "../support/append-ledger/open.ts";
import { startDelivery, startHistorian } from "../support/delivery-parts.ts";
import { openStandIn } from "../support/influx-stand-in.ts";
import { startMosquitto } from "../support/mosquitto.ts";
import { openThievingBroker } from "../support/thieving-broker.ts";
import { until } from "../support/until.ts";

const lively = { deadlineMs: 28_000 };
const context: CommandContext = {
  ...{ actor: "person:4711", station: "s", occurredAt: 1, clockState: "synced" },
};
const influxdb = { sink: "influxdb", stream: "telemetry" } as const;

async function decide(scratch: ScratchLedger, ...changes: readonly DebtChange[]): Promise<void> {
  await scratch.ledger.execute("changeDebt", changes, context);
}

const telemetry = (scratch: ScratchLedger) => scratch.account("influxdb", "telemetry");

test("a refused reading is held; mended by hand it is written as mended, and counted once", async () => {
  await using database = await openStandIn((lines) =>
    lines.some((line) => line.includes("value=13"))
      ? { status: 400, body: JSON.stringify({ message: "unlucky" }) }
      : { status: 204 },
  );
  await using broker = await openThievingBroker(() => false);
  await using scratch = await openScratchLedger();
  await using _historian = startHistorian(scratch.ledger, broker.url, { url: database.url });
  await using _delivery = await startDelivery(scratch.ledger, broker.url, { sinks: ["influxdb"] });
  await scratch.appendReadings([11, 12, 13, 14].map((value) => ({ value })));
  await until(async () => (await telemetry(scratch)).quarantined === 1, lively);
  const ranges = [{ from: 3, to: 4 }];
  const lines = ["reading,channel=vcc value=12.9 1795000000000000003"];
  await decide(
    scratch,
    { kind: "mend", ...influxdb, position: 3, lines },
    { kind: "retry", ...influxdb, ranges },
  );
  // Readings alone wait for the pump's tick, and so does what is owed again.
  await until(async () => (await telemetry(scratch)).delivered === 4, lively);
  expect(database.stored.filter((line) => line === lines[0])).toHaveLength(1);
  expect(await telemetry(scratch)).toMatchObject({ quarantined: 0, pending: 0, balanced: true });
  const [kept] = await scratch.ledger.readings({ from: 3, to: 4 }, 1);
  expect(kept?.value).toBe(13);
});

test("CR-10: a database that is rebuilt gets every point again, the mended ones as they were mended", async () => {
  await using database = await openStandIn(() => ({ status: 204 }));
  await using broker = await openThievingBroker(() => false);
  await using scratch = await openScratchLedger();
  await using _historian = startHistorian(scratch.ledger, broker.url, { url: database.url });
  await using _delivery = await startDelivery(scratch.ledger, broker.url, { sinks: ["influxdb"] });
  await scratch.appendReadings(Array.from({ length: 50 }, (_, value) => ({ value })));
  await until(async () => (await telemetry(scratch)).delivered === 50, lively);
  const before = new Set(database.stored);
  const lines = ["reading,channel=vcc value=0.5 1795000000000000007"];
  await decide(
    scratch,
    { kind: "mend", ...influxdb, position: 7, lines },
    { kind: "renew", ...influxdb, from: 1 },
  );
  const asked = database.stored.length;
  await until(async () => (await telemetry(scratch)).delivered === 50, lively);
  const again = new Set(database.stored.slice(asked));
  expect(again.size).toBe(50);
  expect([...again].filter((line) => !before.has(line))).toEqual(lines);
  expect(await telemetry(scratch)).toMatchObject({ appended: 50, balanced: true });
});

test("a receipt that comes twice settles once", async () => {
  await using database = await openStandIn(() => ({ status: 204 }));
  await using broker = await openThievingBroker(() => false);
  await using scratch = await openScratchLedger();
  const topic = receiptTopic(scratch.ledger.info.gatewayId);
  const doubled = new Set<string>();
  await using echo = await openMqttLink(
    {
      settings: { url: broker.url, clientId: "echo" },
      clock: testClock,
      topics: [topic],
      onMessage: (_topic, bytes) => {
        const payload = bytes.toString();
        if (doubled.has(payload) || !payload.includes('"settled":[{')) return;
        doubled.add(payload);
        void echo.publish({ topic, payload });
      },
    },
    new AbortController().signal,
  );
  await using _historian = startHistorian(scratch.ledger, broker.url, { url: database.url });
  await using _delivery = await startDelivery(scratch.ledger, broker.url, { sinks: ["influxdb"] });
  for (let value = 1; value <= 3; value += 1) {
    await scratch.appendReadings([{ value }]);
    await until(async () => (await telemetry(scratch)).delivered === value, lively);
    await until(() => doubled.size >= value, lively);
  }
  expect(await telemetry(scratch)).toMatchObject({ appended: 3, delivered: 3, balanced: true });
});

test("a broker that dies with the feed in its queue, and drops what it has no room for, loses nothing", async () => {
  await using database = await openStandIn(() => ({ status: 204 }));
  await using broker = await startMosquitto(["max_queued_messages 3"]);
  await using scratch = await openScratchLedger();
  await using _delivery = await startDelivery(scratch.ledger, broker.url, { sinks: ["influxdb"] });
  // Acknowledged by the broker, and nobody there to take it.
  const takenAt = testClock.now().utcUs;
  await scratch.appendReadings(
    Array.from({ length: 20_000 }, (_, value) => ({ value, takenAt: takenAt + value })),
  );
  await until(async () => (await telemetry(scratch)).pending === 20_000, lively);
  await using _historian = startHistorian(scratch.ledger, broker.url, { url: database.url });
  await until(async () => (await telemetry(scratch)).delivered > 0, lively);
  await broker.stop("SIGKILL");
  await broker.start();
  await until(async () => (await telemetry(scratch)).delivered === 20_000, {
    deadlineMs: 70_000,
    what: "every reading has its receipt",
  });
  expect(new Set(database.stored).size).toBe(20_000);
  expect(await telemetry(scratch)).toMatchObject({ pending: 0, quarantined: 0, balanced: true });
  // What the broker dropped goes again after 10 s, and there may be several rounds of that.
}, 120_000);
