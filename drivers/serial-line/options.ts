/** The `options:` of a rig that speaks in lines. Every fault is told when they are read. */
import { isAscii } from "node:buffer";
import { z } from "zod";

/** What a pattern's named groups may be called. */
const GROUPS = [
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

const linePattern = z
  .strictObject({
    match: z
      .string()
      .min(1)
      .describe("Regular expression for the whole line, with named groups: (?<value>\\S+)"),
    event: z.enum(["run-started", "run-finished", "measurement", "reading", "ignore"]),
    valueType: z
      .enum(["number", "text"])
      .default("number")
      .describe("`number`: all of the group must be a number, or the line is noise"),
    unit: z
      .union([z.string(), z.record(z.string(), z.string())])
      .optional()
      .describe("UCUM code where the line has none, or a map from what is printed to UCUM"),
    reported: z
      .union([
        z.enum(["pass", "fail", "error", "aborted"]),
        z.record(z.string(), z.enum(["pass", "fail", "error", "aborted"])),
      ])
      .optional()
      .describe("The rig's verdict, or a map from what is printed: { PASS: pass, FAIL: fail }"),
    step: fixed.optional().describe("Where the line does not name it"),
    channel: fixed.optional().describe("Where the line does not name it"),
    slot: fixed.optional().describe("Where the line does not name it"),
    partNumber: fixed.optional().describe("Where the line does not name it"),
  })
  .superRefine((pattern, context) => {
    for (const fault of patternFaults(pattern)) {
      context.addIssue({ code: "custom", path: [fault.key], message: fault.message });
    }
  });

/** Refuses a pattern that can never give what its event needs. */
export const serialLineOptions = z.strictObject({
  delimiter: z
    .string()
    .min(1)
    .max(8)
    .refine((text) => isAscii(Buffer.from(text)) && !text.includes("\0"), "ASCII, without NUL")
    .default("\n")
    .describe("Ends a line; a carriage return before it is dropped too"),
  encoding: z.enum(["ascii", "latin1", "utf8"]).default("ascii"),
  lengthMax: z.int().min(1).max(65_536).default(1_024).describe("Bytes; a longer line is noise"),
  idleGapMs: z
    .number()
    .min(1)
    .max(60_000)
    .optional()
    .describe("A line that stands still for so long is given up as noise"),
  joinQuietMs: z
    .number()
    .min(0)
    .max(10_000)
    .default(50)
    .describe("The first line after opening is noise where it comes sooner: it may be half of one"),
  lines: z.array(linePattern).min(1).describe("The first that matches decides"),
});

export type SerialLineOptions = z.output<typeof serialLineOptions>;
export type LinePattern = SerialLineOptions["lines"][number];

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

type PatternInput = Omit<z.output<typeof linePattern>, "valueType">;

function patternFaults(pattern: PatternInput): readonly PatternFault[] {
  let groups: readonly string[];
  try {
    groups = groupNames(pattern.match);
  } catch (error) {
    return [{ key: "match", message: (error as SyntaxError).message }];
  }
  const unknown = groups.filter((group) => !GROUPS.some((known) => known === group));
  return [
    ...unknown.map((group) => ({
      key: "match",
      message: `no group is called "${group}"; there are: ${GROUPS.join(", ")}`,
    })),
    ...missingParts(pattern, new Set(groups)),
    ...verdictFaults(pattern, new Set(groups)),
  ];
}

function missingParts(pattern: PatternInput, groups: ReadonlySet<string>): PatternFault[] {
  const needs = (name: "value" | "step" | "channel") => ({
    key: "match",
    message: `a ${pattern.event} needs a ${name}: name a group (?<${name}>…)${
      name === "value" ? "" : ` or write \`${name}:\``
    }`,
  });
  const has = (name: "step" | "channel") => groups.has(name) || pattern[name] !== undefined;
  const faults: PatternFault[] = [];
  const isValue = pattern.event === "measurement" || pattern.event === "reading";
  if (isValue && !groups.has("value")) faults.push(needs("value"));
  if (pattern.event === "measurement" && !has("step")) faults.push(needs("step"));
  if (pattern.event === "reading" && !has("channel")) faults.push(needs("channel"));
  return faults;
}

function verdictFaults(
  { event, reported }: PatternInput,
  groups: ReadonlySet<string>,
): PatternFault[] {
  const fault = (message: string) => ({ key: "reported", message });
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
