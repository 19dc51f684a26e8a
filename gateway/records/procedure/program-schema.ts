/** The form of a program in a file of controlled data; what it means is in domain/program. */
import { z } from "zod";
import type { ProgramStep } from "../../domain/program/program.ts";

const word = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, "a word of letters, digits, `_`, `-`");
const text = z.string().min(1).max(500);
const expression = z.string().min(1).max(200);
const scalar = z.union([z.number(), z.string().max(500), z.boolean()]);
const durationMs = (max: number) => z.int().min(0).max(max);

const EXCHANGE_MS = 2_000;
const HOUR_MS = 3_600_000;

const source = {
  on: word.optional(),
  channel: text.optional(),
  query: text.optional(),
  answer: word.optional(),
  timeoutMs: z.int().min(10).max(60_000).default(EXCHANGE_MS),
};
const comparison = {
  equals: scalar.optional(),
  matches: expression.optional(),
  atLeast: z.number().optional(),
  atMost: z.number().optional(),
};
const condition = z.strictObject({ ...source, ...comparison });
const translated = z.strictObject({
  of: text.describe("The source text that was translated, word for word"),
  to: text,
});
const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "a language, as `de`");
const named = {
  name: text.optional(),
  translations: z
    .record(
      language,
      z.strictObject({
        name: translated.optional(),
        text: translated.optional(),
        pictureText: translated.optional(),
        choices: z.array(translated).max(12).optional(),
      }),
    )
    .optional()
    .describe("What it says in other languages; stale where `of` is not what it says now"),
};
const { timeoutMs } = source;

const set = z.strictObject({
  ...named,
  ...{ do: z.literal("set"), on: word, channel: text, to: scalar, timeoutMs },
});
const send = z.strictObject({ ...named, do: z.literal("send"), on: word, text, timeoutMs });
const wait = z.strictObject({ ...named, do: z.literal("wait"), forMs: durationMs(HOUR_MS) });
const expect = z.strictObject({ ...named, do: z.literal("expect"), that: condition });
const waitFor = z.strictObject({
  ...named,
  do: z.literal("waitFor"),
  that: condition,
  withinMs: durationMs(24 * HOUR_MS).optional(),
  everyMs: z.int().min(10).max(60_000).default(100),
});
const measure = z.strictObject({
  ...named,
  ...source,
  do: z.literal("measure"),
  step: z.string().min(1),
  valueType: z.enum(["number", "text"]).default("number"),
  unit: z.string().optional(),
  match: expression.optional(),
  settleMs: durationMs(HOUR_MS).default(0),
  attempts: z.int().min(1).max(10).default(1),
});
const ask = z.strictObject({
  ...named,
  do: z.literal("ask"),
  as: word,
  text,
  kind: z.enum(["confirm", "choice", "number", "text"]),
  choices: z.array(text).max(12).optional(),
  low: z.number().optional(),
  high: z.number().optional(),
  unit: z.string().optional(),
  picture: text.optional(),
  pictureText: text.optional(),
  withinMs: durationMs(24 * HOUR_MS).optional(),
});
const stop = z.strictObject({
  ...named,
  do: z.literal("stop"),
  reported: z.enum(["pass", "fail", "error", "aborted"]),
  reason: text,
});

const steps: z.ZodType<ProgramStep[]> = z
  .lazy(() => z.array(step).min(1).max(500))
  .meta({ id: "ProgramSteps" }) as never;
const repeat = z.strictObject({
  ...named,
  do: z.literal("repeat"),
  times: z.int().min(1).max(10_000).optional(),
  until: condition.optional(),
  steps,
});
const branch = z.strictObject({
  ...named,
  do: z.literal("if"),
  that: condition,
  steps,
  else: steps.optional(),
});
const step = z.discriminatedUnion("do", [
  ...([set, send, expect, waitFor, wait, measure, ask, stop] as const),
  ...([repeat, branch] as const),
]);

/** A program as it is written in `procedures:`; defaults make every step whole. */
export const programSchema = z.strictObject({
  abortWhen: z
    .array(
      z.strictObject({
        ...{ ...source, ...comparison, name: text },
        everyMs: z.int().min(10).max(10_000).default(100),
      }),
    )
    .max(8)
    .default([]),
  steps,
  teardown: z
    .array(z.discriminatedUnion("do", [set, send, wait]))
    .max(50)
    .default([]),
  afterFail: z.enum(["stop", "continue"]).default("stop"),
});
