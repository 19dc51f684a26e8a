/** What the gateway says of itself after each connect, retained: that it is there, its schemas. */
import type { Log } from "../../../drivers/contract.ts";
import { topicLevel } from "../../domain/topic/topic-template.ts";
import { DeliveryError } from "../delivery-error.ts";
import type { MqttLink, OutgoingMessage } from "../link/contract.ts";
import { stateMessage } from "../payloads.ts";
import { payloadSchemas } from "../schemas/payload-schemas.ts";

export interface AnnouncementOptions {
  readonly gatewayId: string;
  /** The newest signed checkpoint of the ledger as its text; undefined before the first. */
  readonly checkpoint: () => Promise<string | undefined>;
  readonly log: Log;
}

/** Where the ledger's newest signed checkpoint is; whoever keeps it can prove a rewrite. */
export function checkpointTopic(gatewayId: string): string {
  return `rigline/${topicLevel(gatewayId)}/checkpoint`;
}

/** Where the JSON Schema of one payload is. */
export function schemaTopic(gatewayId: string, name: string): string {
  return `rigline/${topicLevel(gatewayId)}/schema/${name}`;
}

/** Of one gateway, for every connection after another. */
export class Announcements {
  readonly #options: AnnouncementOptions;
  #checkpoint: string | undefined;

  constructor(options: AnnouncementOptions) {
    this.#options = options;
  }

  /** Throws DeliveryError where the link falls; a forbidden topic costs that topic alone. */
  async birth(link: MqttLink): Promise<void> {
    const { gatewayId } = this.#options;
    this.#checkpoint = undefined;
    const state = this.#publish(link, stateMessage(gatewayId, "online"));
    const schemas = Object.entries(payloadSchemas()).map(([name, schema]) => {
      const topic = schemaTopic(gatewayId, name);
      return this.#publish(link, { topic, payload: JSON.stringify(schema), retain: true });
    });
    await Promise.all([state, ...schemas, this.renewCheckpoint(link)]);
  }

  /** Publishes it where it is another than the last one on this connection. */
  async renewCheckpoint(link: MqttLink): Promise<void> {
    const payload = await this.#options.checkpoint();
    if (payload === undefined || payload === this.#checkpoint) return;
    const topic = checkpointTopic(this.#options.gatewayId);
    await this.#publish(link, { topic, payload, retain: true });
    this.#checkpoint = payload;
  }

  async #publish(link: MqttLink, message: OutgoingMessage): Promise<void> {
    try {
      await link.publish(message);
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.code !== "message.refused") throw error;
      this.#options.log.warn({ code: error.code }, error.message);
    }
  }
}
