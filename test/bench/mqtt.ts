/**
 * Delivery through a round trip of 20 ms on a real Mosquitto, beside MQTT.js with the store it
 * keeps offline, in one run: ratios are the firm part.
 */
import { connect } from "mqtt";
import { openMqttLink } from "../../gateway/delivery/mqtt-link.ts";
import { openScratchLedger, testClock } from "../support/append-ledger/open.ts";
import { startDelivery } from "../support/delivery-parts.ts";
import { startMosquitto } from "../support/mosquitto.ts";
import { openTcpProxy } from "../support/tcp-proxy.ts";
import { until } from "../support/until.ts";
import type { BenchResult } from "./result.ts";

const ONE_WAY_MS = 10;
const READINGS = 200_000;
const MESSAGES = 20_000;
const STORED_MESSAGES = 500;
const patient = { deadlineMs: 120_000 };

/** Readings/s on a broker as installed, QoS 1 messages/s where it takes 1,000 at a time. */
export async function benchMqtt(): Promise<BenchResult> {
  const readingsPerSecond = await readingsThroughDefaultBroker();
  const messagesPerSecond = await messagesThroughWindow();
  const storePerSecond = await storeOfTheLibrary();
  return {
    name: "mqtt",
    figures: {
      readingsPerSecond,
      messagesPerSecond,
      libraryStorePerSecond: storePerSecond,
      "messages / store of MQTT.js": messagesPerSecond / storePerSecond,
    },
    goals: {
      readingsPerSecond: { atLeast: 20_000 },
      messagesPerSecond: { atLeast: 5_000 },
      "messages / store of MQTT.js": { atLeast: 1 },
    },
  };
}

/** From the ledger's debt to the broker's acknowledgement, settled. */
async function readingsThroughDefaultBroker(): Promise<number> {
  await using broker = await startMosquitto();
  await using proxy = await openTcpProxy(broker.port, ONE_WAY_MS);
  await using scratch = await openScratchLedger();
  for (let from = 0; from < READINGS; from += 10_000) {
    await scratch.appendReadings(Array.from({ length: 10_000 }, (_, value) => ({ value })));
  }
  const startedMs = performance.now();
  await using _delivery = await startDelivery(scratch.ledger, `mqtt://127.0.0.1:${proxy.port}`);
  const settled = async () => (await scratch.account("mqtt", "telemetry")).pending === 0;
  await until(settled, { ...patient, everyMs: 25 });
  return perSecond(READINGS, startedMs);
}

async function messagesThroughWindow(): Promise<number> {
  await using broker = await startMosquitto(["max_inflight_messages 1000"]);
  await using proxy = await openTcpProxy(broker.port, ONE_WAY_MS);
  const settings = { url: `mqtt://127.0.0.1:${proxy.port}`, clientId: "bench" };
  await using link = await openMqttLink(
    { clock: testClock, settings },
    AbortSignal.timeout(20_000),
  );
  const startedMs = performance.now();
  const message = { topic: "bench", payload: "x".repeat(200) };
  await Promise.all(Array.from({ length: MESSAGES }, () => link.publish(message)));
  return perSecond(MESSAGES, startedMs);
}

/** What the library does by itself with messages that were published while it was offline. */
async function storeOfTheLibrary(): Promise<number> {
  await using broker = await startMosquitto(["max_inflight_messages 1000"]);
  await using proxy = await openTcpProxy(broker.port, ONE_WAY_MS);
  const client = connect(`mqtt://127.0.0.1:${proxy.port}`, {
    ...{ protocolVersion: 5, clientId: "store", clean: false, reconnectPeriod: 100 },
    properties: { sessionExpiryInterval: 3_600 },
  });
  client.on("error", () => undefined);
  await until(() => client.connected, patient);
  broker.freeze();
  let acknowledged = 0;
  for (let count = 0; count < STORED_MESSAGES; count += 1) {
    client.publish("bench", "x".repeat(200), { qos: 1 }, () => {
      acknowledged += 1;
    });
  }
  await broker.stop("SIGKILL");
  proxy.cut();
  await broker.start();
  await until(() => client.connected, patient);
  const startedMs = performance.now();
  await until(() => acknowledged === STORED_MESSAGES, patient);
  await client.endAsync(true);
  return perSecond(STORED_MESSAGES, startedMs);
}

function perSecond(count: number, startedMs: number): number {
  return (count * 1_000) / (performance.now() - startedMs);
}
