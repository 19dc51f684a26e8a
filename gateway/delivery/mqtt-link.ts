/**
 * One connection to an MQTT broker: the only file that knows MQTT.js.
 *
 * MQTT.js is never our queue. It loses messages when it queues offline and drains its store one
 * round trip at a time, so: single-use connection, publish only while connected, no reconnect by
 * the library, an acknowledgement deadline of our own, and the broker's Receive Maximum obeyed
 * (the library does not). What is in flight when the link falls is rejected, and is still debt.
 */
import { connect, type IClientOptions, type MqttClient } from "mqtt";
import type { Clock } from "../../drivers/contract.ts";
import { DeliveryError } from "./delivery-error.ts";
import { type Lateness, openingEnd } from "./link-deadline.ts";
import { acknowledgementError, connectError, isProtocolRefusal, lossOf } from "./mqtt-reasons.ts";

/** Where and as whom to connect. Certificates are their PEM text; nothing here is a path. */
export interface BrokerSettings {
  readonly url: string;
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retain?: boolean;
  /** Sent where the broker speaks MQTT 5. */
  readonly userProperties?: Readonly<Record<string, string>>;
}

export interface MqttLink extends AsyncDisposable {
  readonly protocolVersion: 4 | 5;
  /** Unacknowledged messages the broker takes at a time. */
  readonly receiveMaximum: number;
  /** In bytes, where the broker says one. */
  readonly packetBytesMax: number | undefined;
  /** QoS 1. Resolves at the broker's acknowledgement; throws DeliveryError. Keeps call order. */
  publish(message: OutgoingMessage): Promise<void>;
  /** Resolves, with the reason, when the connection is gone. Never rejects. */
  readonly closed: Promise<DeliveryError>;
}

export interface MqttLinkOptions {
  readonly settings: BrokerSettings;
  readonly clock: Clock;
  /** Published by the broker when we vanish. */
  readonly will?: OutgoingMessage;
  /** Subscribed with QoS 1 before the link is handed out; each message goes to `onMessage`. */
  readonly topics?: readonly string[];
  readonly onMessage?: (topic: string, payload: Buffer) => void;
  readonly connectTimeoutMs?: number;
  readonly acknowledgeTimeoutMs?: number;
  readonly keepaliveSeconds?: number;
}

/** MQTT 5 first, 3.1.1 where the broker does not speak it. Throws DeliveryError. */
export async function openMqttLink(
  options: MqttLinkOptions,
  signal: AbortSignal,
): Promise<MqttLink> {
  try {
    return await openVersion(options, 5, signal);
  } catch (error) {
    if (!isProtocolRefusal(error) || signal.aborted) throw error;
  }
  return openVersion(options, 4, signal);
}

const CONNECT_TIMEOUT_MS = 10_000;
const ACKNOWLEDGE_TIMEOUT_MS = 30_000;
const KEEPALIVE_SECONDS = 15;
/** What a broker that states no Receive Maximum may be given at a time. */
const RECEIVE_MAXIMUM_DEFAULT = 65_535;

function clientOptions(options: MqttLinkOptions, protocolVersion: 4 | 5): IClientOptions {
  const { url: _url, clientId, ...credentials } = options.settings;
  const { will } = options;
  return {
    clientId,
    protocolVersion,
    clean: true,
    keepalive: options.keepaliveSeconds ?? KEEPALIVE_SECONDS,
    // The library neither reconnects nor queues: the ledger's debt is the queue.
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    // Its cache of encoded numbers is 65,536 buffers: 8 MB that each full collection walks through.
    writeCache: false,
    // Our own deadline ends the attempt first and says whether anybody answered.
    connectTimeout: 2 * (options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS),
    ...credentials,
    ...(will === undefined
      ? {}
      : {
          will: {
            topic: will.topic,
            payload: Buffer.from(will.payload),
            qos: 1,
            retain: will.retain ?? false,
          },
        }),
  };
}

async function openVersion(
  options: MqttLinkOptions,
  version: 4 | 5,
  signal: AbortSignal,
): Promise<MqttLink> {
  const client = connect(options.settings.url, clientOptions(options, version));
  try {
    const limits = await connected(client, options, signal);
    const link = new Link(client, options, { ...limits, version });
    if (options.topics !== undefined && options.topics.length > 0) {
      await link.subscribe(options.topics, signal);
    }
    return link;
  } catch (error) {
    client.end(true);
    throw error;
  }
}

interface BrokerLimits {
  readonly receiveMaximum: number;
  readonly packetBytesMax: number | undefined;
}

async function connected(
  client: MqttClient,
  options: MqttLinkOptions,
  signal: AbortSignal,
): Promise<BrokerLimits> {
  const { settings, connectTimeoutMs: limitMs = CONNECT_TIMEOUT_MS } = options;
  const { url } = settings;
  let answered = false;
  client.stream.once("connect", () => {
    answered = true;
  });
  const opened = new Promise<BrokerLimits>((resolve, reject) => {
    // A listener stays for the life of the client: an error without one would end the process.
    client.on("error", (error) => reject(connectError(url, error)));
    client.once("close", () => reject(connectError(url, undefined)));
    client.once("connect", ({ properties }) =>
      resolve({
        receiveMaximum: properties?.receiveMaximum ?? RECEIVE_MAXIMUM_DEFAULT,
        packetBytesMax: properties?.maximumPacketSize,
      }),
    );
  });
  const late = (): Lateness =>
    answered
      ? ["broker.silent", "accepted the connection but sent no CONNACK"]
      : ["broker.unreachable", "did not answer"];
  return Promise.race([opened, openingEnd({ url, limitMs, signal }, late)]);
}

interface InFlight {
  readonly sentAtNs: bigint;
  readonly reject: (error: DeliveryError) => void;
}

interface Queued {
  readonly message: OutgoingMessage;
  readonly resolve: () => void;
  readonly reject: (error: DeliveryError) => void;
}

class Link implements MqttLink {
  readonly protocolVersion: 4 | 5;
  readonly receiveMaximum: number;
  readonly packetBytesMax: number | undefined;
  readonly closed: Promise<DeliveryError>;
  readonly #client: MqttClient;
  readonly #options: MqttLinkOptions;
  readonly #inFlight = new Set<InFlight>();
  /** Publishes that wait for the broker's Receive Maximum, first come first served. */
  readonly #queue: Queued[] = [];
  readonly #watch: NodeJS.Timeout;
  #end: (error: DeliveryError) => void = () => {};
  #lostBy: DeliveryError | undefined;

  constructor(
    client: MqttClient,
    options: MqttLinkOptions,
    limits: BrokerLimits & { version: 4 | 5 },
  ) {
    this.#client = client;
    this.#options = options;
    this.protocolVersion = limits.version;
    this.receiveMaximum = limits.receiveMaximum;
    this.packetBytesMax = limits.packetBytesMax;
    this.closed = new Promise((resolve) => {
      this.#end = resolve;
    });
    const { url } = options.settings;
    client.on("error", (error) => this.#lose(lossOf(url, error)));
    client.on("close", () => this.#lose(lossOf(url, undefined)));
    client.on("disconnect", (packet) => this.#lose(lossOf(url, packet)));
    client.on("message", (topic, payload) => options.onMessage?.(topic, payload));
    this.#watch = setInterval(() => this.#checkDeadline(), 1_000);
  }

  publish(message: OutgoingMessage): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#lostBy !== undefined) return reject(this.#lostBy);
      this.#queue.push({ message, resolve, reject });
      this.#sendQueued();
    });
  }

  #sendQueued(): void {
    while (this.#inFlight.size < this.receiveMaximum) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      this.#send(next);
    }
  }

  #send({ message, resolve, reject }: Queued): void {
    const flight: InFlight = { sentAtNs: this.#options.clock.now().monoNs, reject };
    this.#inFlight.add(flight);
    const done = (error?: Error | null) => {
      // After the link fell the callbacks of the library mean nothing any more.
      if (!this.#inFlight.delete(flight)) return;
      if (error === undefined || error === null) resolve();
      else reject(acknowledgementError(message.topic, error));
      this.#sendQueued();
    };
    const { topic, payload, retain = false, userProperties } = message;
    const properties =
      userProperties === undefined || this.protocolVersion === 4
        ? {}
        : { properties: { userProperties: { ...userProperties } } };
    this.#client.publish(topic, payload, { qos: 1, retain, ...properties }, done);
  }

  /** Throws DeliveryError where the broker refuses one of the topics or does not answer in time. */
  subscribe(topics: readonly string[], signal: AbortSignal): Promise<void> {
    const { settings, connectTimeoutMs: limitMs = CONNECT_TIMEOUT_MS } = this.#options;
    const list = topics.join(", ");
    const answer = new Promise<void>((resolve, reject) => {
      void this.closed.then(reject);
      this.#client.subscribe([...topics], { qos: 1 }, (error, granted) => {
        const refused = granted?.find((grant) => grant.qos >= 128);
        if (error === null && refused === undefined) return resolve();
        const message = `the broker refuses the subscription to ${list}`;
        reject(new DeliveryError("message.refused", message, { cause: error }));
      });
    });
    const late = (): Lateness => ["broker.silent", `sent no SUBACK for ${list}`];
    return Promise.race([answer, openingEnd({ url: settings.url, limitMs, signal }, late)]);
  }

  #checkDeadline(): void {
    const [oldest] = this.#inFlight;
    if (oldest === undefined) return;
    const limitMs = this.#options.acknowledgeTimeoutMs ?? ACKNOWLEDGE_TIMEOUT_MS;
    const waitedMs = Number((this.#options.clock.now().monoNs - oldest.sentAtNs) / 1_000_000n);
    if (waitedMs < limitMs) return;
    const message = `${this.#options.settings.url} acknowledged nothing for ${waitedMs} ms`;
    this.#lose(new DeliveryError("broker.acknowledgement-late", message));
  }

  #lose(error: DeliveryError): void {
    if (this.#lostBy !== undefined) return;
    this.#lostBy = error;
    clearInterval(this.#watch);
    const unsent = [...this.#inFlight, ...this.#queue.splice(0)];
    this.#inFlight.clear();
    for (const { reject } of unsent) reject(error);
    this.#client.end(true);
    this.#end(error);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#lostBy !== undefined) return;
    clearInterval(this.#watch);
    const { url } = this.#options.settings;
    // DISCONNECT, then what is left is rejected: nobody waits for a broker that hangs.
    await new Promise<void>((resolve) => {
      const force = setTimeout(resolve, 500);
      this.#client.end(false, () => {
        clearTimeout(force);
        resolve();
      });
    });
    this.#lose(new DeliveryError("broker.link-lost", `the connection to ${url} was closed by us`));
  }
}
