/** What the API answers and the dashboard shows of a driven rig's program. */
import { z } from "zod";
import { time } from "./view-scalars.ts";

const saidText = z.object({
  text: z.string(),
  isStale: z.boolean().describe("Made of an older text: shown beside the source, never instead"),
});

/** A question to the operator that is open now. */
export const promptView = z.object({
  id: z.string().describe("Names this very question: an answer must carry it"),
  text: z.string(),
  kind: z.enum(["confirm", "choice", "number", "text"]),
  choices: z.array(z.string()).optional(),
  low: z.number().optional(),
  high: z.number().optional(),
  unit: z.string().optional(),
  picture: z.string().optional().describe("Name of a picture"),
  pictureText: z.string().optional().describe("What it shows, in words"),
  pictureHash: z.string().optional().describe("It is served at `/api/v1/pictures/{hash}`"),
  translations: z
    .record(
      z.string(),
      z.object({
        text: saidText.optional(),
        pictureText: saidText.optional(),
        choices: z.array(z.object({ choice: z.string(), text: z.string() })).optional(),
      }),
    )
    .optional()
    .describe("By language; an answer is given as `choices` has it, whatever was read"),
  openedAt: time,
  deadlineAt: time.describe("Without an answer until then the run ends as a timeout"),
});

/** What a driven rig is doing, in words. */
export const programView = z.object({
  state: z
    .enum(["idle", "running", "teardown"])
    .describe("`teardown`: the rig is being made safe, whatever ended the run"),
  instruments: z.array(z.string()).describe("The rigs it drives"),
  readsSerialNumber: z.boolean().describe("It reads the serial number from the unit itself"),
  step: z
    .object({
      at: z.int().describe("Among the steps as written, from 1"),
      of: z.int(),
      words: z.string(),
      attempt: z.int().describe("Of a measurement, from 1"),
      translations: z.record(z.string(), saidText).optional().describe("`words` by language"),
    })
    .optional(),
  prompt: promptView.optional(),
  message: z.string().optional().describe("Why the latest run did not go to its end"),
});

export type PromptView = z.infer<typeof promptView>;
export type ProgramView = z.infer<typeof programView>;
