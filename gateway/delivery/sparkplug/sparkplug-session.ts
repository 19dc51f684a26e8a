/**
 * A Sparkplug B edge node on a connection of its own, because a connection has one will:
 *
 *   CONNECT (NDEATH as will) ─► STATE of the primary host ─► NBIRTH, DBIRTHs ─► the sink's debt
 *
 * Data goes with QoS 0, so the broker's acknowledgement is a fence behind each batch: what no
 * fence came back for is still debt, and goes after the next birth as historical.
 */
import type { Clock, Log } from "../../../drivers/contract.ts";
import { FIRST_STATE, runBrokerSession, type SessionState, type Wait } from "../broker-session.ts";
import { DeliveryError, type Fault, faultOf } from "../delivery-error.ts";
import type { WireReading } from "../feed.ts";
import type { BrokerSettings, MqttLink, OutgoingMessage } from "../link/contract.ts";
import { openMqttLink } from "../mqtt-link.ts";
import { assertFits, fits } from "../mqtt-reasons.ts";
import type { SinkPump } from "../sink-pump.ts";
import type { NextBdSeq } from "./bd-seq.ts";
import { deathMessage, EdgeNode, type EdgeNodeName, REBIRTH, sparkplugTopic } from "./edge-node.ts";
import { nextHostState, stateTopicOf, UNHEARD } from "./host-state.ts";
import { decodeCommand } from "./payload-codec.ts";

export interface SparkplugSettings extends EdgeNodeName {
  readonly primaryHost?: string;
  readonly startsAt: "beginning" | "now";
  readonly nextBdSeq: NextBdSeq;
}

export interface SparkplugOptions {
  readonly settings: SparkplugSettings;
  /** With a client id of its own. */
  readonly broker: BrokerSettings;
  readonly pump: SinkPump;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly random: () => number;
  readonly log: Log;
  readonly onChange: () => void;
}

/** A host that asks without end gets a birth every so often. */
const REBIRTH_EVERY_MS = 5_000;
const TICK_MS = 250;

/** Runs until its signal aborts. */
export class SparkplugSession {
  readonly #options: SparkplugOptions;
  readonly #node: EdgeNode;
  #state: SessionState = FIRST_STATE;
  #host = UNHEARD;
  #link: MqttLink | undefined;
  #bdSeq = 0;
  #held: Fault | undefined;
  #unfit: Fault | undefined;
  #unfitDevices: readonly string[] = [];
  #isBorn = false;
  #isRebirthDue = false;
  #bornAtNs = 0n;

  constructor(options: SparkplugOptions) {
    this.#options = options;
    this.#node = new EdgeNode(options.settings, () => this.#nowMs());
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Why nothing is sent although the broker is there, or not all. */
  get fault(): Fault | undefined {
    return this.#held ?? this.#unfit;
  }

  /** Rejects on what is a fault of ours. */
  run(signal: AbortSignal): Promise<void> {
    const { clock, wait, random, log, onChange } = this.#options;
    return runBrokerSession(
      {
        ...{ clock, wait, random, log },
        connect: (either) => this.#connect(either),
        use: (link, either) => this.#use(link, either),
        onState: (state) => {
          this.#state = state;
          onChange();
        },
      },
      signal,
    );
  }

  /** Its connection is gone: hosts are told, until its next data. Returns at once. */
  rigLost(rig: string): void {
    const deaths = this.#node.deviceDeath(rig);
    if (this.#isBorn) for (const death of deaths) this.#say(death);
  }

  async #connect(signal: AbortSignal): Promise<MqttLink> {
    const { settings, broker, clock } = this.#options;
    const { primaryHost } = settings;
    this.#bdSeq = await settings.nextBdSeq();
    this.#host = UNHEARD;
    const commands = sparkplugTopic(settings, "NCMD");
    return openMqttLink(
      {
        settings: broker,
        clock,
        will: deathMessage(settings, this.#bdSeq, this.#nowMs()),
        topics: [commands, ...(primaryHost === undefined ? [] : [stateTopicOf(primaryHost)])],
        onMessage: (topic, payload) =>
          topic === commands ? this.#onCommand(payload) : this.#onHost(payload),
      },
      signal,
    );
  }

  async #use(link: MqttLink, signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    void link.closed.then(() => ended.abort());
    const either = AbortSignal.any([signal, ended.signal]);
    this.#tellHeld();
    while (!either.aborted && !this.#mayspeak()) await this.#options.wait(TICK_MS, either);
    this.#tellHeld();
    if (!either.aborted) await this.#speak(link, either);
    if (ended.signal.aborted) return;
    // A clean goodbye suppresses the will. Who stays away for its host comes back for it.
    await Promise.race([
      this.#goodbye(link),
      this.#options.wait(500, new AbortController().signal),
    ]);
    if (!signal.aborted) await link[Symbol.asyncDispose]();
  }

  async #speak(link: MqttLink, signal: AbortSignal): Promise<void> {
    const silent = new AbortController();
    const either = AbortSignal.any([signal, silent.signal]);
    this.#link = link;
    this.#node.forget();
    this.#birth();
    const sending = this.#options.pump.run(this.#throughNode(link), either);
    try {
      while (!either.aborted) {
        await this.#options.wait(TICK_MS, either);
        if (!this.#mayspeak()) silent.abort();
        else if (this.#isRebirthDue && this.#sinceBirthMs() >= REBIRTH_EVERY_MS) this.#birth();
      }
    } finally {
      this.#isBorn = false;
      silent.abort();
      await sending;
      this.#link = undefined;
    }
  }

  #mayspeak(): boolean {
    return this.#options.settings.primaryHost === undefined || this.#host.isOnline;
  }

  #tellHeld(): void {
    const { settings, clock, onChange } = this.#options;
    const message = `the primary host ${settings.primaryHost} is not there`;
    this.#held = this.#mayspeak()
      ? undefined
      : faultOf(new DeliveryError("host.away", message), clock.now().utcUs, this.#held);
    onChange();
  }

  #birth(): void {
    this.#isRebirthDue = false;
    this.#bornAtNs = this.#options.clock.now().monoNs;
    this.#isBorn = true;
    const { messages, unfit } = this.#node.birth(this.#bdSeq, (message) =>
      fits(message, this.#link?.packetBytesMax),
    );
    for (const message of messages) this.#say(message);
    this.#tellUnfit(unfit);
  }

  /** A broker that is sent more than it takes cuts the connection, at every birth anew. */
  #tellUnfit(devices: readonly string[]): void {
    const { clock, log, onChange } = this.#options;
    const before = this.#unfit;
    this.#unfitDevices = devices;
    const message = `the broker's packets are too small for the birth of ${devices.join(", ")}`;
    this.#unfit =
      devices.length === 0
        ? undefined
        : faultOf(new DeliveryError("message.too-large", message), clock.now().utcUs, before);
    if (this.#unfit?.message === before?.message) return;
    if (this.#unfit !== undefined) log.warn({ code: this.#unfit.code, devices }, message);
    onChange();
  }

  /** Throws DeliveryError; tells of a device that can not be born until packets are larger. */
  #check(message: OutgoingMessage, packetBytesMax: number | undefined): void {
    const [, , type, , device] = message.topic.split("/");
    if (type === "DBIRTH" && device !== undefined && !fits(message, packetBytesMax)) {
      this.#tellUnfit([...new Set([...this.#unfitDevices, device])]);
    }
    assertFits(message, packetBytesMax);
  }

  /** Made and sent in one go: `seq` must arrive in order. */
  #say(message: OutgoingMessage): void {
    this.#link?.publish(message).catch((error: unknown) => this.#onLost(error));
  }

  #onLost(error: unknown): void {
    // The session sees by `link.closed` that the connection is gone, and makes another.
    if (!(error instanceof DeliveryError)) throw error;
  }

  /** For the pump: each batch as data of the rigs, settled when the broker has it. */
  #throughNode(link: MqttLink): MqttLink {
    return {
      protocolVersion: link.protocolVersion,
      receiveMaximum: link.receiveMaximum,
      packetBytesMax: undefined,
      closed: link.closed,
      fence: () => link.fence(),
      publish: async ({ payload }) => {
        const { historical, readings }: Batch = JSON.parse(String(payload));
        const messages = this.#node.data(readings, {
          historical,
          check: (message) => this.#check(message, link.packetBytesMax),
        });
        await Promise.all(messages.map((message) => link.publish(message)));
        await link.fence();
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  }

  async #goodbye(link: MqttLink): Promise<void> {
    try {
      await link.publish(deathMessage(this.#options.settings, this.#bdSeq, this.#nowMs()));
    } catch (error) {
      this.#onLost(error);
    }
  }

  #onCommand(payload: Uint8Array): void {
    const metrics = decodeCommand(payload);
    if (metrics === undefined) {
      this.#options.log.warn({ code: "command.unreadable" }, "an NCMD is no Sparkplug payload");
      return;
    }
    if (!metrics.some(({ name, boolean }) => name === REBIRTH && boolean === true)) return;
    this.#isRebirthDue = true;
    if (this.#isBorn && this.#sinceBirthMs() >= REBIRTH_EVERY_MS) this.#birth();
  }

  #onHost(payload: Uint8Array): void {
    this.#host = nextHostState(this.#host, payload);
  }

  #sinceBirthMs(): number {
    return Number((this.#options.clock.now().monoNs - this.#bornAtNs) / 1_000_000n);
  }

  #nowMs(): number {
    return this.#options.clock.now().utcUs / 1_000;
  }
}

interface Batch {
  readonly historical: boolean;
  readonly readings: readonly WireReading[];
}
