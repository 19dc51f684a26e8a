/** What the numbers and errors of an MQTT connection mean for us. Pure. */
import { DeliveryError } from "./delivery-error.ts";
import { connectFaultOf } from "./link/certificate-faults.ts";
import type { OutgoingMessage } from "./link/contract.ts";

/** CONNACK: 1 is MQTT 3.1.1, 132 is MQTT 5 for "I do not speak that version". */
const PROTOCOL_REFUSED: ReadonlySet<number> = new Set([1, 132]);
/** 2, 4, 5 of MQTT 3.1.1; 133 client id, 134 password, 135, 138 banned, 140 method of MQTT 5. */
const NOT_AUTHORIZED: ReadonlySet<number> = new Set([2, 4, 5, 133, 134, 135, 138, 140]);
const SESSION_TAKEN_OVER = 142;

/** PUBACK codes that speak of this one message, whoever sends it and whenever. */
const MESSAGE_IS_BAD: ReadonlySet<number> = new Set([144, 149, 153]);

function reasonCodeOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, reasonCode } = error as { code?: unknown; reasonCode?: unknown };
  if (typeof reasonCode === "number") return reasonCode;
  return typeof code === "number" ? code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error && error.message !== "" ? error.message : "connection closed";
}

/** `cause` undefined: the peer closed before it answered, as brokers of MQTT 3.1 do on MQTT 5. */
export function connectError(url: string, cause: unknown): DeliveryError {
  const reasonCode = reasonCodeOf(cause);
  if (reasonCode === undefined) {
    const known = cause instanceof Error ? connectFaultOf(cause) : undefined;
    const code = known ?? (cause === undefined ? "broker.refused" : "broker.unreachable");
    return new DeliveryError(code, `${url}: ${messageOf(cause)}`, { cause });
  }
  const code = NOT_AUTHORIZED.has(reasonCode) ? "broker.not-authorized" : "broker.refused";
  return new DeliveryError(code, `${url}: ${messageOf(cause)}`, { cause, reasonCode });
}

/** True where another protocol version may be understood. */
export function isProtocolRefusal(error: unknown): boolean {
  if (!(error instanceof DeliveryError) || error.code !== "broker.refused") return false;
  return error.reasonCode === undefined || PROTOCOL_REFUSED.has(error.reasonCode);
}

/** Why an open connection ended; `cause` is an error, a DISCONNECT packet or undefined. */
export function lossOf(url: string, cause: unknown): DeliveryError {
  const reasonCode = reasonCodeOf(cause);
  if (reasonCode === SESSION_TAKEN_OVER) {
    const message = `${url}: another program took over our client id`;
    return new DeliveryError("broker.client-id-taken", message, { cause, reasonCode });
  }
  const number = reasonCode === undefined ? "" : ` (reason ${reasonCode})`;
  const message = `the connection to ${url} was lost${number}: ${messageOf(cause)}`;
  return new DeliveryError("broker.link-lost", message, {
    cause,
    ...(reasonCode === undefined ? {} : { reasonCode }),
  });
}

/** The broker's answer to one message. */
export function acknowledgementError(topic: string, cause: Error): DeliveryError {
  const reasonCode = reasonCodeOf(cause);
  if (reasonCode === undefined) {
    return new DeliveryError("broker.link-lost", `not sent to ${topic}: ${cause.message}`, {
      cause,
    });
  }
  const message = `the broker refuses a message on ${topic}: ${cause.message} (${reasonCode})`;
  return new DeliveryError("message.refused", message, { cause, reasonCode });
}

/** True where sending it again can not help: the message itself goes to quarantine. */
export function isMessageBad(error: DeliveryError): boolean {
  if (error.code === "message.too-large") return true;
  return error.reasonCode !== undefined && MESSAGE_IS_BAD.has(error.reasonCode);
}

/** MQTT adds a fixed header, the topic and properties to the payload. */
const PACKET_OVERHEAD_BYTES = 512;

/** Throws DeliveryError `message.too-large` where the broker would cut the connection for it. */
export function assertFits(message: Sized, packetBytesMax: number | undefined): void {
  if (fits(message, packetBytesMax)) return;
  const text = `${bytesOf(message)} bytes on ${message.topic}, the broker takes ${packetBytesMax}`;
  throw new DeliveryError("message.too-large", text);
}

/** Whether a broker of such packets takes it; one that states no limit takes all. */
export function fits(message: Sized, packetBytesMax: number | undefined): boolean {
  return packetBytesMax === undefined || bytesOf(message) <= packetBytesMax;
}

type Sized = Pick<OutgoingMessage, "topic" | "payload">;

function bytesOf({ topic, payload }: Sized): number {
  return Buffer.byteLength(payload) + Buffer.byteLength(topic) + PACKET_OVERHEAD_BYTES;
}
