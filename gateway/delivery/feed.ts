/**
 * The wire between gateway and historian: the feed (gateway → historian) and the receipt
 * (historian → gateway), as JSON with a version in `schema`. Both ends decode what they get with
 * the schemas here, as something foreign.
 */
import { z } from "zod";
import type { ReadingValue } from "../../drivers/contract.ts";
import type { NumberedReading } from "../ledger/contract.ts";

export const FEED_SCHEMA = "rigline.feed/1";
export const RECEIPT_SCHEMA = "rigline.receipt/1";
export const LISTENING_SCHEMA = "rigline.listening/1";

const position = z.int().min(0);
const stream = z.enum(["ledger", "telemetry"]);
const range = z.object({ from: position, to: position });

/**
 * A value without loss: JSON has no 64-bit integers, NaN, infinity or minus zero, so those travel
 * as text with their `type` beside them.
 */
export const wireReading = z.object({
  ordinal: position,
  rig: z.string(),
  channel: z.string(),
  slot: z.string().optional(),
  value: z.union([z.number(), z.string(), z.boolean()]),
  type: z.enum(["integer", "number"]).optional(),
  unit: z.string(),
  quality: z.string(),
  takenAt: z.number(),
  runId: z.string().optional(),
  step: z.string().optional(),
  attempt: z.number().optional(),
  reported: z.string().optional(),
});

/** What of a finished run goes into points; everything else of it is passed over. */
export const wireRun = z.looseObject({
  id: z.string(),
  rig: z.string(),
  station: z.string(),
  operation: z.string(),
  slot: z.string().optional(),
  serialNumber: z.string().optional(),
  partNumber: z.string().optional(),
  orderId: z.string().optional(),
  simulated: z.boolean().optional(),
  startedAt: z.number(),
  finishedAt: z.number(),
  durationMs: z.number().optional(),
  completion: z.enum(["completed", "aborted", "timeout", "error"]),
  cause: z.string().optional(),
  outcome: z.string(),
  mismatch: z.boolean().optional(),
  measurements: z.array(
    z.looseObject({
      id: z.string(),
      attempt: z.number(),
      value: z.union([z.number(), z.string(), z.boolean()]),
      integer: z.boolean().optional(),
      unit: z.string(),
      quality: z.string(),
      takenAt: z.number(),
      computed: z.string(),
    }),
  ),
});

const wireEntry = z.object({
  seq: position,
  leaf: z.string(),
  recordHash: z.string(),
  run: wireRun,
});

const feedHeader = z.object({
  schema: z.literal(FEED_SCHEMA),
  logId: z.string(),
  gatewayId: z.string(),
  stream,
  /** The hull of what the message carries: from ≤ position < to. */
  from: position,
  to: position,
  historical: z.boolean(),
  site: z.string(),
  line: z.string(),
  /** Station of each rig that occurs. */
  stations: z.record(z.string(), z.string()),
  /** Lines that a person wrote in place of those of a position. */
  mended: z.array(z.object({ position, lines: z.array(z.string()) })).optional(),
});

/** From the gateway to its historian. */
export const feedMessage = z.discriminatedUnion("stream", [
  feedHeader.extend({ stream: z.literal("ledger"), entries: z.array(wireEntry) }),
  feedHeader.extend({ stream: z.literal("telemetry"), readings: z.array(wireReading) }),
]);

const receipt = z.object({
  schema: z.literal(RECEIPT_SCHEMA),
  logId: z.string(),
  stream,
  settled: z.array(range),
  rejected: z.array(range.extend({ reason: z.string() })),
  /** Set while the historian can not write and holds what it has: send nothing more for now. */
  paused: z.object({ code: z.string(), message: z.string(), remedy: z.string() }).optional(),
});

/** Said on the receipt topic after each connect: what was sent before may not have been heard. */
const listening = z.object({ schema: z.literal(LISTENING_SCHEMA) });
/** From the historian to its gateway. */
export const historianAnswer = z.discriminatedUnion("schema", [receipt, listening]);

export type HistorianAnswer = z.infer<typeof historianAnswer>;
export type WireReading = z.infer<typeof wireReading>;
export type WireEntry = z.infer<typeof wireEntry>;
export type WireRun = z.infer<typeof wireRun>;
export type FeedHeader = z.infer<typeof feedHeader>;
export type FeedMessage = z.infer<typeof feedMessage>;
export type Receipt = z.infer<typeof receipt>;
export type Pause = NonNullable<Receipt["paused"]>;

export type RunOfEntry =
  | { readonly kind: "run"; readonly run: WireRun }
  | { readonly kind: "not-routed" }
  | { readonly kind: "unreadable"; readonly problem: string };

/** The finished run in a ledger entry; other entries and started runs are not routed. */
export function runOfEntry(type: string, body: unknown): RunOfEntry {
  if (type !== "run") return { kind: "not-routed" };
  const parsed = wireRun.safeParse(body);
  if (parsed.success) return { kind: "run", run: parsed.data };
  const completion = (body as { completion?: unknown } | null)?.completion;
  if (completion === undefined || completion === "running") return { kind: "not-routed" };
  return { kind: "unreadable", problem: z.prettifyError(parsed.error) };
}

/** A reading as it goes over the wire; positions and values survive exactly. */
export function encodeReading(reading: NumberedReading): WireReading {
  const { value: plain, ...rest } = reading;
  return { ...rest, ...encodeValue(plain) };
}

/** The value as JSON can hold it, with its `type` where JSON lacks one. */
export function encodeValue(plain: ReadingValue): Pick<WireReading, "value" | "type"> {
  if (typeof plain === "bigint") return { value: plain.toString(), type: "integer" };
  if (typeof plain !== "number") return { value: plain };
  if (Number.isFinite(plain) && !Object.is(plain, -0)) return { value: plain };
  return { value: Object.is(plain, -0) ? "-0" : String(plain), type: "number" };
}

/** The value as it was read; undefined where the text is not of its stated type. */
export function decodeValue(wire: Pick<WireReading, "value" | "type">): ReadingValue | undefined {
  if (wire.type === undefined) return wire.value;
  if (typeof wire.value !== "string") return undefined;
  if (wire.type === "integer") return /^-?\d+$/.test(wire.value) ? BigInt(wire.value) : undefined;
  return NUMBERS_JSON_LACKS.get(wire.value);
}

const NUMBERS_JSON_LACKS: ReadonlyMap<string, number> = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["-0", -0],
]);

export type Decoded<Message> =
  | { readonly message: Message }
  /** `header` where at least that could be read, so that the sender can be answered. */
  | { readonly problem: string; readonly header?: FeedHeader };

/** What the historian reads; never throws. */
export function decodeFeed(payload: Buffer): Decoded<FeedMessage> {
  const json = parseJson(payload);
  const whole = feedMessage.safeParse(json);
  if (whole.success) return { message: whole.data };
  const header = feedHeader.safeParse(json);
  const problem = z.prettifyError(whole.error);
  return header.success ? { problem, header: header.data } : { problem };
}

/** What the gateway reads on the receipt topic; never throws. */
export function decodeAnswer(payload: Buffer): Decoded<HistorianAnswer> {
  const parsed = historianAnswer.safeParse(parseJson(payload));
  return parsed.success ? { message: parsed.data } : { problem: z.prettifyError(parsed.error) };
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString("utf8"));
  } catch {
    // Whoever reads this gets `undefined`, which no schema takes: the caller reports it.
    return undefined;
  }
}
