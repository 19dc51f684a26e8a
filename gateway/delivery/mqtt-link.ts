/**
 * One connection to an MQTT broker: the only file that knows MQTT.js.
 *
 * MQTT.js is never our queue. It loses messages when it queues offline and drains its store one
 * round trip at a time, so: single-use connection, publish only while connected, no reconnect by
 * the library, an acknowledgement deadline of our own, and the broker's Receive Maximum obeyed
 * (the library does not). What is in flight when the link falls is rejected, and is still debt.
 */
import { connect, type IPublishPacket, type MqttClient } from "mqtt";
import { DeliveryError } from "./delivery-error.ts";
import { CONNECT_TIMEOUT_MS, clientOptions } from "./link/client-options.ts";
import type {
  IncomingProperties,
  MqttLink,
  MqttLinkOptions,
  OutgoingMessage,
} from "./link/contract.ts";
import { SendWindow } from "./link/send-window.ts";
import { type Lateness, openingEnd } from "./link-deadline.ts";
import { acknowledgementError, connectError, isProtocolRefusal, lossOf } from "./mqtt-reasons.ts";

export type {
  BrokerSettings,
  MqttLink,
  MqttLinkOptions,
  OutgoingMessage,
} from "./link/contract.ts";

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

const ACKNOWLEDGE_TIMEOUT_MS = 30_000;
/** What a broker that states no Receive Maximum may be given at a time. */
const RECEIVE_MAXIMUM_DEFAULT = 65_535;

async function openVersion(
  options: MqttLinkOptions,
  version: 4 | 5,
  signal: AbortSignal,
): Promise<MqttLink> {
  const { utcUs } = options.clock.now();
  const client = connect(options.settings.url, clientOptions(options, version, utcUs));
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
  let streamError: Error | undefined;
  client.stream.once("connect", () => {
    answered = true;
  });
  // The library keeps to itself what TLS 1.3 says after the handshake, such as "no certificate".
  client.stream.on("error", (error: Error) => {
    streamError ??= error;
  });
  const opened = new Promise<BrokerLimits>((resolve, reject) => {
    // A listener stays for the life of the client: an error without one would end the process.
    client.on("error", (error) => reject(connectError(url, error)));
    client.once("close", () => reject(connectError(url, streamError)));
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

interface Waiting {
  readonly reject: (error: DeliveryError) => void;
}

function propertiesOf(message: OutgoingMessage) {
  const { userProperties, expirySeconds, correlationData, responseTopic } = message;
  return {
    ...(responseTopic === undefined ? {} : { responseTopic }),
    ...(userProperties === undefined ? {} : { userProperties: { ...userProperties } }),
    ...(expirySeconds === undefined ? {} : { messageExpiryInterval: expirySeconds }),
    ...(correlationData === undefined ? {} : { correlationData: Buffer.from(correlationData) }),
  };
}

function incomingOf({ retain, properties }: IPublishPacket): IncomingProperties {
  const { responseTopic, correlationData } = properties ?? {};
  return {
    retain,
    ...(responseTopic === undefined ? {} : { responseTopic }),
    ...(correlationData === undefined ? {} : { correlationData }),
  };
}

class Link implements MqttLink {
  readonly protocolVersion: 4 | 5;
  readonly receiveMaximum: number;
  readonly packetBytesMax: number | undefined;
  readonly closed: Promise<DeliveryError>;
  readonly #client: MqttClient;
  readonly #options: MqttLinkOptions;
  readonly #window: SendWindow;
  /** Fences and messages of QoS 0 that the library has not told the end of. */
  readonly #waiting = new Set<Waiting>();
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
    this.#window = new SendWindow({
      max: limits.receiveMaximum,
      nowNs: () => options.clock.now().monoNs,
      send: (message, done) => this.#send(message, done),
    });
    this.closed = new Promise((resolve) => {
      this.#end = resolve;
    });
    const { url } = options.settings;
    client.on("error", (error) => this.#lose(lossOf(url, error)));
    client.on("close", () => this.#lose(lossOf(url, undefined)));
    client.on("disconnect", (packet) => this.#lose(lossOf(url, packet)));
    client.on("message", (topic, payload, packet) =>
      options.onMessage?.(topic, payload, incomingOf(packet)),
    );
    this.#watch = setInterval(() => this.#checkDeadline(), 1_000);
  }

  publish(message: OutgoingMessage): Promise<void> {
    if (this.#lostBy !== undefined) return Promise.reject(this.#lostBy);
    if (message.qos !== 0) return this.#window.add(message);
    return this.#untilLost((resolve, reject) =>
      this.#send(message, (error) => (error === undefined ? resolve() : reject(error))),
    );
  }

  fence(): Promise<void> {
    if (this.#lostBy !== undefined) return Promise.reject(this.#lostBy);
    // A broker answers one client in order, and to let go of nothing needs no right.
    return this.#untilLost((resolve, reject) =>
      this.#client.unsubscribe(`rigline/fence/${this.#options.settings.clientId}`, (error) =>
        error ? reject(lossOf(this.#options.settings.url, error)) : resolve(),
      ),
    );
  }

  /** The callbacks of the library do not come where the link falls first. */
  #untilLost(
    start: (resolve: () => void, reject: (error: DeliveryError) => void) => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { reject };
      this.#waiting.add(waiting);
      start(
        () => {
          this.#waiting.delete(waiting);
          resolve();
        },
        (error) => {
          this.#waiting.delete(waiting);
          reject(error);
        },
      );
    });
  }

  #send(message: OutgoingMessage, done: (error?: DeliveryError) => void): void {
    const { topic, payload, retain = false, qos = 1 } = message;
    const properties = this.protocolVersion === 4 ? {} : { properties: propertiesOf(message) };
    const data = typeof payload === "string" ? payload : Buffer.from(payload);
    this.#client.publish(topic, data, { qos, retain, ...properties }, (error) =>
      done(error ? acknowledgementError(topic, error) : undefined),
    );
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
    const limitMs = this.#options.acknowledgeTimeoutMs ?? ACKNOWLEDGE_TIMEOUT_MS;
    const waitedMs = this.#window.waitedMs();
    if (waitedMs < limitMs) return;
    const message = `${this.#options.settings.url} acknowledged nothing for ${waitedMs} ms`;
    this.#lose(new DeliveryError("broker.acknowledgement-late", message));
  }

  #lose(error: DeliveryError): void {
    if (this.#lostBy !== undefined) return;
    this.#lostBy = error;
    clearInterval(this.#watch);
    this.#window.rejectAll(error);
    for (const { reject } of this.#waiting) reject(error);
    this.#waiting.clear();
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
