/**
 * The messages of one Sparkplug edge node, in the order its session demands: NBIRTH, a DBIRTH for
 * each device, data by alias. Every message made here must be sent, and in that order: `seq`
 * counts them. A rig is a device, a channel (of a slot) a metric. Pure but for its own counters.
 */
import type { WireReading } from "../feed.ts";
import { decodeValue } from "../feed.ts";
import type { OutgoingMessage } from "../link/contract.ts";
import {
  BOOLEAN,
  type DataType,
  DOUBLE,
  encodePayload,
  INT64,
  type Metric,
  STRING,
  UINT64,
} from "./payload-codec.ts";

export const REBIRTH = "Node Control/Rebirth";
const GOOD = 192;
const STALE = 500;
const BAD = 0;

export interface EdgeNodeName {
  readonly groupId: string;
  readonly edgeNodeId: string;
}

interface KnownMetric {
  readonly alias: number;
  datatype: DataType;
  latest: WireReading;
}

interface Device {
  readonly metrics: Map<string, KnownMetric>;
  /** Its birth went out in this session. */
  isBorn: boolean;
  isOnline: boolean;
}

export interface Birth {
  readonly messages: readonly OutgoingMessage[];
  /** Devices that hosts do not get to know. */
  readonly unfit: readonly string[];
}

/** `spBv1.0/GROUP/TYPE/NODE[/DEVICE]`. */
export function sparkplugTopic(
  { groupId, edgeNodeId }: EdgeNodeName,
  type: string,
  device?: string,
): string {
  const name = device === undefined ? [] : [device.replace(/[/+#]/g, "_")];
  return ["spBv1.0", groupId, type, edgeNodeId, ...name].join("/");
}

/** NDEATH: the will of a connection, and what is said before a goodbye. */
export function deathMessage(name: EdgeNodeName, bdSeq: number, nowMs: number): OutgoingMessage {
  const metric = {
    name: "bdSeq",
    timestampMs: nowMs,
    datatype: INT64,
    value: BigInt(bdSeq),
  } as const;
  const payload = encodePayload({ timestampMs: nowMs, metrics: [metric] });
  return { topic: sparkplugTopic(name, "NDEATH"), payload, qos: 1 };
}

/** Keeps metrics and aliases for the life of the gateway, through every session. */
export class EdgeNode {
  readonly #name: EdgeNodeName;
  readonly #nowMs: () => number;
  readonly #devices = new Map<string, Device>();
  #aliases = 0;
  #seq = 0;

  constructor(name: EdgeNodeName, nowMs: () => number) {
    this.#name = name;
    this.#nowMs = nowMs;
  }

  /**
   * NBIRTH with `seq` 0 and every device that is online: at a session's start and on a rebirth.
   * A device whose birth `fits` says no to is left out, and is named in `unfit`.
   */
  birth(bdSeq: number, fits: (message: OutgoingMessage) => boolean): Birth {
    this.#seq = 0;
    const timestampMs = this.#nowMs();
    const metrics: Metric[] = [
      { name: "bdSeq", timestampMs, datatype: INT64, value: BigInt(bdSeq) },
      { name: REBIRTH, timestampMs, datatype: BOOLEAN, value: false },
    ];
    const messages = [this.#message("NBIRTH", metrics)];
    const unfit: string[] = [];
    for (const [name, device] of this.#devices) {
      if (!device.isOnline) continue;
      const before = this.#seq;
      const birth = this.#deviceBirth(name, device);
      if (fits(birth)) {
        messages.push(birth);
      } else {
        this.#unsay(before, [device]);
        unfit.push(name);
      }
    }
    return { messages, unfit };
  }

  /**
   * DDATA for each rig; before it a DBIRTH where a metric is new or of another type. Rethrows what
   * `check` throws at one of them: then none is counted as sent.
   */
  data(
    readings: readonly WireReading[],
    { historical, check }: { historical: boolean; check: (message: OutgoingMessage) => void },
  ): OutgoingMessage[] {
    const before = this.#seq;
    const rigs = new Map<string, WireReading[]>();
    for (const reading of readings) {
      const own = rigs.get(reading.rig) ?? [];
      rigs.set(reading.rig, own);
      own.push(reading);
    }
    const bornNow: Device[] = [];
    const messages = [...rigs].flatMap(([rig, own]) => {
      const device = this.#device(rig);
      const changed = own.filter((reading) => this.#learn(device, reading, historical)).length > 0;
      device.isOnline = true;
      const isBirthDue = changed || !device.isBorn;
      if (isBirthDue) bornNow.push(device);
      const births = isBirthDue ? [this.#deviceBirth(rig, device)] : [];
      const metrics = own.map((reading) => dataMetric(device, reading, historical));
      return [...births, this.#message("DDATA", metrics, rig)];
    });
    try {
      for (const message of messages) check(message);
    } catch (error) {
      this.#unsay(before, bornNow);
      throw error;
    }
    return messages;
  }

  /** Messages that do not go have no number and bear nobody. */
  #unsay(seq: number, devices: readonly Device[]): void {
    this.#seq = seq;
    for (const device of devices) device.isBorn = false;
  }

  /** DDEATH where the rig's birth went out; its next data brings a new one. */
  deviceDeath(rig: string): OutgoingMessage[] {
    const device = this.#devices.get(rig);
    if (device === undefined || !device.isOnline) return [];
    device.isOnline = false;
    if (!device.isBorn) return [];
    device.isBorn = false;
    return [this.#message("DDEATH", [], rig)];
  }

  /** A new session begins with births; whatever was born before is not any more. */
  forget(): void {
    for (const device of this.#devices.values()) device.isBorn = false;
  }

  #device(rig: string): Device {
    const known = this.#devices.get(rig);
    if (known !== undefined) return known;
    const device: Device = { metrics: new Map(), isBorn: false, isOnline: true };
    this.#devices.set(rig, device);
    return device;
  }

  /** True where hosts need a birth to understand it. */
  #learn({ metrics }: Device, reading: WireReading, historical: boolean): boolean {
    const key = metricName(reading);
    const datatype = datatypeOf(reading);
    const known = metrics.get(key);
    if (known === undefined) {
      this.#aliases += 1;
      metrics.set(key, { alias: this.#aliases, datatype, latest: reading });
      return true;
    }
    const changed = known.datatype !== datatype;
    if (changed || !historical || reading.takenAt > known.latest.takenAt) known.latest = reading;
    known.datatype = datatype;
    return changed;
  }

  #deviceBirth(rig: string, device: Device): OutgoingMessage {
    device.isBorn = true;
    const metrics = [...device.metrics].map(([name, { alias, datatype, latest }]): Metric => {
      const properties = { engUnit: latest.unit, Quality: qualityOf(latest) };
      return { name, alias, datatype, properties, ...metricValue(latest) };
    });
    return this.#message("DBIRTH", metrics, rig);
  }

  #message(type: string, metrics: readonly Metric[], device?: string): OutgoingMessage {
    const payload = encodePayload({ timestampMs: this.#nowMs(), seq: this.#seq, metrics });
    this.#seq = (this.#seq + 1) % 256;
    return { topic: sparkplugTopic(this.#name, type, device), payload, qos: 0 };
  }
}

/** With the quality always: hosts keep a property until they are told another. */
function dataMetric({ metrics }: Device, reading: WireReading, historical: boolean): Metric {
  const known = metrics.get(metricName(reading));
  const { alias = 0 } = known ?? {};
  const properties = { Quality: qualityOf(reading) };
  const head = { alias, datatype: datatypeOf(reading), properties };
  return { ...head, ...metricValue(reading), ...(historical ? { isHistorical: true } : {}) };
}

function metricName({ slot, channel }: WireReading): string {
  return slot === undefined ? channel : `${slot}/${channel}`;
}

function metricValue(reading: WireReading): Pick<Metric, "timestampMs" | "value"> {
  const value = decodeValue(reading);
  const timestampMs = reading.takenAt / 1_000;
  return value === undefined ? { timestampMs } : { timestampMs, value };
}

function datatypeOf({ value, type }: WireReading): DataType {
  if (type === "integer") return integerType(BigInt(value));
  if (type === "number" || typeof value === "number") return DOUBLE;
  return typeof value === "boolean" ? BOOLEAN : STRING;
}

/** What no integer of Sparkplug holds goes as its digits. */
function integerType(value: bigint): DataType {
  if (BigInt.asIntN(64, value) === value) return INT64;
  return BigInt.asUintN(64, value) === value ? UINT64 : STRING;
}

function qualityOf({ quality }: WireReading): number {
  if (quality === "good") return GOOD;
  return quality === "stale" ? STALE : BAD;
}
