/** Composition of the way out: broker, historian, delivery. */
import { sinkDesk, stationsOf } from "./composition/desk.ts";
import { externalBroker, readCommandSecret } from "./composition/secrets.ts";
import { readSecret } from "./config/read-secret.ts";
import type { Config, InfluxConfig } from "./config/schema.ts";
import type {
  CommandAction,
  CommandName,
  CommandSettings,
} from "./delivery/commands/command-desk.ts";
import { openDelivery } from "./delivery/delivery.ts";
import type { BrokerSettings } from "./delivery/mqtt-link.ts";
import { openBdSeq } from "./delivery/sparkplug/bd-seq.ts";
import type { SparkplugSettings } from "./delivery/sparkplug/sparkplug-session.ts";
import type { InfluxSettings } from "./historian/influx-writer.ts";
import { Refusal } from "./ledger/contract.ts";
import type { GatewayLedger, Meeting, Opening } from "./opening.ts";
import { wait } from "./platform/wait.ts";
import type { SinkDesk } from "./records/quarantine/routes.ts";
import type { RunDetail, SinkView } from "./records/views.ts";

export interface Sinks {
  /** As they stand now. */
  views(): SinkView[];
  /** What became of one position of the ledger at each sink. */
  deliveryOf(seq: number): Promise<RunDetail["delivery"]>;
  /** What sinks would be sent, for whoever looks into the quarantine. */
  readonly desk: SinkDesk;
}

/** Opens them onto the stack. A broker or database that is down is a state, not an error. */
export async function openSinks(
  opening: Opening,
  ledger: GatewayLedger,
  onChange: () => void,
): Promise<Sinks> {
  const { config, clock, log, stack } = opening;
  const { gatewayId } = ledger.info;
  const broker = await openBroker(opening, gatewayId);
  const commands = commandSettings(opening);
  const sparkplug = sparkplugSettings(opening);
  const shared = { clock, wait, random: Math.random, log, onChange };
  if (config.influxdb?.historian === "in-gateway") {
    // Late, as the embedded broker below: who has none of them does not carry their packages.
    const { openHistorian } = await import("./historian/historian.ts");
    const historian = openHistorian({
      ...shared,
      broker: { ...broker, clientId: `${broker.clientId}-historian` },
      gatewayId,
      influx: influxSettings(config.influxdb),
      ...(config.influxdb.share === undefined ? {} : { share: config.influxdb.share }),
    });
    stack.use(historian);
    historian.ended.catch(opening.fail);
  }
  const delivery = await openDelivery({
    ...shared,
    ledger,
    broker,
    site: config.site,
    topics: config.mqtt.topics,
    stations: stationsOf(config),
    sinks: { ...sinkSettings(config), ...(sparkplug === undefined ? {} : { sparkplug }) },
    live: config.mqtt.live,
    ...(commands === undefined ? {} : { commands }),
    // While tables are rebuilt nothing is asked: a later turn publishes it.
    checkpoint: async () =>
      ledger.projectionState().ready ? (await ledger.ask("log.checkpoint", null))?.note : undefined,
  });
  opening.meeting.onRigLost = (rig) => delivery.rigLost(rig);
  opening.meeting.say = (topic, payload) => delivery.say({ topic, payload, retain: true });
  opening.meeting.onDurable = (readings) => delivery.offerLive(readings);
  stack.use(delivery);
  delivery.ended.catch(opening.fail);
  return {
    views: () => delivery.sinkViews(),
    deliveryOf: async (seq) => [...(await ledger.fates("ledger", seq))],
    desk: sinkDesk(config, ({ sink, ...place }) => delivery.messagesOf(sink, place)),
  };
}

/** Undefined where nobody may ask for anything. */
function commandSettings({ config, meeting }: Opening): CommandSettings | undefined {
  const { commands } = config.mqtt;
  if (commands === undefined) return undefined;
  const { secretFile, allow, toleranceSeconds } = commands;
  const secret = readCommandSecret(secretFile);
  // Read when it is asked for: the station opens after the sinks.
  const actions = Object.fromEntries(
    allow.map((name): [CommandName, CommandAction] => [name, (input) => act(meeting, name, input)]),
  );
  return { secret, toleranceMs: toleranceSeconds * 1_000, actions };
}

function act({ actions }: Meeting, name: CommandName, input: unknown): ReturnType<CommandAction> {
  const action = actions[name];
  if (action === undefined) throw new Refusal("gateway.not-ready", "The gateway is starting.");
  return action(input);
}

/** With the token read from its file; throws where that can not be read. */
export function influxSettings({ tokenFile, ...settings }: InfluxConfig): InfluxSettings {
  return tokenFile === undefined ? settings : { ...settings, token: readSecret(tokenFile) };
}

function sparkplugSettings({ config, dataDirectory }: Opening): SparkplugSettings | undefined {
  const { sparkplug, site } = config;
  if (sparkplug === undefined) return undefined;
  const { groupId, edgeNodeId = site.line, startsAt, primaryHost } = sparkplug;
  return {
    ...{ groupId, edgeNodeId, startsAt, nextBdSeq: openBdSeq(dataDirectory) },
    ...(primaryHost === undefined ? {} : { primaryHost }),
  };
}

function sinkSettings({ mqtt, influxdb }: Config) {
  if (influxdb === undefined) return { mqtt };
  const { url, bucket, startsAt } = influxdb;
  return { mqtt, influxdb: { target: `${url} · ${bucket}`, startsAt } };
}

async function openBroker(opening: Opening, gatewayId: string): Promise<BrokerSettings> {
  const { broker } = opening.config;
  const clientId = `rigline-${gatewayId}`;
  if (broker.kind === "embedded") {
    const { host, port } = broker;
    const { log, demo, stack, out } = opening;
    const { openEmbeddedBroker } = await import("./delivery/embedded-broker.ts");
    const embedded = await openEmbeddedBroker({ host, port, log, fallbackToFree: demo });
    stack.use(embedded);
    out(`  broker     ${embedded.url} (embedded)`);
    return { url: embedded.url, clientId };
  }
  return brokerSettings(broker, clientId);
}

/** As the configuration has it; of the embedded broker what another process connects to. */
export function brokerSettings(broker: Config["broker"], clientId: string): BrokerSettings {
  if (broker.kind === "embedded") {
    const host = broker.host.includes(":") ? `[${broker.host}]` : broker.host;
    return { url: `mqtt://${host}:${broker.port}`, clientId };
  }
  return { clientId, ...externalBroker(broker) };
}
