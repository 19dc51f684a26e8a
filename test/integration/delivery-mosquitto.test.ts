import { afterAll, beforeAll, expect, test } from "vitest";
import { openScratchLedger, type ScratchLedger } from "../support/append-ledger/open.ts";
import { sinkView, startDelivery } from "../support/delivery-parts.ts";
import { type Mosquitto, startMosquitto } from "../support/mosquitto.ts";
import { until } from "../support/until.ts";

let broker: Mosquitto;
let scratch: ScratchLedger;

beforeAll(async () => {
  broker = await startMosquitto();
});
afterAll(async () => {
  await broker[Symbol.asyncDispose]();
});

const settled = (stream: "ledger" | "telemetry", delivered: number) =>
  until(async () => (await scratch.account("mqtt", stream)).delivered === delivered, {
    deadlineMs: 20_000,
    what: `${delivered} of ${stream} delivered`,
  });

test("a finished run arrives at mosquitto_sub with its place in the ledger", async () => {
  await using opened = await openScratchLedger();
  scratch = opened;
  const received = broker.subscribe("acme/north/final/line-1/fct-1/run", 2);
  await using _delivery = await startDelivery(scratch.ledger, broker.url);
  await scratch.appendRuns(["run-1", "run-2"]);
  const payloads = (await received).map((line) => JSON.parse(line));
  const [stored] = await scratch.ledger.entries(1, 1);
  expect(payloads[0]).toMatchObject({
    schema: "rigline.run/1",
    logId: scratch.ledger.info.logId,
    seq: 1,
    leaf: stored?.leaf,
    recordHash: stored?.entry.bodyHash,
    run: { id: "run-1", outcome: "pass", measurements: [{ id: "vcc", value: 3.3 }] },
  });
  expect(payloads[1]).toMatchObject({ seq: 2, run: { id: "run-2" } });
  await settled("ledger", 2);
});

test("readings arrive in order with every value exact, and balance the account", async () => {
  await using opened = await openScratchLedger();
  scratch = opened;
  const received = broker.subscribe("acme/north/final/line-1/telemetry", 1);
  await using _delivery = await startDelivery(scratch.ledger, broker.url);
  const values = [3.25, 9_007_199_254_740_993n, Number.NaN, -0, 'text, "quoted"', true];
  await scratch.appendReadings(values.map((value) => ({ value })));
  const { schema, from, to, historical, stations, readings } = JSON.parse(
    (await received)[0] ?? "",
  );
  expect({ schema, historical, stations }).toEqual({
    schema: "rigline.telemetry/1",
    historical: false,
    stations: { "rig-1": "fct-1" },
  });
  expect(to - from).toBe(6);
  expect(
    readings.map((reading: { value: unknown; type?: string }) => [reading.value, reading.type]),
  ).toEqual([
    [3.25, undefined],
    ["9007199254740993", "integer"],
    ["NaN", "number"],
    ["-0", "number"],
    ['text, "quoted"', undefined],
    [true, undefined],
  ]);
  await settled("telemetry", 6);
  expect(await scratch.account("mqtt", "telemetry")).toMatchObject({ pending: 0, balanced: true });
});

test("an entry that is no finished run is settled as not routed", async () => {
  await using opened = await openScratchLedger();
  scratch = opened;
  await using _delivery = await startDelivery(scratch.ledger, broker.url);
  const entry = { id: "p", version: 1, schema: "product/1", action: "imported", body: {} };
  const context = { actor: "system:test", station: "s", occurredAt: 1, clockState: "synced" };
  await scratch.ledger.execute(
    "append",
    [
      { ...entry, type: "product" },
      { ...entry, type: "run", id: "r", action: "started", body: { completion: "running" } },
      { ...entry, type: "run", id: "bad", action: "finished", body: { completion: "completed" } },
    ],
    { ...context, clockState: "synced" },
  );
  const account = await until(
    async () => {
      const now = await scratch.account("mqtt", "ledger");
      return now.pending === 0 && now;
    },
    { what: "everything is settled" },
  );
  expect(account).toMatchObject({ notRouted: 2, quarantined: 1, delivered: 0, balanced: true });
});

test("far more messages than the window and the broker's quota all arrive in order", async () => {
  await using strict = await startMosquitto(["max_inflight_messages 7"]);
  await using opened = await openScratchLedger();
  scratch = opened;
  const ids = Array.from({ length: 1_000 }, (_, index) => `run-${index}`);
  await scratch.appendRuns(ids);
  const received = strict.subscribe("acme/#", ids.length);
  await until(
    async () => (await strict.subscribe("$SYS/broker/clients/connected", 1)).length === 1,
  );
  await using delivery = await startDelivery(scratch.ledger, strict.url, { window: 50 });
  const arrived = (await received).map((line) => JSON.parse(line).run.id);
  expect(arrived).toEqual(ids);
  await settled("ledger", ids.length);
  await until(() => sinkView(delivery, "mqtt").accounts[0]?.delivered === ids.length);
  expect(sinkView(delivery, "mqtt").state).toBe("connected");
});
