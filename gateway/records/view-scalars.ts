/** The scalars that the views share. */
import { z } from "zod";

/** An instant as text. */
export const time = z.string().describe("ISO 8601, UTC");

/** Of a measurement, or of a run by one side. */
export const verdict = z.enum(["pass", "fail", "unjudged"]);

/** How far a value may be trusted. */
export const quality = z.enum([
  "good",
  "stale",
  "timeout",
  "crc",
  "exception",
  "decode",
  "out-of-range",
  "disconnected",
  "isolated",
]);

/** A band of bounds in the unit of the limits. */
export const band = z.object({ low: z.number().optional(), high: z.number().optional() });
