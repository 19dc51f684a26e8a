/**
 * The way into the database. Writing: ours and the official client's WriteApi, from the same feed
 * messages into the same InfluxDB 1.6, in turns. Catching up: stored readings through ledger,
 * broker and historian while live ones go on.
 */
import { InfluxDB, Point } from "@influxdata/influxdb-client";
import { openEmbeddedBroker } from "../../gateway/delivery/embedded-broker.ts";
import { decodeFeed, encodeReading, type WireReading } from "../../gateway/delivery/feed.ts";
import { writeLines } from "../../gateway/historian/batch-writer.ts";
import { openInfluxWriter } from "../../gateway/historian/influx-writer.ts";
import { linesOf } from "../../gateway/historian/points.ts";
import { decideOnAnswer } from "../../gateway/historian/write-decision.ts";
import { openScratchLedger, silentLog, testClock } from "../support/append-ledger/open.ts";
import { startDelivery, startHistorian, wait } from "../support/delivery-parts.ts";
import { openStandIn } from "../support/influx-stand-in.ts";
import { type InfluxServer, startInfluxdb } from "../support/influxdb.ts";
import { until } from "../support/until.ts";
import type { BenchResult } from "./result.ts";

const READINGS = 50_000;
const PER_MESSAGE = 1_000;
const BATCH_LINES = 5_000;
const ROUNDS = 3;
const TAKEN_PER_SECOND = 1_000;

/** 100,000 stored readings, or a million. */
export async function benchHistorian(full: boolean): Promise<BenchResult> {
  const written = await benchWriting();
  const caughtUp = await benchCatchUp(full ? 1_000_000 : 100_000);
  return {
    name: "historian",
    figures: { ...written, ...caughtUp },
    goals: {
      writeRatio: { atLeast: 1 },
      lost: { atMost: 0 },
      catchUpTimesTaken: { atLeast: 20 },
      liveLateP99Ms: { atMost: 250 },
    },
  };
}

async function benchWriting(): Promise<Record<string, number>> {
  await using influx = await startInfluxdb("rigline");
  const messages = feedMessages();
  const rates = { own: [] as number[], client: [] as number[] };
  let lost = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const kind of ["own", "client"] as const) {
      const bucket = `${kind}_${round}`;
      await influx.execute(`CREATE DATABASE "${bucket}"`);
      const startedMs = performance.now();
      await (kind === "own" ? writeOurs : writeByClient)(influx.url, bucket, messages);
      // The client's `close()` does not wait for batches that went out by being full: ours has its
      // verdicts here, of the client's only the database can tell.
      if (kind === "client") await arrived(influx, bucket);
      rates[kind].push((READINGS / (performance.now() - startedMs)) * 1_000);
      if (kind === "own") lost += READINGS - (await countPoints(influx, bucket));
    }
  }
  const [own, client] = [median(rates.own), median(rates.client)];
  return { writeOwnPerSecond: own, writeClientPerSecond: client, writeRatio: own / client, lost };
}

async function arrived(influx: InfluxServer, bucket: string): Promise<void> {
  await until(async () => (await countPoints(influx, bucket)) === READINGS, {
    ...{ deadlineMs: 60_000, everyMs: 20, what: "the client's points are all there" },
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

function feedMessages(): string[] {
  const head = {
    ...{ schema: "rigline.feed/1", logId: "log", gatewayId: "gw", stream: "telemetry" },
    ...{ historical: false, site: "north", line: "line-1", stations: { "rig-1": "fct-1" } },
  };
  return Array.from({ length: READINGS / PER_MESSAGE }, (_, index) => {
    const from = 1 + index * PER_MESSAGE;
    const readings = Array.from({ length: PER_MESSAGE }, (_none, at) => reading(from + at));
    return JSON.stringify({ ...head, from, to: from + PER_MESSAGE, readings });
  });
}

function reading(ordinal: number): WireReading {
  const takenAt = 1_795_000_000_000_000 + ordinal * 1_000;
  const common = { rig: "rig-1", unit: "V", quality: "good" } as const;
  const value = Math.sin(ordinal) * 24;
  return encodeReading({ ...common, ordinal, channel: `channel-${ordinal % 10}`, value, takenAt });
}

async function writeOurs(url: string, bucket: string, messages: readonly string[]): Promise<void> {
  const settings = { org: "", api: "v1", precision: "ns", batchLines: BATCH_LINES } as const;
  using writer = openInfluxWriter({ url, bucket, ...settings });
  const signal = AbortSignal.timeout(120_000);
  for (let at = 0; at < messages.length; at += BATCH_LINES / PER_MESSAGE) {
    const lines = messages.slice(at, at + BATCH_LINES / PER_MESSAGE).flatMap((payload) => {
      const decoded = decodeFeed(Buffer.from(payload));
      if (!("message" in decoded)) throw new Error(decoded.problem);
      return linesOf(decoded.message, "ns").flatMap((position) => position.lines);
    });
    await writeLines(
      lines,
      {
        write: async (some) => decideOnAnswer(await writer.write(some, signal), 0),
        probe: () => "historian alive=true 1",
        ...{ wait, random: Math.random, onPause: () => undefined },
      },
      signal,
    );
  }
}

/** As its documentation shows it, with its defaults; the v1 path is ours. */
async function writeByClient(
  url: string,
  bucket: string,
  messages: readonly string[],
): Promise<void> {
  const api = new InfluxDB({ url }).getWriteApi("", bucket, "ns");
  api.path = `/write?db=${bucket}&precision=ns`;
  for (const payload of messages) {
    const { readings } = JSON.parse(payload) as { readings: readonly WireReading[] };
    for (const one of readings) {
      const point = new Point("reading")
        .tag("site", "north")
        .tag("line", "line-1")
        .tag("station", "fct-1")
        .tag("rig", one.rig)
        .tag("channel", one.channel)
        .floatField("value", one.value)
        .stringField("unit", one.unit)
        .stringField("quality", one.quality)
        .timestamp(`${one.takenAt}${String(one.ordinal % 1_000).padStart(3, "0")}`);
      api.writePoint(point);
    }
    await api.flush();
  }
  await api.close();
}

async function countPoints(influx: InfluxServer, bucket: string): Promise<number> {
  const parameters = new URLSearchParams({ db: bucket, q: 'SELECT count(quality) FROM "reading"' });
  const response = await fetch(`${influx.url}/query?${parameters}`);
  const { results } = (await response.json()) as {
    results: [{ series?: [{ values: [[string, number]] }] }];
  };
  return results[0].series?.[0].values[0][1] ?? 0;
}

/** Taken at 1,000/s some time ago, while 1,000/s more are being taken. */
async function benchCatchUp(count: number): Promise<Record<string, number>> {
  const lateMs: number[] = [];
  let stored = 0;
  await using database = await openStandIn((lines) => {
    const now = testClock.now().utcUs;
    for (const line of lines) {
      const live = /channel=live.* (\d{16})\d{3}$/.exec(line)?.[1];
      if (live !== undefined) lateMs.push((now - Number(live)) / 1_000);
    }
    stored += lines.length;
    return { status: 204, stores: [] };
  });
  await using broker = await openEmbeddedBroker({ host: "127.0.0.1", port: 0, log: silentLog });
  await using scratch = await openScratchLedger();
  await fill(scratch, count);
  await using _historian = startHistorian(scratch.ledger, broker.url, { url: database.url });
  await using _delivery = await startDelivery(scratch.ledger, broker.url, { sinks: ["influxdb"] });
  // What was taken before the link stood is history as well: live is what is taken from here on.
  const before = await until(
    async () => {
      const { delivered } = await scratch.account("influxdb", "telemetry");
      return delivered > 0 && delivered;
    },
    { deadlineMs: 60_000, everyMs: 10, what: "the first receipt" },
  );
  const startedMs = performance.now();
  const done = new AbortController();
  const living = live(scratch, done.signal);
  const account = await until(
    async () => {
      const now = await scratch.account("influxdb", "telemetry");
      return now.delivered >= count && now;
    },
    { deadlineMs: 1_200_000, everyMs: 300, what: "every stored reading has its receipt" },
  );
  const tookMs = performance.now() - startedMs;
  done.abort();
  await living;
  lateMs.sort((left, right) => left - right);
  return {
    stored: count,
    catchUpPerSecond: ((account.delivered - before) / tookMs) * 1_000,
    catchUpTimesTaken: (count - before) / TAKEN_PER_SECOND / (tookMs / 1_000),
    liveLateP50Ms: lateMs[Math.floor(lateMs.length / 2)] ?? Number.NaN,
    liveLateP99Ms: lateMs[Math.floor(lateMs.length * 0.99)] ?? Number.NaN,
    quarantined: account.quarantined,
    writtenAgain: stored - account.delivered,
  };
}

type Scratch = Awaited<ReturnType<typeof openScratchLedger>>;

async function fill({ ledger }: Scratch, count: number): Promise<void> {
  const startUs = testClock.now().utcUs - (count / TAKEN_PER_SECOND) * 1e6 - 60e6;
  const common = { rig: "rig-1", channel: "stored", unit: "V", quality: "good" } as const;
  for (let from = 0; from < count; from += 10_000) {
    await ledger.appendReadings(
      Array.from({ length: 10_000 }, (_, at) => ({
        ...{ ...common, value: from + at },
        takenAt: Math.round(startUs + ((from + at) / TAKEN_PER_SECOND) * 1e6),
      })),
    );
  }
}

async function live({ ledger }: Scratch, signal: AbortSignal): Promise<void> {
  const common = { rig: "rig-1", channel: "live", unit: "V", quality: "good" } as const;
  const everyMs = 50;
  while (!signal.aborted) {
    const { utcUs } = testClock.now();
    await ledger.appendReadings(
      Array.from({ length: (TAKEN_PER_SECOND * everyMs) / 1_000 }, (_, at) => ({
        ...{ ...common, value: at, takenAt: Math.round(utcUs) + at },
      })),
    );
    await wait(everyMs, signal);
  }
}
