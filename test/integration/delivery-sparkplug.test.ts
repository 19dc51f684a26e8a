import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openBdSeq } from "../../gateway/delivery/sparkplug/bd-seq.ts";
import { openScratchLedger } from "../support/append-ledger/open.ts";
import { sinkView, startDelivery } from "../support/delivery-parts.ts";
import { type Mosquitto, startMosquitto } from "../support/mosquitto.ts";
import { openSparkplugHost, type Seen } from "../support/sparkplug-host.ts";
import { until } from "../support/until.ts";

let broker: Mosquitto;
let directory: string;

beforeEach(async () => {
  broker = await startMosquitto();
  directory = await mkdtemp(join(tmpdir(), "rigline-test-sparkplug-"));
});
afterEach(async () => {
  await broker[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const patient = { deadlineMs: 20_000 };
const group = "north";

function settings(primaryHost?: string) {
  return {
    ...{ groupId: group, edgeNodeId: "line-1", startsAt: "beginning" as const },
    nextBdSeq: openBdSeq(directory),
    ...(primaryHost === undefined ? {} : { primaryHost }),
  };
}

const bdSeqOf = (message: Seen | undefined) =>
  Number(message?.metrics.find(({ name }) => name === "bdSeq")?.longValue);

/** From a birth on, each is one more than the last, and 0 comes after 255. */
function expectSequence(messages: readonly Seen[]): void {
  let next = 0;
  for (const { type, seq } of messages) {
    if (type === "NDEATH") continue;
    if (type === "NBIRTH") next = 0;
    expect(seq).toBe(next);
    next = (next + 1) % 256;
  }
}

/** Values by metric name, in the order of arrival, with births and aliases resolved. */
function valuesIn(messages: readonly Seen[], name: string) {
  let alias: string | undefined;
  const values: (number | undefined)[] = [];
  for (const { type, metrics } of messages) {
    if (type === "DBIRTH") alias = metrics.find((metric) => metric.name === name)?.alias;
    if (type !== "DDATA") continue;
    const own = metrics.filter((metric) => metric.alias === alias);
    values.push(...own.map(({ doubleValue }) => doubleValue));
  }
  return values;
}

test("births come first, data by alias, and every number counts one up", async () => {
  await using host = await openSparkplugHost(broker.url, group);
  await using scratch = await openScratchLedger();
  await using _delivery = await startDelivery(scratch.ledger, broker.url, {
    sparkplug: settings(),
  });
  await until(() => host.ofType("NBIRTH").length === 1, patient);
  for (let value = 0; value < 3; value += 1) {
    await scratch.appendReadings([{ value }, { rig: "rig-2", channel: "icc", value: 10 + value }]);
    await until(() => host.ofType("DDATA").length === 2 * (value + 1), patient);
  }
  expect(host.seen.slice(0, 5).map(({ topic }) => topic.replace("spBv1.0/north/", ""))).toEqual([
    "NBIRTH/line-1",
    ...["DBIRTH/line-1/rig-1", "DDATA/line-1/rig-1", "DBIRTH/line-1/rig-2", "DDATA/line-1/rig-2"],
  ]);
  expectSequence(host.seen);
  expect(
    valuesIn(
      host.seen.filter(({ topic }) => topic.endsWith("rig-1")),
      "vcc",
    ),
  ).toEqual([0, 1, 2]);
  const [birth] = host.ofType("DBIRTH");
  expect(birth?.metrics[0]).toMatchObject({ name: "vcc", datatype: 10, doubleValue: 0 });
  await until(async () => (await scratch.account("sparkplug", "telemetry")).delivered === 6);
});

test("a killed broker: bdSeq counts on, births anew, and what was stored meanwhile is historical", async () => {
  await using scratch = await openScratchLedger();
  await using _delivery = await startDelivery(scratch.ledger, broker.url, {
    sparkplug: settings(),
  });
  await scratch.appendReadings([{ value: 1 }]);
  await until(
    async () => (await scratch.account("sparkplug", "telemetry")).delivered === 1,
    patient,
  );
  await broker.stop("SIGKILL");
  const takenAt = Date.now() * 1_000 - 60_000_000;
  await scratch.appendReadings(Array.from({ length: 500 }, (_, value) => ({ value, takenAt })));
  await broker.start();
  await using host = await openSparkplugHost(broker.url, group);
  await until(async () => (await scratch.account("sparkplug", "telemetry")).pending === 0, {
    deadlineMs: 25_000,
  });
  await host.rebirth("line-1");
  await until(() => host.ofType("NBIRTH").length > 0, patient);
  expect(bdSeqOf(host.ofType("NBIRTH").at(-1))).toBeGreaterThanOrEqual(1);
  expect(await scratch.account("sparkplug", "telemetry")).toMatchObject({
    ...{ delivered: 501, balanced: true },
  });
  const data = host.ofType("DDATA").flatMap(({ metrics }) => metrics);
  expect(data.every(({ isHistorical }) => isHistorical === true)).toBe(true);
});

test("bdSeq is one more with every connection, through restarts, and the same in death and birth", async () => {
  await using host = await openSparkplugHost(broker.url, group);
  await using scratch = await openScratchLedger();
  for (let round = 0; round < 3; round += 1) {
    {
      await using _delivery = await startDelivery(scratch.ledger, broker.url, {
        sparkplug: settings(),
      });
      await until(() => host.ofType("NBIRTH").length === round + 1, patient);
    }
    await until(() => host.ofType("NDEATH").length === round + 1, patient);
  }
  expect(host.ofType("NBIRTH").map(bdSeqOf)).toEqual([0, 1, 2]);
  expect(host.ofType("NDEATH").map(bdSeqOf)).toEqual([0, 1, 2]);
});

test("a rebirth keeps bdSeq and begins at 0; a host that asks without end gets one, not hundreds", async () => {
  await using host = await openSparkplugHost(broker.url, group);
  await using scratch = await openScratchLedger();
  await using _delivery = await startDelivery(scratch.ledger, broker.url, {
    sparkplug: settings(),
  });
  await scratch.appendReadings([{ value: 1 }]);
  await until(() => host.ofType("DDATA").length === 1, patient);
  await Promise.all(Array.from({ length: 200 }, () => host.rebirth("line-1")));
  await until(() => host.ofType("NBIRTH").length >= 2, patient);
  await scratch.appendReadings([{ value: 2 }]);
  await until(() => host.ofType("DDATA").length === 2, patient);
  expectSequence(host.seen);
  expect(new Set(host.ofType("NBIRTH").map(bdSeqOf))).toEqual(new Set([0]));
  expect(host.ofType("NBIRTH").length).toBeLessThan(20);
  expect(host.ofType("DBIRTH").length).toBe(host.ofType("NBIRTH").length);
});

test("nothing is born while the primary host is away; its late will of an earlier life changes nothing", async () => {
  await using host = await openSparkplugHost(broker.url, group);
  await using scratch = await openScratchLedger();
  await host.state("scada", false, 100);
  await using delivery = await startDelivery(scratch.ledger, broker.url, {
    sparkplug: settings("scada"),
  });
  await scratch.appendReadings([{ value: 1 }]);
  const fault = await until(() => sinkView(delivery, "sparkplug").fault, patient);
  expect(fault).toMatchObject({ code: "host.away" });
  expect(host.seen).toEqual([]);
  await host.state("scada", true, 200);
  await until(() => host.ofType("DDATA").length === 1, patient);
  await host.state("scada", false, 150);
  // Long enough for a death: each of them waits for a turn of the sink.
  for (let value = 2; value <= 6; value += 1) {
    await scratch.appendReadings([{ value }]);
    await until(() => host.ofType("DDATA").length === value, patient);
  }
  expect(host.ofType("NDEATH")).toEqual([]);
  await host.state("scada", false, 300);
  await until(() => host.ofType("NDEATH").length === 1, patient);
  await scratch.appendReadings([{ value: 7 }]);
  await host.state("scada", true, 400);
  await until(() => host.ofType("DDATA").length === 7, patient);
  expect(host.ofType("NBIRTH").map(bdSeqOf)).toEqual([0, 1]);
  expect(valuesIn(host.seen, "vcc")).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test("a rig that is gone is told dead, and born again with its next value", async () => {
  await using host = await openSparkplugHost(broker.url, group);
  await using scratch = await openScratchLedger();
  await using delivery = await startDelivery(scratch.ledger, broker.url, { sparkplug: settings() });
  await scratch.appendReadings([{ value: 1 }]);
  await until(() => host.ofType("DDATA").length === 1, patient);
  delivery.rigLost("rig-1");
  delivery.rigLost("rig-1");
  await until(() => host.ofType("DDEATH").length === 1, patient);
  await scratch.appendReadings([{ value: 2 }]);
  await until(() => host.ofType("DDATA").length === 2, patient);
  expect(host.seen.map(({ type }) => type)).toEqual([
    ...["NBIRTH", "DBIRTH", "DDATA", "DDEATH", "DBIRTH", "DDATA"],
  ]);
  expectSequence(host.seen);
});
