/** What MQTT.js is told for one connection. */
import type { SecureContextOptions } from "node:tls";
import type { IClientOptions } from "mqtt";
import { assertOwnCertificate } from "./certificate-faults.ts";
import type { MqttLinkOptions, OutgoingMessage } from "./contract.ts";

export const CONNECT_TIMEOUT_MS = 10_000;
const KEEPALIVE_SECONDS = 15;

/** Throws DeliveryError where our own certificate is of no use before anybody is asked. */
export function clientOptions(
  options: MqttLinkOptions,
  protocolVersion: 4 | 5,
  nowUs: number,
): IClientOptions & Pick<SecureContextOptions, "minVersion"> {
  const { url: _url, clientId, minVersion = "TLSv1.2", ...credentials } = options.settings;
  if (credentials.cert !== undefined) assertOwnCertificate(credentials.cert, nowUs);
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
    minVersion,
    // Of all that TLS is told, the library does not pass this one on to a WebSocket.
    wsOptions: { minVersion },
    ...credentials,
    ...(will === undefined ? {} : { will: willOf(will) }),
  };
}

function willOf({ topic, payload, qos = 1, retain = false }: OutgoingMessage) {
  return { topic, payload: Buffer.from(payload), qos, retain };
}
