/** What the API answers to a scan, before anything runs. */
import { z } from "zod";
import { STRENGTHS } from "../../domain/interlock/admission.ts";
import { CHECKS } from "../../domain/interlock/check.ts";
import { armingView } from "../arming/record.ts";

/** One interlock, as the station shows it. */
export const checkView = z.object({
  check: z.enum(CHECKS),
  result: z.enum(["ok", "refused", "unknown"]),
  code: z.string().optional().describe("Why, as a code word; absent where all is well"),
  rule: z.string().describe("What is demanded"),
  found: z.string().describe("What was found"),
  said: z
    .object({ key: z.string(), values: z.record(z.string(), z.string()) })
    .describe("The same by a key and what stands in it, to be said in another language"),
  record: z
    .object({ type: z.string(), id: z.string(), version: z.number().int().optional() })
    .optional()
    .describe("The record that was looked at"),
  remedy: z.string().optional(),
  overridable: z.boolean().describe("Whether a signed override could let it pass"),
  warned: z.boolean().optional().describe("Something is wrong, and its policy lets it pass"),
  overrideId: z.string().optional().describe("The override that let it pass"),
});

/** What would run, and whether it may. */
export const nextTestView = z.object({
  station: z.string(),
  rig: z.string(),
  slot: z.string().describe("Empty for a rig without slots"),
  operation: z.string(),
  strength: z.enum(STRENGTHS).optional().describe("Absent: runs there are not held back"),
  serialNumber: z.string(),
  partNumber: z.string().optional(),
  unitId: z.string().optional().describe("Absent for one that its first run creates"),
  orderId: z.string().optional(),
  revision: z.string().optional(),
  referenceUnitId: z.string().optional(),
  procedureId: z.string().optional(),
  procedureVersion: z.number().int().optional(),
  attempt: z.number().int().optional().describe("Which attempt it would be in this cycle"),
  retestOf: z
    .object({ runId: z.string(), outcome: z.enum(["fail", "error", "timeout", "aborted"]) })
    .optional()
    .describe("Its run here before, in this cycle, which did not pass"),
  mayArm: z.boolean(),
  checks: z.array(checkView),
  arming: armingView.optional().describe("How the slot stands now"),
});

export type NextTestView = z.infer<typeof nextTestView>;
export type CheckView = z.infer<typeof checkView>;
