import { expect, test } from "vitest";
import { openScratchLedger } from "../support/append-ledger/open.ts";
import { startDelivery, startHistorian } from "../support/delivery-parts.ts";
import { openStandIn } from "../support/influx-stand-in.ts";
import { openThievingBroker } from "../support/thieving-broker.ts";
import { until } from "../support/until.ts";

test("a message lost between broker and historian stays pending and is sent again", async () => {
  let thefts = 1;
  await using database = await openStandIn(() => ({ status: 204 }));
  await using broker = await openThievingBroker(
    (topic, payload) => topic.endsWith("/feed") && payload.includes('"run-2"') && thefts-- > 0,
  );
  await using scratch = await openScratchLedger();
  await using _historian = startHistorian(scratch.ledger, broker.url, { url: database.url });
  await using _delivery = await startDelivery(scratch.ledger, broker.url, { sinks: ["influxdb"] });
  await scratch.appendRuns(["run-1"]);
  await until(async () => (await scratch.account("influxdb", "ledger")).delivered === 1);
  await scratch.appendRuns(["run-2"]);
  await until(() => broker.stolen.length === 1);
  await scratch.appendRuns(["run-3"]);
  await until(async () => (await scratch.account("influxdb", "ledger")).delivered === 2);
  // Acknowledged by the broker, and still nobody counts it as delivered.
  expect(await scratch.account("influxdb", "ledger")).toMatchObject({ delivered: 2, pending: 1 });
  const debt = (await scratch.ledger.debt("influxdb")).find(({ stream }) => stream === "ledger");
  expect(debt?.ranges).toEqual([{ from: 2, to: 3 }]);
  const whole = await until(
    async () => {
      const account = await scratch.account("influxdb", "ledger");
      return account.pending === 0 && account;
    },
    { deadlineMs: 20_000, what: "the lost message is sent again" },
  );
  expect(whole).toMatchObject({ appended: 3, delivered: 3, balanced: true });
});

test("a lost receipt costs a second write of the very same points and nothing else", async () => {
  let thefts = 1;
  await using database = await openStandIn(() => ({ status: 204 }));
  await using broker = await openThievingBroker(
    (topic, payload) =>
      topic.endsWith("/receipt") && payload.includes('"settled":[{') && thefts-- > 0,
  );
  await using scratch = await openScratchLedger();
  await using _historian = startHistorian(scratch.ledger, broker.url, { url: database.url });
  await using _delivery = await startDelivery(scratch.ledger, broker.url, { sinks: ["influxdb"] });
  await scratch.appendReadings([{ value: 1 }, { value: 2 }]);
  await until(() => broker.stolen.length === 1);
  expect(await scratch.account("influxdb", "telemetry")).toMatchObject({ delivered: 0 });
  await until(async () => (await scratch.account("influxdb", "telemetry")).pending === 0, {
    deadlineMs: 20_000,
  });
  expect(await scratch.account("influxdb", "telemetry")).toMatchObject({ delivered: 2 });
  expect(database.stored).toHaveLength(4);
  expect(new Set(database.stored).size).toBe(2);
});

test("a historian that dies with a batch in hand has promised nothing; the next one writes it", async () => {
  let answering = false;
  await using database = await openStandIn(() => ({ status: answering ? 204 : 503 }));
  await using broker = await openThievingBroker(() => false);
  await using scratch = await openScratchLedger();
  await using _delivery = await startDelivery(scratch.ledger, broker.url, { sinks: ["influxdb"] });
  {
    await using _first = startHistorian(scratch.ledger, broker.url, { url: database.url });
    await scratch.appendReadings(Array.from({ length: 100 }, (_, value) => ({ value })));
    await until(() => database.requests.length > 0, { deadlineMs: 20_000 });
  }
  expect(await scratch.account("influxdb", "telemetry")).toMatchObject({ pending: 100 });
  answering = true;
  await using _second = startHistorian(scratch.ledger, broker.url, { url: database.url });
  await until(async () => (await scratch.account("influxdb", "telemetry")).delivered === 100, {
    deadlineMs: 28_000,
  });
  expect(new Set(database.stored).size).toBe(100);
});
