/**
 * Delivery: one connection to the broker, and a pump for each sink that moves its debt over it.
 * Everything that is not settled in the ledger is sent again, so each record takes effect at least
 * once; consumers take it once by its position (`logId` + `seq` or ordinal).
 */
import type { Clock, Log } from "../../drivers/contract.ts";
import type { TopicTemplates } from "../domain/topic/topic-template.ts";
import type { Account } from "../ledger/contract.ts";
import type { SinkView } from "../records/views.ts";
import type { Reading } from "../telemetry/contract.ts";
import { Surroundings } from "./announce/surroundings.ts";
import { FIRST_STATE, runBrokerSession, type SessionState, type Wait } from "./broker-session.ts";
import type { CommandSettings } from "./commands/command-desk.ts";
import { DeliveryError } from "./delivery-error.ts";
import { decodeAnswer, LISTENING_SCHEMA } from "./feed.ts";
import { messagesOf, type Place } from "./messages-of.ts";
import {
  type BrokerSettings,
  type MqttLink,
  type OutgoingMessage,
  openMqttLink,
} from "./mqtt-link.ts";
import { receiptTopic, type SiteAddress, type Speaker, stateMessage } from "./payloads.ts";
import type { DeliveryLedger } from "./settle-queue.ts";
import { SinkPump } from "./sink-pump.ts";
import { sinkView } from "./sink-view.ts";
import {
  type InfluxSinkSettings,
  influxRoute,
  type MqttSinkSettings,
  mqttRoute,
  type SinkRoute,
  sparkplugRoute,
} from "./sinks.ts";
import { SparkplugSession, type SparkplugSettings } from "./sparkplug/sparkplug-session.ts";

export interface DeliveryOptions {
  readonly ledger: DeliveryLedger;
  readonly broker: BrokerSettings;
  readonly site: SiteAddress;
  readonly topics: TopicTemplates;
  /** Station of each rig, by name. */
  readonly stations: Readonly<Record<string, string>>;
  /** A sink that is absent is not declared; what it owed earlier stays owed. */
  readonly sinks: {
    readonly mqtt?: MqttSinkSettings;
    readonly influxdb?: InfluxSinkSettings;
    readonly sparkplug?: SparkplugSettings;
  };
  /** Whether the latest values are published. */
  readonly live: boolean;
  /** Absent: nobody may ask for anything by MQTT. */
  readonly commands?: CommandSettings;
  /** The newest signed checkpoint of the ledger as its text; undefined before the first. */
  readonly checkpoint: () => Promise<string | undefined>;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly random: () => number;
  readonly log: Log;
  /** `sinkViews()` has news. Must return at once. */
  readonly onChange: () => void;
}

export interface Delivery extends AsyncDisposable {
  /** State and account of each sink, at most some 600 ms old. */
  sinkViews(): SinkView[];
  /** What the sink would be sent for one position; none where it is not routed or unknown. */
  messagesOf(sink: string, place: Place): Promise<readonly OutgoingMessage[]>;
  /** Durable readings, for those who look at the latest value of each channel. Returns at once. */
  offerLive(readings: readonly Reading[]): void;
  /** Sends one message beside the account. Throws DeliveryError where no broker is connected. */
  say(message: OutgoingMessage): Promise<void>;
  /** The rig's own connection is gone. Returns at once. */
  rigLost(rig: string): void;
  /** Rejects when something unexpected ended delivery; resolves after disposal. */
  readonly ended: Promise<void>;
}

/** How long telemetry waits for company: each message costs a settlement and its sync. */
const TICK_MS = 100;
const TICKS_PER_CHECK = 3;
const TICKS_PER_ACCOUNT = 6;

/** Declares the sinks and starts. A broker that is down is a state, not an error. */
export async function openDelivery(options: DeliveryOptions): Promise<Delivery> {
  const { ledger, sinks, broker } = options;
  const { logId, gatewayId } = ledger.info;
  const { site, topics, stations } = options;
  const speaker: Speaker = { logId, gatewayId, site, topics, stations };
  const routes: SinkRoute[] = [
    ...(sinks.mqtt === undefined ? [] : [mqttRoute(speaker, sinks.mqtt, broker.url)]),
    ...(sinks.influxdb === undefined ? [] : [influxRoute(speaker, sinks.influxdb)]),
    ...(sinks.sparkplug === undefined
      ? []
      : [sparkplugRoute(speaker, sinks.sparkplug, broker.url)]),
  ];
  await ledger.declareSinks(routes.map((route) => route.declaration));
  const running = new RunningDelivery(options, speaker, routes);
  await running.refreshAccounts();
  return running;
}

class RunningDelivery implements Delivery {
  readonly ended: Promise<void>;
  readonly #work: Promise<unknown>;
  readonly #options: DeliveryOptions;
  readonly #pumps: readonly SinkPump[];
  readonly #surroundings: Surroundings;
  readonly #sparkplug: SparkplugSession | undefined;
  readonly #stop = new AbortController();
  readonly #failure = Promise.withResolvers<never>();
  readonly #unsubscribe: () => void;
  #session: SessionState = FIRST_STATE;
  #accounts: readonly Account[] = [];
  #accountsStale = true;

  constructor(options: DeliveryOptions, speaker: Speaker, routes: readonly SinkRoute[]) {
    this.#options = options;
    this.#surroundings = new Surroundings(options, speaker);
    const { ledger, clock, wait, log } = options;
    this.#pumps = routes.map(
      (route) =>
        new SinkPump({
          ledger,
          route,
          clock,
          wait,
          signal: this.#stop.signal,
          log,
          onChange: () => {
            this.#accountsStale = true;
          },
          onFailure: (error) => this.#failure.reject(error),
        }),
    );
    this.#unsubscribe = ledger.onCommit((commit) => {
      this.#accountsStale = true;
      for (const pump of this.#pumps) {
        if (commit.entries.length > 0) pump.wake();
        else pump.noteReadings();
      }
    });
    this.#sparkplug = this.#openSparkplug();
    this.#work = Promise.all([
      this.#connect(),
      this.#ticks(),
      this.#sparkplug?.run(this.#stop.signal),
    ]);
    this.ended = Promise.race([this.#work, this.#failure.promise]).then(() => {});
    // Whoever disposes or watches `ended` hears of it; it must not end the process by itself first.
    this.ended.catch(() => this.#stop.abort());
  }

  sinkViews(): SinkView[] {
    return this.#pumps.map((pump) => {
      const ofSparkplug = isSparkplug(pump);
      const session = ofSparkplug ? (this.#sparkplug?.state ?? FIRST_STATE) : this.#session;
      const held = ofSparkplug ? this.#sparkplug?.fault : undefined;
      return sinkView({ pump, session, accounts: this.#accounts, held });
    });
  }

  async messagesOf(sink: string, place: Place): Promise<readonly OutgoingMessage[]> {
    const pump = this.#pumps.find(({ route }) => route.declaration.name === sink);
    return pump === undefined ? [] : messagesOf(this.#options.ledger, pump.route, place);
  }

  offerLive(readings: readonly Reading[]): void {
    this.#surroundings.offerLive(readings);
  }

  say(message: OutgoingMessage): Promise<void> {
    return this.#surroundings.say(message);
  }

  rigLost(rig: string): void {
    this.#sparkplug?.rigLost(rig);
  }

  async refreshAccounts(): Promise<void> {
    this.#accountsStale = false;
    this.#accounts = await this.#options.ledger.accounts();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#unsubscribe();
    // What the broker has acknowledged is settled before we go, else it would be sent twice.
    await Promise.allSettled([this.#work]);
    await Promise.all(this.#pumps.map((pump) => pump.idle()));
  }

  #openSparkplug(): SparkplugSession | undefined {
    const { sinks, broker } = this.#options;
    const pump = this.#pumps.find(isSparkplug);
    if (sinks.sparkplug === undefined || pump === undefined) return undefined;
    return new SparkplugSession({
      ...this.#options,
      settings: sinks.sparkplug,
      broker: { ...broker, clientId: `${broker.clientId}-sparkplug` },
      pump,
    });
  }

  #connect(): Promise<void> {
    const { broker, clock, wait, random, log, ledger } = this.#options;
    const { gatewayId } = ledger.info;
    const receipts = this.#pumps.some(({ route }) => route.declaration.settledBy === "receipt");
    return runBrokerSession(
      {
        connect: (signal) =>
          openMqttLink(
            {
              settings: broker,
              clock,
              will: stateMessage(gatewayId, "offline"),
              topics: [
                ...(receipts ? [receiptTopic(gatewayId)] : []),
                ...this.#surroundings.topics,
              ],
              onMessage: (topic, payload, properties) =>
                topic === receiptTopic(gatewayId)
                  ? this.#onAnswer(payload)
                  : this.#surroundings.onMessage(payload, properties),
            },
            signal,
          ),
        use: (link, signal) => this.#use(link, signal),
        onState: (state) => {
          this.#session = state;
          this.#options.onChange();
        },
        clock,
        wait,
        random,
        log,
      },
      this.#stop.signal,
    );
  }

  async #use(link: MqttLink, signal: AbortSignal): Promise<void> {
    const { ledger, log } = this.#options;
    const { gatewayId } = ledger.info;
    const surroundings = this.#surroundings.run(link, signal);
    surroundings.catch((error) => this.#failure.reject(error));
    const shared = this.#pumps.filter((pump) => !isSparkplug(pump));
    await Promise.all(shared.map((pump) => pump.run(link, signal)));
    await surroundings;
    if (!signal.aborted) return;
    // A clean goodbye suppresses the will, so the state is told by ourselves.
    const goodbye = link.publish(stateMessage(gatewayId, "offline")).catch((error: unknown) => {
      if (!(error instanceof DeliveryError)) throw error;
      log.debug({ code: error.code }, error.message);
    });
    await Promise.race([
      goodbye,
      link.closed,
      this.#options.wait(500, new AbortController().signal),
    ]);
  }

  #onAnswer(payload: Buffer): void {
    const decoded = decodeAnswer(payload);
    if (!("message" in decoded)) {
      this.#options.log.warn({ code: "receipt.unreadable" }, decoded.problem);
      return;
    }
    const { message } = decoded;
    for (const pump of this.#pumps) {
      if (pump.route.declaration.settledBy !== "receipt") continue;
      if (message.schema === LISTENING_SCHEMA) pump.sendAgain();
      else if (message.logId === this.#options.ledger.info.logId) pump.onReceipt(message);
    }
  }

  async #ticks(): Promise<void> {
    const { signal } = this.#stop;
    for (let count = 0; !signal.aborted; count += 1) {
      await this.#options.wait(TICK_MS, signal);
      if (signal.aborted) return;
      for (const pump of this.#pumps) {
        if (count % TICKS_PER_CHECK === 0) pump.tick();
        else pump.endGathering();
      }
      if (!this.#accountsStale || count % TICKS_PER_ACCOUNT !== 0) continue;
      await this.refreshAccounts();
      this.#options.onChange();
    }
  }
}

/** It has a connection of its own. */
function isSparkplug(pump: SinkPump): boolean {
  return pump.route.declaration.name === "sparkplug";
}
