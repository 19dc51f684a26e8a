/** A SCADA host for tests: reads payloads with protobufjs by the field numbers of Eclipse Tahu. */
import protobuf from "protobufjs";
import { openMqttLink } from "../../gateway/delivery/mqtt-link.ts";
import { testClock } from "./append-ledger/open.ts";

const { root } = protobuf.parse(`
syntax = "proto2";
message PropertyValue {
  optional uint32 type = 1; optional bool is_null = 2;
  oneof value { uint32 int_value = 3; uint64 long_value = 4; double double_value = 6;
    bool boolean_value = 7; string string_value = 8; }
}
message PropertySet { repeated string keys = 1; repeated PropertyValue values = 2; }
message Metric {
  optional string name = 1; optional uint64 alias = 2; optional uint64 timestamp = 3;
  optional uint32 datatype = 4; optional bool is_historical = 5; optional bool is_transient = 6;
  optional bool is_null = 7; optional PropertySet properties = 9;
  oneof value { uint32 int_value = 10; uint64 long_value = 11; float float_value = 12;
    double double_value = 13; bool boolean_value = 14; string string_value = 15; }
}
message Payload {
  optional uint64 timestamp = 1; repeated Metric metrics = 2; optional uint64 seq = 3;
  optional string uuid = 4; optional bytes body = 5;
}`);
const PayloadType = root.lookupType("Payload");

export interface SeenMetric {
  readonly name?: string;
  readonly alias?: string;
  readonly timestamp?: string;
  readonly datatype: number;
  readonly isHistorical?: boolean;
  readonly isNull?: boolean;
  readonly longValue?: string;
  readonly doubleValue?: number;
  readonly booleanValue?: boolean;
  readonly stringValue?: string;
  readonly properties?: { readonly keys: string[]; readonly values: Record<string, unknown>[] };
}

export interface Seen {
  readonly topic: string;
  /** NBIRTH, DDATA … */
  readonly type: string;
  readonly seq: number | undefined;
  readonly metrics: readonly SeenMetric[];
}

/** Throws where the bytes are no payload. */
export function decodeWithProtobufjs(payload: Uint8Array): Omit<Seen, "topic" | "type"> {
  const message = PayloadType.decode(payload);
  const plain = PayloadType.toObject(message, { longs: String });
  const { seq, metrics = [] } = plain as { seq?: string; metrics?: SeenMetric[] };
  return { seq: seq === undefined ? undefined : Number(seq), metrics };
}

/** Bytes of a payload with these metrics. */
export function encodeWithProtobufjs(metrics: readonly object[]): Uint8Array {
  return PayloadType.encode(PayloadType.create({ timestamp: 1, metrics: [...metrics] })).finish();
}

export interface SparkplugHost extends AsyncDisposable {
  /** In the order they came. */
  readonly seen: readonly Seen[];
  ofType(type: string): Seen[];
  rebirth(node: string): Promise<void>;
  state(host: string, online: boolean, timestamp: number): Promise<void>;
}

/** Hears everything of the group; the caller disposes. */
export async function openSparkplugHost(url: string, group: string): Promise<SparkplugHost> {
  const seen: Seen[] = [];
  const link = await openMqttLink(
    {
      clock: testClock,
      settings: { url, clientId: `host-${group}` },
      topics: [`spBv1.0/${group}/#`],
      onMessage: (topic, payload) => {
        const type = topic.split("/")[2] ?? "";
        if (!type.endsWith("CMD")) seen.push({ topic, type, ...decodeWithProtobufjs(payload) });
      },
    },
    AbortSignal.timeout(20_000),
  );
  return {
    seen,
    ofType: (type) => seen.filter((one) => one.type === type),
    rebirth: (node) =>
      link.publish({
        topic: `spBv1.0/${group}/NCMD/${node}`,
        payload: encodeWithProtobufjs([
          { name: "Node Control/Rebirth", datatype: 11, booleanValue: true },
        ]),
      }),
    state: (host, online, timestamp) =>
      link.publish({
        ...{ topic: `spBv1.0/STATE/${host}`, retain: true },
        payload: JSON.stringify({ online, timestamp }),
      }),
    [Symbol.asyncDispose]: () => link[Symbol.asyncDispose](),
  };
}
