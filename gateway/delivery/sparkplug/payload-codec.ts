/**
 * The payload of Sparkplug B 3.0.0 as Protocol Buffers: the fields of
 * `org.eclipse.tahu.protobuf.Payload` (proto2) that an edge node needs. Pure.
 */
import { ProtoReader, ProtoWriter } from "./protobuf.ts";

/** Of Sparkplug: Int32 3, Int64 4, UInt64 8, Double 10, Boolean 11, String 12. */
export type DataType = 3 | 4 | 8 | 10 | 11 | 12;
export const INT64 = 4;
export const UINT64 = 8;
export const DOUBLE = 10;
export const BOOLEAN = 11;
export const STRING = 12;
const INT32 = 3;

export interface Metric {
  /** In births; data carries the alias alone. */
  readonly name?: string;
  readonly alias?: number;
  /** Milliseconds since 1970. */
  readonly timestampMs: number;
  readonly datatype: DataType;
  readonly isHistorical?: boolean;
  /** Absent: the value is null. */
  readonly value?: number | bigint | boolean | string;
  readonly properties?: Readonly<Record<string, number | string>>;
}

export interface Payload {
  readonly timestampMs: number;
  /** 0 to 255; absent in a death. */
  readonly seq?: number;
  readonly metrics: readonly Metric[];
}

/** Field numbers of Payload and Metric. */
const PAYLOAD = { timestamp: 1, metrics: 2, seq: 3 } as const;
const METRIC = {
  ...{ name: 1, alias: 2, timestamp: 3, datatype: 4, isHistorical: 5, isNull: 7, properties: 9 },
  ...{ int: 10, long: 11, double: 13, boolean: 14, string: 15 },
} as const;
const PROPERTY_SET = { keys: 1, values: 2 } as const;
const PROPERTY = { type: 1, int: 3, string: 8 } as const;

/** The bytes of a payload. */
export function encodePayload({ timestampMs, seq, metrics }: Payload): Uint8Array {
  const writer = new ProtoWriter();
  writer.varint(PAYLOAD.timestamp, BigInt(Math.trunc(timestampMs)));
  for (const metric of metrics) writer.bytes(PAYLOAD.metrics, encodeMetric(metric));
  if (seq !== undefined) writer.varint(PAYLOAD.seq, BigInt(seq));
  return writer.finish();
}

function encodeMetric(metric: Metric): Uint8Array {
  const { name, alias, timestampMs, datatype, isHistorical, value, properties } = metric;
  const writer = new ProtoWriter();
  if (name !== undefined) writer.text(METRIC.name, name);
  if (alias !== undefined) writer.varint(METRIC.alias, BigInt(alias));
  writer.varint(METRIC.timestamp, BigInt(Math.trunc(timestampMs)));
  writer.varint(METRIC.datatype, BigInt(datatype));
  if (isHistorical === true) writer.varint(METRIC.isHistorical, 1n);
  if (value === undefined) writer.varint(METRIC.isNull, 1n);
  if (properties !== undefined) writer.bytes(METRIC.properties, encodeProperties(properties));
  if (value !== undefined) writeValue(writer, datatype, value);
  return writer.finish();
}

function writeValue(writer: ProtoWriter, datatype: DataType, value: NonNullable<Metric["value"]>) {
  if (datatype === INT64 || datatype === UINT64)
    writer.varint(METRIC.long, BigInt.asUintN(64, BigInt(value)));
  else if (datatype === DOUBLE) writer.double(METRIC.double, Number(value));
  else if (datatype === BOOLEAN) writer.varint(METRIC.boolean, value === true ? 1n : 0n);
  else if (datatype === STRING) writer.text(METRIC.string, String(value));
  else writer.varint(METRIC.int, BigInt.asUintN(32, BigInt(value)));
}

function encodeProperties(properties: Readonly<Record<string, number | string>>): Uint8Array {
  const writer = new ProtoWriter();
  for (const key of Object.keys(properties)) writer.text(PROPERTY_SET.keys, key);
  for (const value of Object.values(properties)) {
    const property = new ProtoWriter();
    property.varint(PROPERTY.type, BigInt(typeof value === "string" ? STRING : INT32));
    if (typeof value === "string") property.text(PROPERTY.string, value);
    else property.varint(PROPERTY.int, BigInt.asUintN(32, BigInt(value)));
    writer.bytes(PROPERTY_SET.values, property.finish());
  }
  return writer.finish();
}

/** A metric of a command: what an edge node looks at. */
export interface CommandMetric {
  readonly name?: string;
  readonly boolean?: boolean;
}

/** The metrics of a command; undefined where the bytes are no payload. Never throws. */
export function decodeCommand(payload: Uint8Array): readonly CommandMetric[] | undefined {
  const fields = ProtoReader.read(payload);
  if (fields === undefined) return undefined;
  const metrics: CommandMetric[] = [];
  for (const { field, bytes } of fields) {
    if (field !== PAYLOAD.metrics || bytes === undefined) continue;
    const inner = ProtoReader.read(bytes);
    if (inner === undefined) return undefined;
    const name = inner.find((item) => item.field === METRIC.name)?.bytes;
    const flag = inner.find((item) => item.field === METRIC.boolean)?.varint;
    metrics.push({
      ...(name === undefined ? {} : { name: Buffer.from(name).toString("utf8") }),
      ...(flag === undefined ? {} : { boolean: flag !== 0n }),
    });
  }
  return metrics;
}
