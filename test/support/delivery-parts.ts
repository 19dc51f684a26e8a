/** Delivery and historian as the gateway composes them, for tests. */
import { setTimeout as delay } from "node:timers/promises";
import type { Wait } from "../../gateway/delivery/broker-session.ts";
import type { CommandSettings } from "../../gateway/delivery/commands/command-desk.ts";
import { type Delivery, openDelivery } from "../../gateway/delivery/delivery.ts";
import type { BrokerSettings } from "../../gateway/delivery/mqtt-link.ts";
import type { SparkplugSettings } from "../../gateway/delivery/sparkplug/sparkplug-session.ts";
import { DEFAULT_TOPICS } from "../../gateway/domain/topic/topic-template.ts";
import { type Historian, openHistorian } from "../../gateway/historian/historian.ts";
import type { InfluxSettings } from "../../gateway/historian/influx-writer.ts";
import type { SinkView } from "../../gateway/records/views.ts";
import { type AppendLedger, silentLog, testClock } from "./append-ledger/open.ts";

/** The timer of the gateway itself. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

const shared = { clock: testClock, random: Math.random, log: silentLog };
const site = { enterprise: "acme", name: "north", area: "final", line: "line-1" };

export interface DeliveryChanges {
  readonly window?: number;
  readonly sinks?: ("mqtt" | "influxdb")[];
  readonly commands?: CommandSettings;
  /** The gateway's own where absent. */
  readonly wait?: Wait;
  readonly sparkplug?: SparkplugSettings;
  readonly checkpoint?: () => Promise<string | undefined>;
}

/** With the site `acme/north/final/line-1`; the caller disposes. */
export function startDelivery(
  ledger: AppendLedger,
  broker: string | BrokerSettings,
  {
    window = 100,
    sinks = ["mqtt"],
    commands,
    checkpoint,
    sparkplug,
    wait: pause = wait,
  }: DeliveryChanges = {},
): Promise<Delivery> {
  const startsAt = "beginning";
  return openDelivery({
    ...shared,
    wait: pause,
    ledger,
    broker: typeof broker === "string" ? { url: broker, clientId: "gateway-under-test" } : broker,
    site,
    topics: DEFAULT_TOPICS,
    live: true,
    checkpoint: checkpoint ?? (async () => undefined),
    ...(commands === undefined ? {} : { commands }),
    stations: { "rig-1": "fct-1" },
    sinks: {
      ...(sinks.includes("mqtt")
        ? { mqtt: { results: true, telemetry: true, window, startsAt } }
        : {}),
      ...(sparkplug === undefined ? {} : { sparkplug }),
      ...(sinks.includes("influxdb")
        ? { influxdb: { target: "http://127.0.0.1 · rigline", startsAt } }
        : {}),
    },
    onChange: () => undefined,
  });
}

export interface HistorianChanges {
  readonly share?: string;
  readonly clientId?: string;
}

/** Writes to bucket `rigline` unless told otherwise; the caller disposes. */
export function startHistorian(
  ledger: AppendLedger,
  brokerUrl: string,
  options: Partial<InfluxSettings> & HistorianChanges & { readonly url: string },
): Historian {
  const { share, clientId = "historian-under-test", ...influx } = options;
  return openHistorian({
    ...shared,
    wait,
    broker: { url: brokerUrl, clientId },
    gatewayId: ledger.info.gatewayId,
    ...(share === undefined ? {} : { share }),
    influx: {
      org: "rigline",
      bucket: "rigline",
      api: "v2",
      precision: "ns",
      batchLines: 5_000,
      ...influx,
    },
    onChange: () => undefined,
  });
}

/** The view of one sink; throws where there is none of that name. */
export function sinkView(delivery: Delivery, name: string): SinkView {
  const view = delivery.sinkViews().find((sink) => sink.name === name);
  if (view === undefined) throw new Error(`no sink ${name}`);
  return view;
}
