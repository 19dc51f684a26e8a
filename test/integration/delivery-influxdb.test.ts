import { afterAll, beforeAll, expect, test } from "vitest";
import { type EmbeddedBroker, openEmbeddedBroker } from "../../gateway/delivery/embedded-broker.ts";
import {
  finishedRun,
  openScratchLedger,
  type ScratchLedger,
  silentLog,
  testClock,
} from "../support/append-ledger/open.ts";
import { sinkView, startDelivery, startHistorian } from "../support/delivery-parts.ts";
import { type InfluxServer, startInfluxdb } from "../support/influxdb.ts";
import { until } from "../support/until.ts";

let influx: InfluxServer;
let broker: EmbeddedBroker;
const v1 = () => ({ url: influx.url, api: "v1" as const });

beforeAll(async () => {
  influx = await startInfluxdb("rigline");
  broker = await openEmbeddedBroker({ host: "127.0.0.1", port: 0, log: silentLog });
});
afterAll(async () => {
  await broker[Symbol.asyncDispose]();
  await influx[Symbol.asyncDispose]();
});

async function drained(scratch: ScratchLedger, stream: "ledger" | "telemetry") {
  return until(
    async () => {
      const account = await scratch.account("influxdb", stream);
      return account.appended > 0 && account.pending === 0 && account;
    },
    { deadlineMs: 25_000, what: `the debt of ${stream} is settled` },
  );
}

test("readings come back from the database with every digit, text and type", async () => {
  await using scratch = await openScratchLedger();
  await using _delivery = await startDelivery(scratch.ledger, broker.url, { sinks: ["influxdb"] });
  await using _historian = startHistorian(scratch.ledger, broker.url, v1());
  const takenAt = testClock.now().utcUs;
  const values = [0.1, -0, 5e-324, 1.7976931348623157e308, 9_007_199_254_740_993n, -(2n ** 63n)];
  const texts = ['say "hi", a=b \\ c', "line\nbreak", "Ω ± 😀", "x".repeat(64_000)];
  const channel = "exact, a=b c";
  await scratch.appendReadings(
    [...values, ...texts, true].map((value) => ({ channel, value, takenAt, slot: "" })),
  );
  const account = await drained(scratch, "telemetry");
  expect(account).toMatchObject({ delivered: 11, quarantined: 0, balanced: true });
  const rows = await influx.query(
    `SELECT value, integer, text, flag, unit FROM reading WHERE channel = 'exact, a=b c'`,
  );
  expect(rows.map(({ time }) => time)).toEqual(
    Array.from({ length: 11 }, (_, index) => `${takenAt}${String(index + 1).padStart(3, "0")}`),
  );
  expect(rows.slice(0, 4).map(({ value }) => Number(value))).toEqual(values.slice(0, 4));
  expect(rows.slice(4, 6).map(({ integer }) => integer)).toEqual(values.slice(4).map(String));
  expect(rows.slice(6, 10).map(({ text }) => text)).toEqual(texts);
  expect(rows[10]).toMatchObject({ flag: "true", unit: "V" });
});

test("a run is one run point and one measurement point for each measurement", async () => {
  await using scratch = await openScratchLedger();
  await using _delivery = await startDelivery(scratch.ledger, broker.url, { sinks: ["influxdb"] });
  await using _historian = startHistorian(scratch.ledger, broker.url, v1());
  const base = finishedRun("two-tries").measurements[0];
  if (base === undefined) throw new Error("the fixture has no measurement");
  const big = { ...base, id: "count", value: "9007199254740993", integer: true };
  const measurements = [{ ...base, value: 3.1 }, { ...base, attempt: 2, value: 3.2 }, big];
  await scratch.appendRuns(["two-tries"], { measurements, orderId: "PO 7", slot: "A" });
  expect(await drained(scratch, "ledger")).toMatchObject({ delivered: 1, balanced: true });
  const where = `WHERE run = 'two-tries'`;
  const points = await influx.query(
    `SELECT value, integer, attempt, slot FROM "measurement" ${where}`,
  );
  expect(points.map(({ value, integer, attempt }) => [value, integer, attempt])).toEqual([
    ["3.1", "", "1"],
    ["3.2", "", "2"],
    ["", "9007199254740993", "1"],
  ]);
  const [run, ...others] = await influx.query(
    `SELECT serial_number, "order", outcome, product, seq FROM run ${where}`,
  );
  expect(others).toEqual([]);
  expect(run).toMatchObject({
    serial_number: "SN-two-tries",
    order: "PO 7",
    outcome: "pass",
    product: "PN-1",
    seq: "1",
  });
});

test("what is no number for the database is kept as a word, and only what has no exact form is held", async () => {
  await using scratch = await openScratchLedger();
  await using _delivery = await startDelivery(scratch.ledger, broker.url, { sinks: ["influxdb"] });
  await using _historian = startHistorian(scratch.ledger, broker.url, v1());
  const values = [1, Number.NaN, Number.POSITIVE_INFINITY, -1 / 0, 2n ** 64n, 2];
  await scratch.appendReadings(values.map((value) => ({ value, channel: "words" })));
  expect(await drained(scratch, "telemetry")).toMatchObject({
    delivered: 5,
    quarantined: 1,
    balanced: true,
  });
  const rows = await influx.query(`SELECT value, non_finite FROM reading WHERE channel = 'words'`);
  expect(rows.map((row) => [row.value, row.non_finite])).toEqual([
    ...[
      ["1", ""],
      ["", "NaN"],
      ["", "Infinity"],
      ["", "-Infinity"],
    ],
    ["2", ""],
  ]);
});

test("a database without its bucket pauses delivery with the remedy; making it drains all", async () => {
  await using scratch = await openScratchLedger();
  await using delivery = await startDelivery(scratch.ledger, broker.url, { sinks: ["influxdb"] });
  await using _historian = startHistorian(scratch.ledger, broker.url, { ...v1(), bucket: "later" });
  await scratch.appendReadings([{ value: 1 }, { value: 2 }]);
  const paused = await until(
    () => {
      const view = sinkView(delivery, "influxdb");
      return view.state === "paused" && view;
    },
    { what: "the sink is paused" },
  );
  expect(paused.fault).toMatchObject({ code: "influxdb.not-found" });
  expect(paused.fault?.remedy).toContain("bucket");
  expect(await scratch.account("influxdb", "telemetry")).toMatchObject({ pending: 2 });
  await influx.execute(`CREATE DATABASE "later"`);
  expect(await drained(scratch, "telemetry")).toMatchObject({ delivered: 2, quarantined: 0 });
  await until(() => sinkView(delivery, "influxdb").state === "connected");
});
