import { afterAll, beforeAll, expect, test } from "vitest";
import { encodeCommand } from "../../gateway/delivery/commands/command-message.ts";
import type { OnMessage } from "../../gateway/delivery/link/contract.ts";
import { openMqttLink } from "../../gateway/delivery/mqtt-link.ts";
import { payloadSchemas } from "../../gateway/delivery/schemas/payload-schemas.ts";
import { openScratchLedger, testClock } from "../support/append-ledger/open.ts";
import { startDelivery, startHistorian } from "../support/delivery-parts.ts";
import { openStandIn } from "../support/influx-stand-in.ts";
import { type Mosquitto, startMosquitto } from "../support/mosquitto.ts";
import { until } from "../support/until.ts";

let broker: Mosquitto;
beforeAll(async () => {
  broker = await startMosquitto();
});
afterAll(async () => {
  await broker[Symbol.asyncDispose]();
});

const patient = { deadlineMs: 20_000 };

function listen(topics: readonly string[], onMessage: OnMessage) {
  const settings = { url: broker.url, clientId: `listener-${topics[0]?.length ?? 0}` };
  return openMqttLink(
    { clock: testClock, settings, topics, onMessage },
    AbortSignal.timeout(20_000),
  );
}

test("whoever comes later reads schemas, state and checkpoint from the broker", async () => {
  await using scratch = await openScratchLedger();
  let checkpoint = "first";
  await using _delivery = await startDelivery(scratch.ledger, broker.url, {
    checkpoint: async () => checkpoint,
  });
  const { gatewayId } = scratch.ledger.info;
  const own = `rigline/${gatewayId}`;
  const heard = new Map<string, string>();
  await using _late = await listen([`${own}/#`], (topic, payload) => {
    heard.set(topic, payload.toString());
  });
  const names = Object.keys(payloadSchemas());
  await until(() => names.every((name) => heard.has(`${own}/schema/${name}`)), patient);
  expect(JSON.parse(heard.get(`${own}/schema/run`) ?? "")).toMatchObject({ type: "object" });
  await until(() => heard.get(`${own}/checkpoint`) === "first", patient);
  expect(JSON.parse(heard.get(`${own}/state`) ?? "")).toMatchObject({ state: "online" });
  checkpoint = "second";
  await until(() => heard.get(`${own}/checkpoint`) === "second", { deadlineMs: 25_000 });
});

test("latest values go with QoS 0 and without the account", async () => {
  await using scratch = await openScratchLedger();
  await using delivery = await startDelivery(scratch.ledger, broker.url);
  const heard: unknown[] = [];
  await using _watch = await listen(["acme/+/+/+/+/live/+"], (topic, payload) => {
    heard.push(topic, JSON.parse(payload.toString()));
  });
  const reading = { rig: "rig-1", unit: "V", quality: "good" as const, takenAt: 7 };
  delivery.offerLive([
    { ...reading, channel: "vcc", value: 1 },
    { ...reading, channel: "vcc", value: 2n },
  ]);
  await until(() => heard.length === 2, patient);
  expect(heard).toMatchObject([
    "acme/north/final/line-1/fct-1/live/rig-1",
    { schema: "rigline.live/1", rig: "rig-1", values: [{ channel: "vcc", value: "2" }] },
  ]);
  expect(await scratch.account("mqtt", "telemetry")).toMatchObject({ appended: 0, delivered: 0 });
});

test("a signed command starts a run and is answered with its correlation; another secret is refused", async () => {
  await using scratch = await openScratchLedger();
  const secret = "0123456789abcdef0123456789abcdef";
  const started: unknown[] = [];
  const actions = {
    "start-run": async (input: unknown) => {
      started.push(input);
      return { runId: "run-1" };
    },
  };
  const commands = { secret, toleranceMs: 60_000, actions };
  await using _delivery = await startDelivery(scratch.ledger, broker.url, { commands });
  const { gatewayId } = scratch.ledger.info;
  let isThere = false;
  const answers: { correlation: string | undefined; answer: unknown }[] = [];
  await using mes = await listen(
    ["mes/answers", `rigline/${gatewayId}/command/answer`, `rigline/${gatewayId}/state`],
    (topic, payload, { correlationData }) => {
      const correlation = correlationData && Buffer.from(correlationData).toString();
      if (topic.endsWith("/state")) isThere = true;
      else answers.push({ correlation, answer: JSON.parse(`${payload}`) });
    },
  );
  const send = (key: string, nonce: string) => {
    const issuedAt = new Date(testClock.now().utcUs / 1_000).toISOString();
    const input = { rig: "fct-1" };
    const body = { gatewayId, name: "start-run" as const, input, issuedAt, nonce };
    return mes.publish({
      ...{ topic: `rigline/${gatewayId}/command`, payload: encodeCommand(body, key) },
      ...{ responseTopic: "mes/answers", correlationData: Buffer.from("42") },
    });
  };
  await until(() => isThere, patient);
  await send(secret, "nonce-of-the-first");
  await until(() => answers.length === 1, patient);
  expect(answers[0]).toMatchObject({ correlation: "42", answer: { ok: true } });
  expect(started[0]).toEqual({ rig: "fct-1" });
  await send("another secret of thirty-two characters", "nonce-of-a-stranger");
  await until(() => answers.length === 2, patient);
  expect(answers[1]).toMatchObject({ answer: { ok: false, code: "command.not-authentic" } });
  expect(started).toHaveLength(1);
});

test("two historians share one feed: both write, none is lost, and each point is there once", async () => {
  await using scratch = await openScratchLedger();
  await using database = await openStandIn(() => ({ status: 204 }));
  await using other = await openStandIn(() => ({ status: 204 }));
  const start = (clientId: string, url: string) =>
    startHistorian(scratch.ledger, broker.url, { url, clientId, share: "historians" });
  await using _first = start("historian-1", database.url);
  await using _delivery = await startDelivery(scratch.ledger, broker.url, { sinks: ["influxdb"] });
  {
    await using _second = start("historian-2", other.url);
    for (let round = 0; database.stored.length === 0 || other.stored.length === 0; round += 1) {
      await scratch.appendReadings(Array.from({ length: 50 }, (_, value) => ({ value })));
      const appended = 50 * (round + 1);
      const settled = async () =>
        (await scratch.account("influxdb", "telemetry")).delivered === appended;
      await until(settled, { deadlineMs: 28_000, what: "the round is written" });
    }
  }
  // One is gone: what it had and did not receipt goes to the other.
  await scratch.appendReadings(Array.from({ length: 50 }, (_, value) => ({ value })));
  const account = await until(
    async () => {
      const now = await scratch.account("influxdb", "telemetry");
      return now.pending === 0 && now;
    },
    { deadlineMs: 28_000 },
  );
  expect(account).toMatchObject({ delivered: account.appended, balanced: true });
  const stored = new Set([...database.stored, ...other.stored]);
  expect(stored.size).toBe(account.appended);
});

test("a run larger than the broker's packets is quarantined with its cure, its neighbours are delivered", async () => {
  await using small = await startMosquitto(["max_packet_size 4000"]);
  await using scratch = await openScratchLedger();
  await scratch.appendRuns(["run-1"]);
  await scratch.appendRuns(["run-2"], { serialNumber: "S".repeat(5_000) });
  await scratch.appendRuns(["run-3"]);
  await using _delivery = await startDelivery(scratch.ledger, small.url);
  const account = await until(async () => {
    const now = await scratch.account("mqtt", "ledger");
    return now.pending === 0 && now;
  }, patient);
  expect(account).toMatchObject({ delivered: 2, quarantined: 1, balanced: true });
  expect(account.quarantine?.[0]).toMatchObject({
    reason: expect.stringContaining("message.too-large"),
    latestPosition: 2,
  });
});
