/** What a connection to an MQTT broker takes and promises. Knows no library. */
import type { Clock } from "../../../drivers/contract.ts";
import type { DeliveryError } from "../delivery-error.ts";

/** Where and as whom to connect. Certificates are their PEM text; nothing here is a path. */
export interface BrokerSettings {
  readonly url: string;
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Lowest version of TLS that is spoken; 1.2 unless told. */
  readonly minVersion?: "TLSv1.2" | "TLSv1.3";
}

export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly retain?: boolean;
  /** 1 unless told. With 0 nobody acknowledges: for what the next message replaces. */
  readonly qos?: 0 | 1;
  /** Sent where the broker speaks MQTT 5. */
  readonly userProperties?: Readonly<Record<string, string>>;
  /** After this the broker forgets it; sent where the broker speaks MQTT 5. */
  readonly expirySeconds?: number;
  /** Of an answer: what the question had; sent where the broker speaks MQTT 5. */
  readonly correlationData?: Uint8Array;
  /** Where an answer is expected; sent where the broker speaks MQTT 5. */
  readonly responseTopic?: string;
}

/** What came with a message beside its payload; the last two with MQTT 5 alone. */
export interface IncomingProperties {
  readonly retain: boolean;
  readonly responseTopic?: string;
  readonly correlationData?: Uint8Array;
}

export type OnMessage = (topic: string, payload: Buffer, properties: IncomingProperties) => void;

export interface MqttLink extends AsyncDisposable {
  readonly protocolVersion: 4 | 5;
  /** Unacknowledged messages the broker takes at a time. */
  readonly receiveMaximum: number;
  /** In bytes, where the broker says one. */
  readonly packetBytesMax: number | undefined;
  /**
   * Resolves at the broker's acknowledgement, with QoS 0 when the message is on its way; throws
   * DeliveryError. Keeps call order within one QoS.
   */
  publish(message: OutgoingMessage): Promise<void>;
  /**
   * Resolves when the broker has taken everything that was published before, QoS 0 included;
   * throws DeliveryError where the connection falls first.
   */
  fence(): Promise<void>;
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
  readonly onMessage?: OnMessage;
  readonly connectTimeoutMs?: number;
  readonly acknowledgeTimeoutMs?: number;
  readonly keepaliveSeconds?: number;
}
