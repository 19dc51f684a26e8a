/**
 * The latest value of each channel, for screens and SCADA: QoS 0, outside the account. A value
 * that was not sent when the next one comes is forgotten; the telemetry stream has them all.
 */
import type { Reading } from "../../telemetry/contract.ts";
import { encodeValue } from "../feed.ts";
import type { MqttLink, OutgoingMessage } from "../link/contract.ts";
import { type Speaker, topicOf } from "../payloads.ts";

export const LIVE_SCHEMA = "rigline.live/1";
/** A broker that keeps messages for sleepers need not keep these: they are of the moment. */
const EXPIRY_SECONDS = 10;
/** Of one gateway; a rig that invents channels must not cost memory without end. */
const CHANNELS_MAX = 20_000;

/** Holds at most one value of each channel. */
export class LiveValues {
  readonly #speaker: Speaker;
  /** By rig, then by slot and channel. */
  readonly #fresh = new Map<string, Map<string, Reading>>();
  #count = 0;
  #sending = false;

  constructor(speaker: Speaker) {
    this.#speaker = speaker;
  }

  /** In the order they were taken; returns at once. */
  offer(readings: readonly Reading[]): void {
    for (const reading of readings) {
      const rig = this.#fresh.get(reading.rig) ?? new Map<string, Reading>();
      this.#fresh.set(reading.rig, rig);
      const key = `${reading.slot ?? ""}/${reading.channel}`;
      if (!rig.has(key)) {
        if (this.#count >= CHANNELS_MAX) continue;
        this.#count += 1;
      }
      rig.set(key, reading);
    }
  }

  /**
   * Sends what is new over the link, a message for each rig; does nothing while the last ones are
   * still on their way. Throws DeliveryError where the link falls.
   */
  async send(link: Pick<MqttLink, "publish">): Promise<void> {
    if (this.#sending || this.#fresh.size === 0) return;
    const messages = this.#take();
    this.#sending = true;
    try {
      await Promise.all(messages.map((message) => link.publish(message)));
    } finally {
      this.#sending = false;
    }
  }

  #take(): OutgoingMessage[] {
    const messages = [...this.#fresh].map(([rig, values]) => this.#message(rig, values));
    this.#fresh.clear();
    this.#count = 0;
    return messages;
  }

  #message(rig: string, values: ReadonlyMap<string, Reading>): OutgoingMessage {
    const { gatewayId, stations } = this.#speaker;
    const station = stations[rig] ?? "";
    const head = { schema: LIVE_SCHEMA, gatewayId, station, rig };
    const payload = JSON.stringify({ ...head, values: [...values.values()].map(liveValue) });
    return {
      ...{ topic: topicOf(this.#speaker, "live", { station, rig }), payload, qos: 0 },
      ...{ expirySeconds: EXPIRY_SECONDS, userProperties: { schema: LIVE_SCHEMA } },
    };
  }
}

function liveValue({ channel, slot, unit, quality, takenAt, runId, value }: Reading) {
  return { channel, slot, ...encodeValue(value), unit, quality, takenAt, runId };
}
