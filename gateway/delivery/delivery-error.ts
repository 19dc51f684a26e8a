/** What may be wrong between the ledger and its sinks, each with its cure. */

/** What to do, by code. Data, so that a test can demand one for each code. */
export const DELIVERY_REMEDIES = {
  "broker.port-busy":
    "Another program listens there (often a Mosquitto): set `broker.port` to a free one, or use that broker with `broker: {kind: external, url: …}`.",
  "broker.not-loopback":
    "The embedded broker knows no users, so it serves this machine only: set `broker.host` to 127.0.0.1, or run Mosquitto with `broker: {kind: external}`.",
  "broker.unreachable":
    "Check `broker.url`, that the broker runs and that no firewall is between; Rigline tries again by itself and loses nothing.",
  "broker.silent":
    "Something accepts the connection but does not speak MQTT in time: check host and port of `broker.url`, and the broker's load.",
  "broker.refused": "The broker refused the connection: see its log for the reason.",
  "broker.not-authorized":
    "The broker refused user, password, certificate or client id: correct `broker.username`, `passwordFile`, `certFile` and the broker's access list.",
  "broker.host-unknown":
    "The host name of `broker.url` resolves to nothing: check its spelling and this machine's DNS; Rigline tries again by itself and loses nothing.",
  "broker.certificate-expired":
    "The broker's certificate has run out: renew it there. Check this machine's clock first, a wrong one says the same.",
  "broker.certificate-early":
    "The broker's certificate is not valid yet: check the clock of this machine and of whoever signed it.",
  "broker.certificate-unknown":
    "The broker's certificate is signed by nobody this machine knows: set `broker.caFile` to the certificate of the authority that signed it.",
  "broker.certificate-host":
    "The broker's certificate is for another name: use the name in it as the host of `broker.url`, or have the certificate issued for this name.",
  "broker.tls-mismatch":
    "The two do not agree on a version of TLS, or one of them speaks none: check the port (8883 is usual for mqtts), `broker.tlsMin` and the broker's `tls_version`.",
  "client.certificate-refused":
    "The broker does not take our certificate, or wants one: set `broker.certFile` and `keyFile` to a pair that its authority signed.",
  "client.certificate-expired":
    "Have the certificate of `broker.certFile` renewed, and check this machine's clock.",
  "client.certificate-early":
    "Check this machine's clock; the certificate of `broker.certFile` is for later.",
  "client.certificate-unreadable":
    "Set `broker.certFile` to a file that begins with `-----BEGIN CERTIFICATE-----`.",
  "broker.client-id-taken":
    "Another program uses the same client id: give each gateway a `broker.clientId` of its own.",
  "broker.link-lost":
    "Rigline reconnects by itself and sends again what was not acknowledged. If it is lost again within seconds each time, another program uses the same client id (some brokers do not say so): see `broker.clientId`.",
  "broker.flapping":
    "Either the network is bad, or another program uses the same client id and the two throw each other out: give each gateway a `broker.clientId` of its own. Nothing is lost meanwhile.",
  "broker.acknowledgement-late":
    "The broker took a message and did not acknowledge it: check its disk and load. Rigline reconnects and sends it again.",
  "message.refused":
    "The broker refused a message: check its access list for the topics named in gateway/delivery/README.md, and its quotas.",
  "message.too-large": "Raise the broker's maximum packet size, then release the message.",
  "historian.silent":
    "No receipt came: check that the historian runs on the same broker and may use `rigline/GATEWAY/historian/#`.",
  "broker.settings-unreadable":
    "Set the variable of the environment that the configuration names, for the gateway's own process (systemd: `Environment=` or `EnvironmentFile=`).",
  "command.unreadable":
    "Send the JSON that `rigline/GATEWAY/schema/command` and `…/command-body` describe.",
  "command.not-authentic":
    "Sign the body's text with the secret of `mqtt.commands.secretFile`: HMAC-SHA256, in hex.",
  "command.misdirected": "Write the id of this gateway into `gatewayId`, and send it to its topic.",
  "command.stale":
    "Set both clocks right, send a command when it is meant, and never retained; after a start of the gateway send it again.",
  "command.repeated": "Make a new nonce for each command; this one was obeyed before.",
  "command.not-allowed": "Add it to `mqtt.commands.allow`, if others may ask for it.",
  "command.secret-weak":
    "Write at least 32 random characters into the file, for example by `openssl rand -hex 32`.",
  "command.busy": "Wait for the answers of the commands before, then send it again.",
  "host.away":
    "Start the SCADA host, or correct `sparkplug.primaryHost`; its state is retained at `spBv1.0/STATE/HOST`. Rigline waits and loses nothing.",
  "receipt.unreadable":
    "A message on the receipt topic is not a receipt: check who else may publish there.",
} as const satisfies Readonly<Record<string, string>>;

export type DeliveryErrorCode = keyof typeof DELIVERY_REMEDIES;

/** The only error that crosses this folder's border; carries the cure. */
export class DeliveryError extends Error {
  readonly code: DeliveryErrorCode;
  readonly remedy: string;
  /** The broker's own reason code, where it gave one (MQTT 5 numbers). */
  readonly reasonCode: number | undefined;

  constructor(
    code: DeliveryErrorCode,
    message: string,
    options: { cause?: unknown; reasonCode?: number } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "DeliveryError";
    this.code = code;
    this.remedy = DELIVERY_REMEDIES[code];
    this.reasonCode = options.reasonCode;
  }
}

/** A fault as screens show it; `sinceUs` is microseconds since the epoch. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly sinceUs: number;
}

/** The same fault keeps its `sinceUs`; another one starts now. */
export function faultOf(
  error: { code: string; message: string; remedy: string },
  nowUs: number,
  previous: Fault | undefined,
): Fault {
  const { code, message, remedy } = error;
  const sinceUs = previous?.code === code ? previous.sinceUs : nowUs;
  return { code, message, remedy, sinceUs };
}
