/**
 * What goes over the gateway's connection beside the sinks, outside the account: who is there,
 * schemas, the ledger's checkpoint, latest values, commands and their answers.
 */
import type { Clock, Log } from "../../../drivers/contract.ts";
import type { Reading } from "../../telemetry/contract.ts";
import type { Wait } from "../broker-session.ts";
import { CommandDesk, type CommandSettings, commandTopic } from "../commands/command-desk.ts";
import { DeliveryError } from "../delivery-error.ts";
import type { IncomingProperties, MqttLink, OutgoingMessage } from "../link/contract.ts";
import { LiveValues } from "../live/live-values.ts";
import type { Speaker } from "../payloads.ts";
import { type AnnouncementOptions, Announcements } from "./announcements.ts";

export interface SurroundingsOptions extends Pick<AnnouncementOptions, "checkpoint"> {
  readonly live: boolean;
  readonly commands?: CommandSettings;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log;
}

const LIVE_EVERY_MS = 250;
/** In turns of the latest values. */
const TURNS_PER_CHECKPOINT = 8;

/** Of one gateway, for every connection after another. */
export class Surroundings {
  /** To subscribe to. */
  readonly topics: readonly string[];
  readonly #options: SurroundingsOptions;
  readonly #announcements: Announcements;
  readonly #live: LiveValues;
  readonly #desk: CommandDesk | undefined;
  #link: MqttLink | undefined;
  #fail: (error: unknown) => void = () => {};

  constructor(options: SurroundingsOptions, speaker: Speaker) {
    const { gatewayId } = speaker;
    this.#options = options;
    this.#announcements = new Announcements({ ...options, gatewayId });
    this.#live = new LiveValues(speaker);
    const { commands, clock, log } = options;
    this.#desk = commands && new CommandDesk({ ...commands, gatewayId, clock, log });
    this.topics = this.#desk === undefined ? [] : [commandTopic(gatewayId)];
  }

  /** Returns at once; sent by `run`. */
  offerLive(readings: readonly Reading[]): void {
    if (this.#options.live) this.#live.offer(readings);
  }

  /** Sends one message by the connection there is. Throws DeliveryError where there is none. */
  async say(message: OutgoingMessage): Promise<void> {
    if (this.#link === undefined) {
      throw new DeliveryError("broker.unreachable", "the broker is not connected");
    }
    await this.#link.publish(message);
  }

  /** A message on one of `topics`. */
  onMessage(payload: Uint8Array, properties: IncomingProperties): void {
    this.#answer(payload, properties).catch((error) => this.#fail(error));
  }

  /** Until the link closes or `signal` aborts; rejects on faults of ours. */
  async run(link: MqttLink, signal: AbortSignal): Promise<void> {
    const broken = new Promise<never>((_resolve, reject) => {
      this.#fail = reject;
    });
    // A broker that acknowledges nothing must not keep us from stopping.
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    this.#link = link;
    try {
      await Promise.race([this.#speak(link, signal), broken, stopped]);
    } catch (error) {
      // The session sees by `link.closed` that the connection is gone, and makes another.
      if (!(error instanceof DeliveryError)) throw error;
    } finally {
      this.#link = undefined;
    }
  }

  async #speak(link: MqttLink, signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    void link.closed.then(() => ended.abort());
    const either = AbortSignal.any([ended.signal, signal]);
    await this.#announcements.birth(link);
    for (let turn = 1; !either.aborted; turn += 1) {
      await this.#live.send(link);
      if (turn % TURNS_PER_CHECKPOINT === 0) await this.#announcements.renewCheckpoint(link);
      await this.#options.wait(LIVE_EVERY_MS, either);
    }
  }

  async #answer(payload: Uint8Array, properties: IncomingProperties): Promise<void> {
    const answer = await this.#desk?.answer(payload, properties);
    if (answer === undefined) return;
    try {
      await this.#link?.publish(answer);
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      // Done or not is in the ledger; the caller hears nothing and has to look there.
      this.#options.log.warn({ code: error.code }, `an answer was not sent: ${error.message}`);
    }
  }
}
