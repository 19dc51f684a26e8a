/** A run from outside, as `POST /api/v1/runs` takes it. */
import { z } from "zod";

const CONTROL_CHARACTERS = "must hold no control characters (tab, line break, NUL, …)";

const time = z.iso
  .datetime({ offset: true })
  .describe("ISO 8601 with a zone; digits below a microsecond are cut");
/** No reader of a label can type a control character, and InfluxDB has no form for one in a tag. */
const printable = /^\P{Cc}*$/u;
const name = z.string().min(1).max(200).regex(printable, CONTROL_CHARACTERS);

/** A text may have lines and tabs; neither C programs nor InfluxDB have a form for this one. */
const NUL = "must not hold the character U+0000";

function hasNoNul(text: string): boolean {
  return !text.includes("\u0000");
}

const measurement = z.strictObject({
  step: name.describe("Id or alias of a measurement of the procedure"),
  value: z
    .union([z.number(), z.string().max(10_000).refine(hasNoNul, NUL), z.boolean()])
    .describe("An integer beyond 2^53 as text: its digits are judged exactly"),
  unit: z
    .string()
    .max(40)
    .regex(printable, CONTROL_CHARACTERS)
    .default("")
    .describe("UCUM code; empty for none"),
  attempt: z.int().min(1).max(1_000).optional().describe("In-run attempt, from 1"),
  takenAt: time,
  reported: z.enum(["pass", "fail"]).optional(),
});

const usedEquipment = z.strictObject({
  id: name.describe("The number on its label"),
  function: name.describe("Which of its functions, as its calibration names it"),
  steps: z.array(name).min(1).max(1_000).optional().describe("Measured with it; all if absent"),
});

/** Judged by the procedure in force here; what its author says of it is kept beside. */
export const runImport = z
  .strictObject({
    id: z.guid().describe("Minted by the caller; the same content may be sent again"),
    rig: name.optional(),
    station: name.optional(),
    operation: name,
    serialNumber: name.optional(),
    partNumber: name.optional(),
    startedAt: time,
    finishedAt: time,
    reported: z.enum(["pass", "fail", "error", "aborted"]).optional(),
    completion: z.enum(["completed", "aborted", "timeout", "error"]).default("completed"),
    measurements: z.array(measurement).max(10_000),
    equipment: z
      .array(usedEquipment)
      .max(50)
      .optional()
      .describe("Measured with these; the calibration in force when it began is pinned"),
  })
  .refine((run) => run.rig !== undefined || run.station !== undefined, {
    error: "or `station` must be named",
    path: ["rig"],
  });

/** The validated run. */
export type RunImport = z.output<typeof runImport>;
