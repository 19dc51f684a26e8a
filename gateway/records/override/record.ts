/** Overrides as requests ask for them and answers show them. */
import { z } from "zod";
import { CHECKS } from "../../domain/interlock/check.ts";
import { time } from "../view-scalars.ts";

const word = z.string().trim().min(1).max(200);

/** What is to be let pass; without `unit` everything at the rig until the shift ends. */
export const overrideInput = z.strictObject({
  check: z
    .enum(CHECKS)
    .describe("Never `hold`, `identity`, `reference`, `service` or `shift-start`"),
  rig: z.string().min(1).max(64),
  unit: z.strictObject({ partNumber: word, serialNumber: word }).optional(),
  reason: z.string().trim().min(3).max(1_000),
});

/** An override, and the runs that needed it. */
export const overrideView = z.object({
  id: z.string(),
  version: z.number().int(),
  check: z.enum(CHECKS),
  rig: z.string(),
  operation: z.string(),
  partNumber: z.string().optional().describe("Of the one unit it is for"),
  serialNumber: z.string().optional(),
  shift: z.string().optional().describe("Where it is for a shift: which"),
  reason: z.string(),
  signedBy: z.string().describe("Id of the person"),
  from: time,
  until: time,
  state: z.enum(["in_force", "ended", "revoked"]),
  uses: z.number().int().describe("Runs that would not have begun without it"),
});

export type OverrideView = z.infer<typeof overrideView>;
