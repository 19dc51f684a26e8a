import { createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { openMqttLink } from "../../gateway/delivery/mqtt-link.ts";
import { openScratchLedger, testClock } from "../support/append-ledger/open.ts";
import { sinkView, startDelivery } from "../support/delivery-parts.ts";
import { startMosquitto } from "../support/mosquitto.ts";
import { until } from "../support/until.ts";

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

test("while the broker is down the backlog is visible, afterwards it drains and none is lost", async () => {
  await using broker = await startMosquitto();
  await using scratch = await openScratchLedger();
  await using delivery = await startDelivery(scratch.ledger, broker.url);
  await until(() => sinkView(delivery, "mqtt").state === "connected");
  await broker.stop();
  await scratch.appendRuns(names("run", 300));
  const view = await until(() => {
    const now = sinkView(delivery, "mqtt");
    return now.accounts[0]?.pending === 300 && now.fault !== undefined && now;
  });
  expect(["connecting", "waiting"]).toContain(view.state);
  expect(view.fault?.code).toMatch(/^broker\./);
  expect(view.fault?.remedy).not.toBe("");
  await broker.start();
  const account = await until(
    async () => {
      const now = await scratch.account("mqtt", "ledger");
      return now.pending === 0 && now;
    },
    { deadlineMs: 20_000, what: "the backlog drains" },
  );
  expect(account).toMatchObject({ appended: 300, delivered: 300, balanced: true });
});

test("a broker that is killed again and again with messages in flight leaves no run behind", async () => {
  await using broker = await startMosquitto();
  await using scratch = await openScratchLedger();
  const ids = names("run", 3_000);
  await scratch.appendRuns(ids);
  await using _delivery = await startDelivery(scratch.ledger, broker.url, { window: 20 });
  for (const least of [200, 900, 1_800]) {
    await until(async () => (await scratch.account("mqtt", "ledger")).delivered >= least, {
      everyMs: 1,
      deadlineMs: 20_000,
    });
    await broker.stop("SIGKILL");
    await broker.start();
  }
  const account = await until(
    async () => {
      const now = await scratch.account("mqtt", "ledger");
      return now.pending === 0 && now;
    },
    { deadlineMs: 20_000, what: "every run is delivered" },
  );
  expect(account).toMatchObject({ appended: 3_000, delivered: 3_000, balanced: true });
});

test("a peer that accepts and says nothing is given up at the deadline, and its socket closed", async () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.resume();
  }).listen(0, "127.0.0.1");
  await until(() => server.listening);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  const settings = { url: `mqtt://127.0.0.1:${address.port}`, clientId: "x" };
  const opening = openMqttLink(
    { settings, clock: testClock, connectTimeoutMs: 200 },
    new AbortController().signal,
  );
  await expect(opening).rejects.toMatchObject({ code: "broker.silent" });
  await until(() => sockets.size === 0, { what: "the socket is closed" });
  server.close();
});

test("a broker that refuses our password is told as a fault with its cure", async () => {
  await using broker = await startMosquitto(["allow_anonymous false"]);
  await using scratch = await openScratchLedger();
  await using delivery = await startDelivery(scratch.ledger, broker.url);
  const fault = await until(() => sinkView(delivery, "mqtt").fault);
  expect(fault).toMatchObject({ code: "broker.not-authorized" });
  expect(fault.remedy).toContain("passwordFile");
});

test("a topic the broker forbids holds the records back, as a fault, and loses none", async () => {
  await using broker = await startMosquitto(["acl_file /dev/null"]);
  await using scratch = await openScratchLedger();
  await scratch.appendRuns(["run-1"]);
  await using delivery = await startDelivery(scratch.ledger, broker.url);
  const fault = await until(() => sinkView(delivery, "mqtt").fault);
  expect(fault.code).toBe("message.refused");
  expect(await scratch.account("mqtt", "ledger")).toMatchObject({ pending: 1, delivered: 0 });
});
