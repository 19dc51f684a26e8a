/** Beside the routes: questions about quality need it where no web framework is loaded. */
import { z } from "zod";
import { parseIsoTime } from "../../domain/iso-time.ts";

/** An instant with its zone, as microseconds since the epoch; digits below that are cut. */
export const instantParameter = z
  .string()
  .transform((text, context) => {
    const utcUs = parseIsoTime(text);
    if (utcUs !== undefined) return utcUs;
    context.addIssue("ISO 8601 with a zone, such as 2026-11-23T06:30:00Z");
    return z.NEVER;
  })
  .meta({ description: "ISO 8601 with a zone", example: "2026-11-23T06:30:00Z" });
