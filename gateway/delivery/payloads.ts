/** Topics and payloads of the gateway on the broker. Pure; documented in README.md. */
import { fillTemplate, type TopicTemplates, topicLevel } from "../domain/topic/topic-template.ts";
import type { Mend, NumberedReading, Range } from "../ledger/contract.ts";
import { encodeReading, FEED_SCHEMA, type FeedHeader, type WireEntry } from "./feed.ts";
import type { OutgoingMessage } from "./link/contract.ts";
import type { RoutedRun, RoutedRuns } from "./schedule/entry-batches.ts";

/** Where the gateway stands, ISA-95: enterprise / site / area / line. */
export interface SiteAddress {
  readonly enterprise: string;
  readonly name: string;
  readonly area: string;
  readonly line: string;
}

/** Who speaks: constant for the life of a ledger. */
export interface Speaker {
  readonly logId: string;
  readonly gatewayId: string;
  readonly site: SiteAddress;
  /** Checked by `findTemplateFault`. */
  readonly topics: TopicTemplates;
  /** Station of each rig, by name. */
  readonly stations: Readonly<Record<string, string>>;
}

export const RUN_SCHEMA = "rigline.run/1";
export const TELEMETRY_SCHEMA = "rigline.telemetry/1";
export const STATE_SCHEMA = "rigline.state/1";
/** Of one telemetry message: what a broker with small packets takes without complaint. */
export const READINGS_MAX = 1_000;
/** Of the readings in one message, as JSON. */
export const MESSAGE_BYTES_MAX = 64 * 1024;

/** The topic of a kind of message; `more` are the places beyond the line's own. */
export function topicOf(
  speaker: Speaker,
  kind: keyof TopicTemplates,
  more: Readonly<Record<string, string>> = {},
): string {
  const { site, gatewayId, topics } = speaker;
  const { enterprise, name, area, line } = site;
  return fillTemplate(topics[kind], { enterprise, site: name, area, line, gatewayId, ...more });
}

/** Whether the gateway is there; retained. */
export function stateTopic(gatewayId: string): string {
  return `rigline/${topicLevel(gatewayId)}/state`;
}

/** From the gateway to its historian. */
export function feedTopic(gatewayId: string): string {
  return `rigline/${topicLevel(gatewayId)}/historian/feed`;
}

/** From the historian to its gateway. */
export function receiptTopic(gatewayId: string): string {
  return `rigline/${topicLevel(gatewayId)}/historian/receipt`;
}

/** The retained birth, and the will the broker publishes when the gateway vanishes. */
export function stateMessage(gatewayId: string, state: "online" | "offline"): OutgoingMessage {
  const payload = JSON.stringify({ schema: STATE_SCHEMA, gatewayId, state });
  return { topic: stateTopic(gatewayId), payload, retain: true };
}

/** A finished run for third parties. */
export function runMessage(speaker: Speaker, { stored, run }: RoutedRun): OutgoingMessage {
  const { seq, bodyHash, version, schema } = stored.entry;
  const head = { schema: RUN_SCHEMA, logId: speaker.logId, seq, leaf: stored.leaf };
  const payload = {
    ...head,
    recordHash: bodyHash,
    version,
    recordSchema: schema,
    run: stored.body,
  };
  return {
    topic: topicOf(speaker, "run", { station: run.station }),
    payload: JSON.stringify(payload),
    userProperties: { schema: RUN_SCHEMA, recordHash: bodyHash, leaf: stored.leaf, seq: `${seq}` },
  };
}

export interface TelemetryBatch {
  readonly from: number;
  readonly to: number;
  readonly historical: boolean;
  /** Each as JSON: measured and sent as it is, not written twice. */
  readonly readings: readonly string[];
  /** Names of the rigs that occur. */
  readonly rigs: ReadonlySet<string>;
}

/**
 * As many readings as one message takes: READINGS_MAX, MESSAGE_BYTES_MAX (one too large reading
 * goes alone), and without a gap, because a message speaks for every position it spans.
 */
export function batchOf(readings: readonly NumberedReading[], historical: boolean): TelemetryBatch {
  const batch: string[] = [];
  const rigs = new Set<string>();
  let bytes = 0;
  const from = readings[0]?.ordinal ?? 0;
  for (const reading of readings) {
    if (batch.length >= READINGS_MAX || reading.ordinal !== from + batch.length) break;
    const json = JSON.stringify(encodeReading(reading));
    bytes += Buffer.byteLength(json) + 1;
    if (batch.length > 0 && bytes > MESSAGE_BYTES_MAX) break;
    batch.push(json);
    rigs.add(reading.rig);
  }
  return { from, to: from + batch.length, historical, readings: batch, rigs };
}

/** The head as JSON with the readings appended. */
function withReadings(head: object, { readings }: TelemetryBatch): string {
  return `${JSON.stringify(head).slice(0, -1)},"readings":[${readings.join(",")}]}`;
}

/** Readings for third parties. */
export function telemetryMessage(speaker: Speaker, batch: TelemetryBatch): OutgoingMessage {
  const { from, to, historical } = batch;
  const stations = stationsOf(speaker, batch);
  const head = { schema: TELEMETRY_SCHEMA, logId: speaker.logId, from, to, historical, stations };
  return {
    topic: topicOf(speaker, "telemetry"),
    payload: withReadings(head, batch),
    userProperties: { schema: TELEMETRY_SCHEMA },
  };
}

function stationsOf(speaker: Speaker, { rigs }: TelemetryBatch): Record<string, string> {
  const stations: Record<string, string> = {};
  for (const rig of rigs) {
    const station = speaker.stations[rig];
    if (station !== undefined) stations[rig] = station;
  }
  return stations;
}

function feedHead(speaker: Speaker, from: number, to: number): Omit<FeedHeader, "stream"> {
  const { logId, gatewayId, site } = speaker;
  const place = { site: site.name, line: site.line, stations: {} };
  return { schema: FEED_SCHEMA, logId, gatewayId, from, to, historical: false, ...place };
}

/** Telemetry for the historian. */
export function telemetryFeed(
  speaker: Speaker,
  batch: TelemetryBatch,
  mends: readonly Mend[],
): OutgoingMessage {
  const { from, to, historical } = batch;
  const own = { historical, stations: stationsOf(speaker, batch), ...mended(mends, batch) };
  const head = { ...feedHead(speaker, from, to), stream: "telemetry", ...own };
  return {
    topic: feedTopic(speaker.gatewayId),
    payload: withReadings(head, batch),
    userProperties: { schema: FEED_SCHEMA },
  };
}

/** Those of the message's positions; nothing where there are none. */
function mended(
  mends: readonly Mend[],
  { from, to }: Range,
): { readonly mended?: readonly Mend[] } {
  const own = mends.filter(({ position }) => from <= position && position < to);
  return own.length === 0 ? {} : { mended: own };
}

/** Finished runs for the historian, in order. */
export function runFeed(
  speaker: Speaker,
  runs: RoutedRuns,
  mends: readonly Mend[],
): OutgoingMessage {
  const entries = runs.map(({ stored, run }): WireEntry => {
    const { seq, bodyHash } = stored.entry;
    return { seq, leaf: stored.leaf, recordHash: bodyHash, run };
  });
  const from = runs[0].stored.entry.seq;
  const to = (entries.at(-1)?.seq ?? from) + 1;
  const own = mended(mends, { from, to });
  const head = { ...feedHead(speaker, from, to), stream: "ledger", ...own };
  return {
    topic: feedTopic(speaker.gatewayId),
    payload: JSON.stringify({ ...head, entries }),
    userProperties: { schema: FEED_SCHEMA },
  };
}
