import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setInterval } from "node:timers";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { openMqttLink } from "../../gateway/delivery/mqtt-link.ts";
import { openScratchLedger, testClock } from "../support/append-ledger/open.ts";
import { sinkView, startDelivery, wait } from "../support/delivery-parts.ts";
import { startMosquitto } from "../support/mosquitto.ts";
import { openTcpProxy } from "../support/tcp-proxy.ts";
import { until } from "../support/until.ts";

const patient = { deadlineMs: 25_000 };
const names = (count: number) => Array.from({ length: count }, (_, index) => `run-${index}`);

test("a refused password slows the tries down, and a mended one is taken without a restart", async () => {
  const directory = await mkdtemp(join(tmpdir(), "rigline-test-passwords-"));
  const file = join(directory, "passwords");
  await writeFile(file, "", { mode: 0o600 });
  await using broker = await startMosquitto([`password_file ${file}`, "allow_anonymous false"]);
  await using scratch = await openScratchLedger();
  await scratch.appendRuns(["run-1"]);
  const asked: number[] = [];
  const settings = {
    ...{ url: broker.url, clientId: "gateway-under-test" },
    ...{ username: "gateway", password: "let me in" },
  };
  await using delivery = await startDelivery(scratch.ledger, settings, {
    wait: (ms, signal) => {
      if (ms > 1_000) asked.push(ms);
      return wait(Math.min(ms, 200), signal);
    },
  });
  await until(() => asked.length >= 3, patient);
  expect(sinkView(delivery, "mqtt").fault).toMatchObject({ code: "broker.not-authorized" });
  for (const ms of asked) expect(ms).toBeGreaterThanOrEqual(7_500);
  await promisify(execFile)("mosquitto_passwd", ["-b", file, "gateway", "let me in"]);
  await broker.stop();
  await broker.start();
  await until(async () => (await scratch.account("mqtt", "ledger")).delivered === 1, patient);
  expect(sinkView(delivery, "mqtt")).toMatchObject({ state: "connected" });
  await rm(directory, { recursive: true, force: true });
});

test("a half-open link is found out by the keep-alive, also while values of QoS 0 keep flowing", async () => {
  await using broker = await startMosquitto();
  await using proxy = await openTcpProxy(broker.port);
  const settings = { url: `mqtt://127.0.0.1:${proxy.port}`, clientId: "link-under-test" };
  await using link = await openMqttLink(
    { clock: testClock, settings, keepaliveSeconds: 2 },
    AbortSignal.timeout(20_000),
  );
  await link.publish({ topic: "a", payload: "b" });
  proxy.swallow();
  const inFlight = link.publish({ topic: "a", payload: "b" });
  void inFlight.catch(() => undefined);
  const values = setInterval(() => {
    void link.publish({ topic: "live", payload: "1", qos: 0 }).catch(() => undefined);
  }, 100);
  const silentAtMs = performance.now();
  const error = await link.closed;
  clearInterval(values);
  expect(error).toMatchObject({ code: "broker.link-lost" });
  await expect(inFlight).rejects.toMatchObject({ code: "broker.link-lost" });
  // 1.5 times 2 s when idle, and three times that on a machine with other things to do.
  expect(performance.now() - silentAtMs).toBeLessThan(9_000);
});

test("a link that is reset every 200 ms during the catch-up loses nothing and settles each run once", async () => {
  await using broker = await startMosquitto();
  await using proxy = await openTcpProxy(broker.port, 1);
  await using scratch = await openScratchLedger();
  const ids = names(1_000);
  await scratch.appendRuns(ids);
  const heard = new Map<number, string>();
  await using _reader = await openMqttLink(
    {
      ...{ clock: testClock, settings: { url: broker.url, clientId: "reader" } },
      topics: ["acme/+/+/+/+/run"],
      onMessage: (_topic, payload) => {
        const { seq, run } = JSON.parse(payload.toString());
        heard.set(seq, run.id);
      },
    },
    AbortSignal.timeout(20_000),
  );
  const url = `mqtt://127.0.0.1:${proxy.port}`;
  const settings = { url, clientId: "gateway-under-test" };
  await using _delivery = await startDelivery(scratch.ledger, settings, {
    window: 5,
    wait: (ms, signal) => wait(Math.min(ms, 20), signal),
  });
  const cutting = setInterval(() => proxy.cut(), 200);
  await until(() => proxy.taken() >= 6, patient).finally(() => clearInterval(cutting));
  await until(async () => (await scratch.account("mqtt", "ledger")).pending === 0, patient);
  expect(await scratch.account("mqtt", "ledger")).toMatchObject({
    ...{ appended: 1_000, delivered: 1_000, balanced: true },
  });
  await until(() => heard.size === 1_000, patient);
  expect([...heard].sort(([a], [b]) => a - b).map(([, id]) => id)).toEqual(ids);
});

test("two gateways with one client id: both say so, slow down, and neither loses a run", async () => {
  await using broker = await startMosquitto();
  await using first = await openScratchLedger();
  await using second = await openScratchLedger();
  await first.appendRuns(names(20));
  await second.appendRuns(names(20));
  const waits: number[] = [];
  const compressed = (ms: number, signal: AbortSignal) => {
    if (ms > 1_000) waits.push(ms);
    return wait(Math.min(ms, 300), signal);
  };
  const settings = { url: broker.url, clientId: "the-same" };
  await using one = await startDelivery(first.ledger, settings, { wait: compressed });
  await using two = await startDelivery(second.ledger, settings, { wait: compressed });
  const codes = /^broker\.(flapping|client-id-taken)$/;
  for (const delivery of [one, two]) {
    const fault = await until(() => {
      const now = sinkView(delivery, "mqtt").fault;
      return now !== undefined && codes.test(now.code) && now;
    }, patient);
    expect(fault.remedy).toContain("broker.clientId");
  }
  await until(() => Math.max(...waits) >= 15_000, patient);
  for (const { account } of [first, second]) {
    await until(async () => (await account("mqtt", "ledger")).delivered === 20, patient);
    expect(await account("mqtt", "ledger")).toMatchObject({ pending: 0, balanced: true });
  }
});
