import { expect, test } from "vitest";
import { openEmbeddedBroker } from "../../gateway/delivery/embedded-broker.ts";
import { openMqttLink } from "../../gateway/delivery/mqtt-link.ts";
import { silentLog, testClock } from "../support/append-ledger/open.ts";
import { startMosquitto } from "../support/mosquitto.ts";
import { until } from "../support/until.ts";

const embedded = { host: "127.0.0.1", port: 0, log: silentLog };
const never = new AbortController().signal;

test("a busy port is told with its cure, or another one is taken where that is allowed", async () => {
  await using first = await openEmbeddedBroker(embedded);
  const busy = { ...embedded, port: first.port };
  const failure = openEmbeddedBroker(busy);
  await expect(failure).rejects.toMatchObject({ code: "broker.port-busy" });
  await expect(failure).rejects.toHaveProperty("remedy", expect.stringContaining("broker.port"));
  await using second = await openEmbeddedBroker({ ...busy, fallbackToFree: true });
  expect(second.port).not.toBe(first.port);
});

test("it serves this machine only", async () => {
  const failure = openEmbeddedBroker({ ...embedded, host: "0.0.0.0" });
  await expect(failure).rejects.toMatchObject({ code: "broker.not-loopback" });
});

test("the link speaks 3.1.1 with it and MQTT 5 with Mosquitto, whose quota it learns", async () => {
  await using old = await openEmbeddedBroker(embedded);
  await using broker = await startMosquitto(["max_inflight_messages 7", "max_packet_size 5000"]);
  const options = { clock: testClock };
  const open = (url: string) =>
    openMqttLink({ ...options, settings: { url, clientId: "link-under-test" } }, never);
  await using plain = await open(old.url);
  expect(plain.protocolVersion).toBe(4);
  await using modern = await open(broker.url);
  expect(modern).toMatchObject({ protocolVersion: 5, receiveMaximum: 7, packetBytesMax: 5_000 });
});

test("everything in flight is rejected when the link falls, and nothing is sent afterwards", async () => {
  await using broker = await startMosquitto(["max_inflight_messages 5"]);
  const settings = { url: broker.url, clientId: "link-under-test" };
  await using link = await openMqttLink({ clock: testClock, settings }, never);
  broker.freeze();
  const sent = Array.from({ length: 50 }, () => link.publish({ topic: "a", payload: "b" }));
  const outcomes = Promise.allSettled(sent);
  await broker.stop("SIGKILL");
  expect((await outcomes).filter(({ status }) => status === "rejected").length).toBe(50);
  expect(await link.closed).toMatchObject({ code: "broker.link-lost" });
  await expect(link.publish({ topic: "a", payload: "b" })).rejects.toMatchObject({
    code: "broker.link-lost",
  });
});

test("what a subscriber reads back from the state topic is who is there, and the will when it is not", async () => {
  await using broker = await startMosquitto();
  const heard: string[] = [];
  const settings = (clientId: string) => ({ url: broker.url, clientId });
  await using _watch = await openMqttLink(
    {
      clock: testClock,
      settings: settings("watcher"),
      topics: ["state"],
      onMessage: (_topic, payload) => heard.push(payload.toString()),
    },
    never,
  );
  const will = { topic: "state", payload: "offline", retain: true };
  const first = await openMqttLink({ clock: testClock, settings: settings("g"), will }, never);
  await first.publish({ topic: "state", payload: "online", retain: true });
  await until(() => heard.includes("online"));
  // The same id again: the broker throws out the first without a word and tells its will.
  await using _second = await openMqttLink({ clock: testClock, settings: settings("g") }, never);
  expect((await first.closed).remedy).toContain("client id");
  await until(() => heard.includes("offline"));
});
