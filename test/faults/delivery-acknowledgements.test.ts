import { expect, test } from "vitest";
import { openMqttLink } from "../../gateway/delivery/mqtt-link.ts";
import { testClock } from "../support/append-ledger/open.ts";
import { openSmallBroker, type SmallBroker } from "../support/small-broker.ts";
import { until } from "../support/until.ts";

const open = (broker: SmallBroker, acknowledgeTimeoutMs = 30_000) =>
  openMqttLink(
    {
      clock: testClock,
      settings: { url: broker.url, clientId: "link-under-test" },
      acknowledgeTimeoutMs,
    },
    new AbortController().signal,
  );
const message = { topic: "t", payload: "p" };

test("the broker's Receive Maximum is never exceeded, and one acknowledgement lets one more go", async () => {
  await using broker = await openSmallBroker(3);
  await using link = await open(broker);
  expect(link.receiveMaximum).toBe(3);
  const all = Promise.allSettled(Array.from({ length: 10 }, () => link.publish(message)));
  for (let acknowledged = 0; acknowledged < 10; acknowledged += 1) {
    const most = Math.min(10, acknowledged + 3);
    await until(() => broker.received() === most);
    broker.acknowledge();
  }
  expect((await all).every(({ status }) => status === "fulfilled")).toBe(true);
});

test("a broker that stops acknowledging loses the link at the deadline, and all of it is told", async () => {
  await using broker = await openSmallBroker(3);
  await using link = await open(broker, 300);
  const sent = Array.from({ length: 10 }, () => link.publish(message));
  const outcomes = await Promise.allSettled(sent);
  expect(await link.closed).toMatchObject({ code: "broker.acknowledgement-late" });
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ reason: { code: "broker.acknowledgement-late" } });
  }
  expect(broker.received()).toBe(3);
});

test("a broker that never answers a subscription is told at the deadline, with a remedy", async () => {
  await using broker = await openSmallBroker(3);
  const opening = openMqttLink(
    {
      clock: testClock,
      settings: { url: broker.url, clientId: "link-under-test" },
      topics: ["receipts"],
      connectTimeoutMs: 300,
    },
    new AbortController().signal,
  );
  await expect(opening).rejects.toMatchObject({
    code: "broker.silent",
    message: expect.stringContaining("SUBACK"),
    remedy: expect.stringContaining("broker"),
  });
  await until(() => broker.connections() === 0);
});

test("a subscription that is not answered ends at once when we stop", async () => {
  await using broker = await openSmallBroker(3);
  const stop = new AbortController();
  const opening = openMqttLink(
    {
      clock: testClock,
      settings: { url: broker.url, clientId: "link-under-test" },
      topics: ["receipts"],
      connectTimeoutMs: 25_000,
    },
    stop.signal,
  );
  const outcome = opening.catch((error: unknown) => error);
  await until(() => broker.subscriptions() === 1);
  const stoppedAt = performance.now();
  stop.abort();
  expect(await outcome).toMatchObject({ code: "broker.link-lost" });
  expect(performance.now() - stoppedAt).toBeLessThan(5_000);
  await until(() => broker.connections() === 0);
});
