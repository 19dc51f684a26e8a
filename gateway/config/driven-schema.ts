/** The form of `driven:`: rigs without a wire of their own, which the gateway drives itself. */
import { z } from "zod";
import { drivenStartSchema } from "./places/place-schema.ts";

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "letters, digits, `_`, `.`, `-`; at most 64");
const role = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, "a word of letters, digits, `_`, `-`");
const text = z.string().min(1).max(500);
const scalar = z.union([z.number(), z.string(), z.boolean()]);

const expression = z.string().superRefine((text, context) => {
  if (!isExpression(text)) {
    context.addIssue({ code: "custom", message: `${text} is no regular expression` });
  } else if (!text.includes("(?<value>")) {
    context.addIssue({ code: "custom", message: "has no group (?<value>…)" });
  }
});

function isExpression(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

const source = z
  .strictObject({
    on: role,
    channel: text.optional(),
    query: text.optional(),
    match: expression.optional().describe("Regular expression with a group (?<value>…)"),
  })
  .refine(({ channel, query }) => (channel === undefined) !== (query === undefined), {
    message: "must name either `channel` or `query`",
  });

const start = z.strictObject({
  when: z
    .strictObject({ on: role, channel: text, equals: scalar })
    .optional()
    .describe("A run begins when this becomes so, such as a lid that is closed"),
  everyMs: z.int().min(20).max(10_000).default(100).describe("How often `when` is looked at"),
  serialNumber: source.optional().describe("Where the unit's serial number is read electronically"),
});

/** One driven rig. Its program is controlled data: it stands with the procedure. */
export const drivenRigSchema = z.strictObject({
  title: z.string().optional(),
  station: name,
  operation: name,
  partNumber: z.string().optional().describe("Of its units, where a start does not say it"),
  enabled: z.boolean().default(true),
  instruments: z
    .record(role, name)
    .describe("Which rig of `rigs:` plays which role of the program"),
  start: start.prefault({}),
  interlocks: drivenStartSchema.optional().describe("What must hold before a unit is tested"),
  safeState: z
    .array(z.strictObject({ on: role, channel: text, to: scalar }))
    .max(50)
    .default([])
    .describe("Written at each connect before anything else: whatever happened, off is off"),
  runTimeoutMs: z.int().min(1_000).max(604_800_000).default(600_000),
  teardownTimeoutMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(3_000)
    .describe("For all steps of the teardown; a stop of the gateway waits so long, too"),
});

export type DrivenRigConfig = z.output<typeof drivenRigSchema>;
