/** One entry of `lines:`, in its four forms, and everything that can be wrong with it. */
import { z } from "zod";
import { patternCostFault } from "./pattern-cost.ts";

/** What a pattern's named groups, or the entries of `groups:`, may be called. */
export const GROUPS = [
  "serialNumber",
  "partNumber",
  "runKey",
  "slot",
  "step",
  "channel",
  "value",
  "unit",
  "reported",
  "attempt",
] as const;
export type GroupName = (typeof GROUPS)[number];

const fixed = z.string().min(1);
const verdict = z.enum(["pass", "fail", "error", "aborted"]);
const valueType = z
  .enum(["number", "text", "bool"])
  .default("number")
  .describe("`number`: all of it must be a number, or it is no value");
const scale = z
  .number()
  .refine((factor) => Number.isFinite(factor) && factor !== 0, "finite and not 0")
  .default(1);

/** What every form may say. */
const meaning = {
  event: z.enum(["run-started", "run-finished", "measurement", "reading", "ignore"]),
  valueType,
  decimalComma: z.boolean().default(false).describe("`24,03` is a number, `24.03` is none"),
  overRange: z
    .array(fixed)
    .max(32)
    .default([])
    .describe("What is printed instead of a value out of range: `OVLD`"),
  scale,
  offset: z.number().default(0),
  unit: z
    .union([z.string(), z.record(z.string(), z.string())])
    .optional()
    .describe("UCUM code where the line has none, or a map from what is printed to UCUM"),
  reported: z
    .union([verdict, z.record(z.string(), verdict)])
    .optional()
    .describe("The rig's verdict, or a map from what is printed: { PASS: pass, FAIL: fail }"),
  cause: z
    .enum(["operator", "e-stop", "neighbour-slot"])
    .optional()
    .describe("Why the rig ended the run, where this line says so: with `reported` aborted, error"),
  step: fixed.optional().describe("Where the line does not name it"),
  channel: fixed.optional().describe("Where the line does not name it"),
  slot: fixed.optional().describe("Where the line does not name it"),
  partNumber: fixed.optional().describe("Where the line does not name it"),
};

const regexPattern = z
  .strictObject({
    format: z.literal("regex").optional(),
    match: z
      .string()
      .min(1)
      .describe("Regular expression for the whole line, with named groups: (?<value>\\S+)"),
    ...meaning,
  })
  .superRefine((pattern, context) => {
    for (const fault of patternFaults(pattern)) {
      context.addIssue({ code: "custom", path: [fault.key], message: fault.message });
    }
  });

const place = z
  .union([z.int().min(1), fixed])
  .describe("Key, column name or number from 1, or JSON path: `values[0].v`");

const field = z.strictObject({
  from: place,
  channel: fixed.optional(),
  step: fixed.optional(),
  unit: z.string().optional().describe("UCUM code"),
  valueType,
  scale,
  offset: z.number().default(0),
  optional: z.boolean().default(false).describe("It may be missing in a line"),
});

const record = {
  prefix: z.string().default("").describe("Lines that begin otherwise are not of this kind"),
  where: z
    .record(z.string(), z.string())
    .default({})
    .describe("What must stand where for a line to be of this kind: { type: result }"),
  fields: z.array(field).max(200).default([]).describe("Each a value of the line"),
  groups: z
    .partialRecord(z.enum(GROUPS), place)
    .default({})
    .describe("What of the line says what: { serialNumber: SN, reported: RESULT }"),
  ...meaning,
};

const keyValuePattern = z
  .strictObject({
    format: z.literal("key-value"),
    between: z.string().min(1).max(8).default(",").describe("Stands between two pairs"),
    assign: z.string().min(1).max(8).default("=").describe("Stands between key and value"),
    ...record,
  })
  .superRefine(refineRecord);

const csvPattern = z
  .strictObject({
    format: z.literal("csv"),
    separator: z.string().length(1).default(","),
    quote: z.string().length(1).default('"').describe("Doubled inside quotes it is itself"),
    columns: z.array(fixed).max(500).optional().describe("Names of all columns, in order"),
    header: z
      .boolean()
      .default(false)
      .describe("The rig prints the names of the columns; until then its lines are noise"),
    ...record,
  })
  .superRefine((pattern, context) => {
    refineRecord(pattern, context);
    if (pattern.header && pattern.columns !== undefined) {
      const message = "either the rig prints the names (`header`) or they are written here";
      context.addIssue({ code: "custom", path: ["columns"], message });
    }
    if (pattern.separator === pattern.quote) {
      context.addIssue({ code: "custom", path: ["quote"], message: "is the separator" });
    }
  });

const jsonPattern = z
  .strictObject({ format: z.literal("json"), ...record })
  .superRefine(refineRecord);

/** Refuses a pattern that can never give what its event needs. */
export const linePattern = z.discriminatedUnion("format", [
  regexPattern,
  keyValuePattern,
  csvPattern,
  jsonPattern,
]);

export type LinePattern = z.output<typeof linePattern>;
export type RegexPattern = z.output<typeof regexPattern>;
export type RecordPattern = Exclude<LinePattern, RegexPattern>;
export type CsvPattern = z.output<typeof csvPattern>;
export type KeyValuePattern = z.output<typeof keyValuePattern>;
export type RecordField = RecordPattern["fields"][number];

/** Matches from the first character to the last: half a line is never a value. */
export function wholeLine(match: string): RegExp {
  return new RegExp(`^(?:${match})$`, "u");
}

/** The names of its groups, in order; throws SyntaxError where it is no regular expression. */
export function groupNames(match: string): readonly string[] {
  // By itself first: "a)|(b" is only valid inside the parentheses that anchor it.
  new RegExp(match, "u");
  const groups = new RegExp(`${match}|`, "u").exec("")?.groups;
  return Object.keys(groups ?? {});
}

interface PatternFault {
  readonly key: string;
  readonly message: string;
}

interface Meaning {
  readonly event: LinePattern["event"];
  readonly reported?: LinePattern["reported"];
  readonly cause?: LinePattern["cause"];
  readonly step?: string | undefined;
  readonly channel?: string | undefined;
}

function patternFaults(pattern: Meaning & { readonly match: string }): readonly PatternFault[] {
  let groups: readonly string[];
  try {
    groups = groupNames(pattern.match);
  } catch (error) {
    return [{ key: "match", message: (error as SyntaxError).message }];
  }
  const unknown = groups.filter((group) => !GROUPS.some((known) => known === group));
  const cost = patternCostFault(pattern.match);
  return [
    ...unknown.map((group) => ({
      key: "match",
      message: `no group is called "${group}"; there are: ${GROUPS.join(", ")}`,
    })),
    ...(cost === undefined ? [] : [{ key: "match", message: cost }]),
    ...missingParts(pattern, new Set(groups)),
    ...verdictFaults(pattern, new Set(groups)),
  ];
}

function missingParts(pattern: Meaning, groups: ReadonlySet<string>): PatternFault[] {
  const needs = (name: "value" | "step" | "channel") => ({
    key: "match",
    message: `a ${pattern.event} needs a ${name}: name a group (?<${name}>…)${
      name === "value" ? "" : ` or write \`${name}:\``
    }`,
  });
  const has = (name: "step" | "channel") => groups.has(name) || pattern[name] !== undefined;
  const faults: PatternFault[] = [];
  if (isValue(pattern) && !groups.has("value")) faults.push(needs("value"));
  if (pattern.event === "measurement" && !has("step")) faults.push(needs("step"));
  if (pattern.event === "reading" && !has("channel")) faults.push(needs("channel"));
  return faults;
}

const isValue = ({ event }: Meaning) => event === "measurement" || event === "reading";

function verdictFaults(
  { event, reported, cause }: Meaning,
  groups: ReadonlySet<string>,
): PatternFault[] {
  const fault = (message: string) => ({ key: "reported", message });
  const isEnd = event === "run-finished" && (reported === "aborted" || reported === "error");
  if (cause !== undefined && !isEnd) {
    const message = "stands with the event run-finished and `reported: aborted` or `error` alone";
    return [{ key: "cause", message }];
  }
  if (groups.has("reported") && typeof reported !== "object") {
    return [fault("the group (?<reported>…) needs a map, e.g. { PASS: pass, FAIL: fail }")];
  }
  if (typeof reported === "object" && !groups.has("reported")) {
    return [fault("a map needs a group (?<reported>…) in `match`")];
  }
  const verdicts = typeof reported === "object" ? Object.values(reported) : [reported];
  if (event === "measurement" && verdicts.some((each) => each === "error" || each === "aborted")) {
    return [fault("a measurement is reported pass or fail")];
  }
  return [];
}

interface RecordMeaning extends Meaning {
  readonly groups: Readonly<Partial<Record<GroupName, string | number>>>;
  readonly fields: readonly Pick<RecordField, "channel" | "step">[];
}

function refineRecord(pattern: RecordMeaning, context: z.RefinementCtx): void {
  const add = (path: (string | number)[], message: string) =>
    context.addIssue({ code: "custom", path, message });
  const groups = new Set(Object.keys(pattern.groups));
  for (const { key, message } of verdictFaults(pattern, groups)) add([key], message);
  const has = (name: "step" | "channel") => groups.has(name) || pattern[name] !== undefined;
  const { event, fields } = pattern;
  if (!isValue(pattern)) {
    if (fields.length > 0) add(["fields"], `a ${event} has no values: use \`groups:\``);
    return;
  }
  if (fields.length === 0 && !groups.has("value")) {
    add(["fields"], `a ${event} needs its values: \`fields:\`, or \`groups: { value: … }\``);
  }
  if (fields.length > 0 && groups.has("value")) {
    add(["groups", "value"], "the values are in `fields:`");
  }
  const needed = event === "measurement" ? "step" : "channel";
  for (const [index, each] of fields.entries()) {
    if (each[needed] === undefined) add(["fields", index, needed], `a ${event} needs a ${needed}`);
  }
  if (groups.has("value") && !has(needed)) {
    add(["groups", needed], `a ${event} needs a ${needed}: here, or \`${needed}:\``);
  }
}
