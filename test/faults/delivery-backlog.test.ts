import { expect, test } from "vitest";
import { openMqttLink } from "../../gateway/delivery/mqtt-link.ts";
import { openScratchLedger, testClock } from "../support/append-ledger/open.ts";
import { startDelivery } from "../support/delivery-parts.ts";
import { startMosquitto } from "../support/mosquitto.ts";
import { until } from "../support/until.ts";

/** More than 65,535: a packet id for each does not exist. */
const COUNT = 70_000;

test("70,000 messages of a broker that was away: none is lost, each in order, and memory stays bounded", async () => {
  await using broker = await startMosquitto([
    "max_inflight_messages 1000",
    "max_queued_messages 0",
  ]);
  await using scratch = await openScratchLedger();
  await broker.stop();
  for (let from = 0; from < COUNT; from += 5_000) {
    await scratch.appendRuns(Array.from({ length: 5_000 }, (_, index) => `r${from + index}`));
  }
  const takenAt = testClock.now().utcUs - 60_000_000;
  await scratch.appendReadings(Array.from({ length: 40_000 }, (_, value) => ({ value, takenAt })));
  const heapBefore = usedMb();
  await using _delivery = await startDelivery(scratch.ledger, broker.url, { window: 500 });
  await broker.start();
  const seqs: number[] = [];
  await using _reader = await openMqttLink(
    {
      ...{ clock: testClock, settings: { url: broker.url, clientId: "reader" } },
      topics: ["acme/#"],
      onMessage: (topic, payload) => {
        if (topic.endsWith("/run")) seqs.push(JSON.parse(payload.toString()).seq);
      },
    },
    AbortSignal.timeout(20_000),
  );
  let heapMb = 0;
  const done = async () => {
    heapMb = Math.max(heapMb, usedMb());
    return (await scratch.account("mqtt", "ledger")).pending === 0;
  };
  await until(done, { deadlineMs: 300_000, everyMs: 200, what: "the runs are delivered" });
  await until(async () => (await scratch.account("mqtt", "telemetry")).pending === 0, {
    deadlineMs: 60_000,
  });
  const { delivered, balanced } = await scratch.account("mqtt", "ledger");
  expect({ delivered, balanced }).toEqual({ delivered: COUNT, balanced: true });
  expect((await scratch.account("mqtt", "telemetry")).delivered).toBe(40_000);
  // The reader came while it went on: what it heard is without a gap and in order.
  for (const [index, seq] of seqs.entries()) expect(seq).toBe((seqs[0] ?? 0) + index);
  expect(heapMb - heapBefore).toBeLessThan(150);
}, 420_000);

function usedMb(): number {
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1_048_576;
}
