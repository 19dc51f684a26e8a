/** What the API answers and the dashboard shows of what sinks hold back. */
import { z } from "zod";
import { time } from "../view-scalars.ts";

/** Names one position at one sink. */
export const heldPlace = z.object({
  sink: z.string().min(1).max(64).describe("Name of the sink, such as `influxdb`"),
  stream: z.enum(["ledger", "telemetry"]),
  position: z.coerce.number().int().min(1).describe("In the stream: of the ledger its seq"),
});

/** One position that a sink would not take, and what it is. */
export const heldView = heldPlace.extend({
  position: z.number().int(),
  reason: z.string().describe("In the receiver's own words, with ours before them"),
  attempts: z.number().int().describe("How often it was tried, over all retries"),
  since: time.describe("When it was put here, the last time"),
  mended: z.boolean().describe("A person wrote something in its place; a retry sends that"),
  what: z.string().describe("What it is: `run`, `reading`, or the type of the entry"),
  at: time.optional().describe("When it was taken or finished"),
  rig: z.string().optional(),
  runId: z.string().optional(),
  serialNumber: z.string().optional(),
  channel: z.string().optional(),
  value: z.string().optional().describe("Of a reading, as text"),
  unit: z.string().optional(),
});

/** What the sink would be sent. */
export const wouldSend = z.object({
  format: z.enum(["line-protocol", "mqtt", "unknown"]),
  lines: z.array(z.string()).describe("Line by line, exactly as it would go out"),
  problem: z.string().optional().describe("Why a part of it can not be written"),
});

/** One held position with everything that helps to decide. */
export const heldDetail = heldView.extend({
  record: z.unknown().describe("The entry's body, or the reading: what the ledger holds"),
  wouldSend: wouldSend.describe("Without the mend"),
  mendedLines: z.array(z.string()).optional(),
});

export type HeldPlace = z.infer<typeof heldPlace>;
export type HeldView = z.infer<typeof heldView>;
export type HeldDetail = z.infer<typeof heldDetail>;
export type WouldSend = z.infer<typeof wouldSend>;
