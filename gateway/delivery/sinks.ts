/** The sinks there are: what each is called, how it settles, what it makes of a record. */
import type { Mend, SinkDeclaration, StoredEntry } from "../ledger/contract.ts";
import { alarmMessages } from "./alarm-messages.ts";
import type { OutgoingMessage } from "./mqtt-link.ts";
import {
  runFeed,
  runMessage,
  type Speaker,
  type TelemetryBatch,
  telemetryFeed,
  telemetryMessage,
} from "./payloads.ts";
import type { RoutedRuns } from "./schedule/entry-batches.ts";

/** One reader of the ledger. A new kind of sink is a new value of this shape. */
export interface SinkRoute {
  readonly declaration: SinkDeclaration;
  readonly kind: "mqtt" | "influxdb";
  /** Where it goes, without secrets. */
  readonly target: string;
  /** Messages under way at a time: unacknowledged, or without receipt. */
  readonly windowMax: number;
  /** Runs one message may carry. */
  readonly runsMax: number;
  /** At least one run, at most `runsMax`. A sink that keeps records as they are knows no mends. */
  readonly ofRuns: (runs: RoutedRuns, mended: readonly Mend[]) => OutgoingMessage;
  /** What one alarm's entry becomes; absent where this sink takes none. */
  readonly ofAlarm?: (stored: StoredEntry) => readonly OutgoingMessage[];
  readonly ofReadings: (batch: TelemetryBatch, mended: readonly Mend[]) => OutgoingMessage;
}

export interface MqttSinkSettings {
  readonly results: boolean;
  readonly telemetry: boolean;
  readonly window: number;
  readonly startsAt: "beginning" | "now";
}

export interface InfluxSinkSettings {
  /** For screens: the database's address without secrets. */
  readonly target: string;
  readonly startsAt: "beginning" | "now";
}

export interface SparkplugSinkSettings {
  readonly groupId: string;
  readonly edgeNodeId: string;
  readonly startsAt: "beginning" | "now";
}

/** Messages without receipt at a time: at most 32 × 64 KB wait in the historian. */
const UNRECEIPTED_MAX = 32;

/** Third parties on the broker; settled when the broker has the message. */
export function mqttRoute(
  speaker: Speaker,
  settings: MqttSinkSettings,
  brokerUrl: string,
): SinkRoute {
  const streams = [
    ...(settings.results ? (["ledger"] as const) : []),
    ...(settings.telemetry ? (["telemetry"] as const) : []),
  ];
  return {
    declaration: { name: "mqtt", settledBy: "puback", streams, startsAt: settings.startsAt },
    kind: "mqtt",
    target: withoutSecrets(brokerUrl),
    windowMax: settings.window,
    // A message of its own for each: consumers subscribe to runs, not to batches.
    runsMax: 1,
    ofRuns: ([first]) => runMessage(speaker, first),
    ofAlarm: (stored) => alarmMessages(speaker, stored),
    ofReadings: (batch) => telemetryMessage(speaker, batch),
  };
}

/** The database behind the historian; settled when the historian says it is written. */
export function influxRoute(speaker: Speaker, settings: InfluxSinkSettings): SinkRoute {
  return {
    declaration: {
      name: "influxdb",
      settledBy: "receipt",
      streams: ["ledger", "telemetry"],
      startsAt: settings.startsAt,
    },
    kind: "influxdb",
    target: withoutSecrets(settings.target),
    windowMax: UNRECEIPTED_MAX,
    runsMax: 50,
    ofRuns: (runs, mended) => runFeed(speaker, runs, mended),
    ofReadings: (batch, mended) => telemetryFeed(speaker, batch, mended),
  };
}

/** Batches whose fence has not come back. */
const UNFENCED_MAX = 8;

/** A SCADA host by Sparkplug; settled when the broker has taken the data. */
export function sparkplugRoute(
  speaker: Speaker,
  { groupId, edgeNodeId, startsAt }: SparkplugSinkSettings,
  brokerUrl: string,
): SinkRoute {
  return {
    declaration: { name: "sparkplug", settledBy: "puback", streams: ["telemetry"], startsAt },
    kind: "mqtt",
    target: `${withoutSecrets(brokerUrl)} · spBv1.0/${groupId}/${edgeNodeId}`,
    windowMax: UNFENCED_MAX,
    runsMax: 1,
    ofRuns: ([first]) => runMessage(speaker, first),
    // Its session makes Sparkplug's messages of it, with the aliases and count of the moment.
    ofReadings: (batch) => telemetryMessage(speaker, batch),
  };
}

/** An address as screens may show it: no user, no password, no query. */
function withoutSecrets(address: string): string {
  return address.replace(/\/\/[^/@\s]*@/, "//").replace(/\?\S*/, "");
}
