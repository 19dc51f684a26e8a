/** The form of `alarms:` of a rig: when what is wrong with it becomes an alarm. */
import { z } from "zod";

const durationMs = z.int().min(100).max(604_800_000);

const channel = z.strictObject({
  stuckAfterMs: durationMs.optional().describe("Exactly equal for so long is an alarm"),
  moves: z
    .enum(["always", "in-runs"])
    .default("always")
    .describe("When `stuckAfterMs` and `countsWithinMs` hold"),
  changePerSecondMax: z
    .number()
    .positive()
    .optional()
    .describe("In the channel's unit; a faster change is an alarm"),
  raiseAfterReadings: z.int().min(1).max(1_000).default(2).describe("So many in a row"),
  clearAfterReadings: z.int().min(1).max(10_000).default(10).describe("So many in a row"),
  countsWithinMs: durationMs.optional().describe("A counter: must have changed within this time"),
});

/** Every part has a default; channels and the rate of readings are watched where they stand. */
export const alarmSchema = z.strictObject({
  enabled: z.boolean().default(true),
  clearAfterMs: z
    .int()
    .min(0)
    .max(86_400_000)
    .default(5_000)
    .describe("How long the cause must be gone before an alarm clears by itself"),
  silence: z
    .strictObject({
      afterMs: durationMs.optional().describe("The rig's `silentAfterMs` where absent"),
      quietBetweenRuns: z.boolean().default(false).describe("It speaks only while a run is open"),
    })
    .prefault({}),
  noValidFrame: z
    .strictObject({
      afterMs: durationMs.default(10_000),
      bytesMin: z.int().min(1).max(1_000_000_000).default(64),
    })
    .prefault({}),
  linkLost: z.strictObject({ afterMs: durationMs.default(60_000) }).prefault({}),
  noise: z
    .strictObject({
      windowMs: z.int().min(1_000).max(3_600_000).default(60_000),
      eventsMin: z.int().min(1).max(1_000_000).default(10).describe("Fewer are never an alarm"),
      perMinuteMax: z.number().positive().default(600),
      shareMax: z.number().min(0).max(1).default(0.2).describe("Of all frames"),
    })
    .prefault({}),
  readingsPerSecond: z
    .strictObject({
      low: z.number().min(0).optional(),
      high: z.number().positive().optional(),
      windowMs: z.int().min(1_000).max(3_600_000).default(10_000),
    })
    .refine(({ low = 0, high = Number.POSITIVE_INFINITY }) => low < high, {
      error: "`low` must be below `high`",
      path: ["low"],
    })
    .optional(),
  channels: z.record(z.string().min(1), channel).default({}),
});
