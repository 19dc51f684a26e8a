/** A run from outside, as `POST /api/v1/runs` takes it. */
import { z } from "zod";

const time = z.iso
  .datetime({ offset: true })
  .describe("ISO 8601 with a zone; digits below a microsecond are cut");
const name = z.string().min(1).max(200);

const measurement = z.strictObject({
  step: name.describe("Id or alias of a measurement of the procedure"),
  value: z.union([z.number(), z.string().max(10_000), z.boolean()]),
  unit: z.string().max(40).default("").describe("UCUM code; empty for none"),
  attempt: z.int().min(1).max(1_000).optional().describe("In-run attempt, from 1"),
  takenAt: time,
  reported: z.enum(["pass", "fail"]).optional(),
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
  })
  .refine((run) => run.rig !== undefined || run.station !== undefined, {
    error: "name the rig or the station",
    path: ["rig"],
  });

/** The validated run. */
export type RunImport = z.output<typeof runImport>;
