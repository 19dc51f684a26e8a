/** Reference units as requests state them and answers show them. */
import { z } from "zod";
import { REFERENCE_OCCASIONS } from "../../domain/reference/reference-unit.ts";
import { time } from "../view-scalars.ts";

const label = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "letters, digits, `_.-`");
const word = z.string().trim().min(1).max(200);

/** A reference unit as it is stated. */
export const referenceUnitInput = z.strictObject({
  id: label.describe("The number on its label"),
  kind: z.enum(["golden", "failing"]),
  partNumber: word,
  serialNumber: word,
  operation: word,
  mustFail: z
    .array(word)
    .max(100)
    .default([])
    .describe("Ids of the measurements that a failing unit must fail, and no other"),
  rigs: z
    .array(word)
    .min(1)
    .max(200)
    .optional()
    .describe("At every rig of the operation if absent"),
  due: z.array(z.enum(REFERENCE_OCCASIONS)).min(1).max(3),
  retired: z.boolean().optional().describe("Demanded no more"),
});

/** How it was found at one rig and slot, the latest time. */
export const referenceCheckView = z.object({
  rig: z.string(),
  slot: z.string(),
  runId: z.string(),
  at: time,
  held: z.boolean(),
  why: z.string(),
});

/** A reference unit with its latest checks. */
export const referenceUnitView = referenceUnitInput.extend({
  version: z.number().int(),
  checks: z.array(referenceCheckView),
});

export type ReferenceUnitView = z.infer<typeof referenceUnitView>;
