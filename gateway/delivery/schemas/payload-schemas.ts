/** The shape of every payload, as JSON Schema: in the repository and retained on the broker. */
import { z } from "zod";
import { ALARM_KINDS, ALARM_STATES } from "../../domain/alarm/alarm.ts";
import { ALARM_SCHEMA } from "../alarm-messages.ts";
import { commandAnswer, commandBody, commandEnvelope } from "../commands/command-message.ts";
import { feedMessage, historianAnswer, wireReading, wireRun } from "../feed.ts";
import { LIVE_SCHEMA } from "../live/live-values.ts";
import { RUN_SCHEMA, STATE_SCHEMA, TELEMETRY_SCHEMA } from "../payloads.ts";

const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe("SHA-256, in hex");
const position = z.int().min(0);
const micros = z.number().describe("Microseconds since 1970-01-01 UTC");
const ofLedger = {
  logId: z.string().describe("With `seq` the identity of the record: take it once"),
  seq: position,
  leaf: hash.describe("Of the entry in the Merkle log"),
  recordHash: hash,
  version: z.int().min(1),
};

const run = z.strictObject({
  schema: z.literal(RUN_SCHEMA),
  ...ofLedger,
  recordSchema: z.string().describe("Schema of the record in the ledger"),
  run: wireRun,
});

const telemetry = z.strictObject({
  schema: z.literal(TELEMETRY_SCHEMA),
  logId: z.string().describe("With a reading's `ordinal` its identity: take it once"),
  from: position,
  to: position.describe("from ≤ ordinal < to"),
  historical: z.boolean().describe("True where it is older than 2 s"),
  stations: z.record(z.string(), z.string()).describe("Station of each rig that occurs"),
  readings: z.array(wireReading),
});

const alarm = z.strictObject({
  schema: z.literal(ALARM_SCHEMA),
  ...ofLedger,
  action: z.string(),
  isActive: z.boolean(),
  alarm: z.looseObject({
    id: z.string(),
    rig: z.string(),
    station: z.string(),
    kind: z.enum(ALARM_KINDS),
    channel: z.string().optional(),
    what: z.string(),
    flapping: z.boolean(),
    state: z.enum(ALARM_STATES),
    raisedAt: micros,
    clearedAt: micros.optional(),
  }),
});

const live = z.strictObject({
  schema: z.literal(LIVE_SCHEMA),
  gatewayId: z.string(),
  station: z.string(),
  rig: z.string(),
  values: z.array(wireReading.omit({ ordinal: true, rig: true })),
});

const state = z.strictObject({
  schema: z.literal(STATE_SCHEMA),
  gatewayId: z.string(),
  state: z.enum(["online", "offline"]),
});

/** By the name in the topic and of the file. */
export const PAYLOADS = {
  ...{ run, telemetry, alarm, live, state },
  ...{ feed: feedMessage, receipt: historianAnswer },
  ...{ command: commandEnvelope, "command-body": commandBody, answer: commandAnswer },
} as const satisfies Readonly<Record<string, z.ZodType>>;

/** JSON Schema 2020-12 by name, for a consumer of any language. */
export function payloadSchemas(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(PAYLOADS).map(([name, schema]) => [
      name,
      { ...z.toJSONSchema(schema, { io: "output" }), title: `Rigline payload: ${name}` },
    ]),
  );
}
