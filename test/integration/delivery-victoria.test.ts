import { expect, test } from "vitest";
import { reconcile } from "../../gateway/compose-reconcile.ts";
import { configSchema } from "../../gateway/config/schema.ts";
import { openEmbeddedBroker } from "../../gateway/delivery/embedded-broker.ts";
import { openScratchLedger, silentLog, testClock } from "../support/append-ledger/open.ts";
import { startDelivery, startHistorian } from "../support/delivery-parts.ts";
import { until } from "../support/until.ts";
import { startVictoriaMetrics } from "../support/victoria-metrics.ts";

test("CR-10: v2 writes arrive unchanged in VictoriaMetrics, and reconcile finds them there", async () => {
  await using database = await startVictoriaMetrics();
  await using broker = await openEmbeddedBroker({ host: "127.0.0.1", port: 0, log: silentLog });
  await using scratch = await openScratchLedger();
  await using _delivery = await startDelivery(scratch.ledger, broker.url, { sinks: ["influxdb"] });
  await using _historian = startHistorian(scratch.ledger, broker.url, { url: database.url });
  const takenAt = Math.trunc(testClock.now().utcUs / 1_000_000) * 1_000_000;
  const readings = Array.from({ length: 2_500 }, (_, index) => ({
    value: index / 8,
    takenAt: takenAt + index * 1_000,
  }));
  await scratch.appendReadings(readings);
  await until(async () => (await scratch.account("influxdb", "telemetry")).delivered === 2_500, {
    deadlineMs: 20_000,
    what: "every reading has its receipt",
  });
  const series = await until(
    async () => {
      const found = await database.exported("reading_value");
      return found[0]?.values.length === 2_500 && found;
    },
    { deadlineMs: 10_000, what: "VictoriaMetrics gives back every reading" },
  );
  expect(series).toHaveLength(1);
  expect(series[0]?.metric).toMatchObject({ site: "north", station: "fct-1", channel: "vcc" });
  expect(series[0]?.values).toEqual(readings.map(({ value }) => value));
  expect(series[0]?.timestamps).toEqual(readings.map(({ takenAt: us }) => us / 1_000));
  const config = configSchema.parse({
    site: { enterprise: "acme", name: "north", area: "final", line: "line-1" },
    ...{ ports: {}, rigs: {}, influxdb: { url: database.url, bucket: "rigline" } },
  });
  const { influxdb } = config;
  if (influxdb === undefined) throw new Error("no influxdb");
  const dataDirectory = scratch.ledger.info.directory;
  const result = await reconcile({ config, influxdb, dataDirectory, onProgress: () => undefined });
  expect(result).toMatchObject({ database: "victoria-metrics", isExact: false });
  expect(result.days.map(({ kind }) => kind)).not.toContain("missing");
  expect(result.days.reduce((sum, { least }) => sum + least, 0)).toBe(2_500);
});
