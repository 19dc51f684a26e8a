/** The `options:` of a rig that speaks in lines. Every fault is told when they are read. */
import { z } from "zod";
import { lineChecksum } from "./line-checksum.ts";
import { groupNames, type LinePattern, linePattern } from "./line-pattern.ts";
import { stepsOf } from "./pattern-cost.ts";

/** Characters of one byte each: "\r", "\x1e", "§". */
const bytes = z.string().min(1).max(8).refine(isBytes, "characters of one byte each");

const message = z.string().min(1).max(1_000).refine(isBytes, "characters of one byte each");

const timeoutMs = z.int().min(10).max(600_000);

const poll = z.strictObject({
  text: message.describe("Sent, with the terminator"),
  everyMs: z.int().min(10).max(3_600_000),
  timeoutMs: timeoutMs.optional().describe("For its answer"),
  lines: z
    .array(linePattern)
    .max(50)
    .default([])
    .describe("What its answer alone may be; without them `lines` of the rig"),
  channels: z
    .array(z.string().min(1))
    .max(100)
    .default([])
    .describe("Told with quality `timeout` when no answer comes"),
});

/** More would hold the gateway: about a tenth of a second on a small machine. */
const STEPS_MAX = 10_000_000;

/** Refuses a pattern that can never give what its event needs, or that can take for ever. */
export const serialLineOptions = z
  .strictObject({
    delimiter: z
      .union([bytes, z.array(bytes).min(1).max(8)])
      .default("\n")
      .describe("Ends a line, or several ends; a carriage return before it is dropped too"),
    encoding: z
      .enum(["ascii", "ascii-7bit", "latin1", "utf8", "binary"])
      .default("ascii")
      .describe("`ascii-7bit` drops the eighth bit; `binary` is latin1 with NUL"),
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
      .describe(
        "The first line after opening is noise where it comes sooner; nothing is asked before",
      ),
    checksum: lineChecksum
      .optional()
      .describe("At the end of every line; `lines` and answers are what stands before it"),
    terminator: z.string().max(8).default("\r\n").describe("Ends what is sent"),
    timeoutMs: timeoutMs.default(1_000).describe("For an answer"),
    quietMs: timeoutMs
      .optional()
      .describe("After an answer that did not come nothing is asked for so long; 2 × `timeoutMs`"),
    answer: z
      .string()
      .default(".*")
      .refine(isPattern, "no regular expression")
      .describe("Regular expression: only such a line is the answer to a query"),
    poll: z.array(poll).max(50).default([]).describe("Sent again and again"),
    units: z
      .record(z.string(), z.string())
      .default({})
      .describe("UCUM code by channel, where neither line nor pattern has one"),
    lines: z.array(linePattern).min(1).describe("The first that matches decides"),
  })
  .superRefine((options, context) => {
    for (const { path, message } of [
      ...delimiterFaults(options.delimiter),
      ...costFaults(options),
    ]) {
      context.addIssue({ code: "custom", path: [...path], message });
    }
  });

export type SerialLineOptions = z.output<typeof serialLineOptions>;
export type PollOptions = SerialLineOptions["poll"][number];

interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** One end inside another: which of the two it was depends on how the bytes came. */
function delimiterFaults(delimiter: string | readonly string[]): Fault[] {
  const ends = [delimiter].flat();
  return ends.flatMap((end, index) => {
    const inner = ends.find((other, at) => at !== index && end.includes(other));
    if (inner === undefined) return [];
    const message = `${JSON.stringify(inner)} is inside ${JSON.stringify(end)}: empty lines are passed over, so ["\\r", "\\n"] takes CR, LF and CR LF`;
    return [{ path: ["delimiter", index], message }];
  });
}

/** A chain of repetitions that can share their characters tries every way to share them. */
function costFaults({ lengthMax, lines, poll: polls, answer }: SerialLineOptions): Fault[] {
  const matches = [
    ...(isPattern(answer) ? [{ path: ["answer"], match: answer }] : []),
    ...matchesOf(["lines"], lines),
    ...polls.flatMap((each, index) => matchesOf(["poll", index, "lines"], each.lines)),
  ];
  return matches.flatMap(({ path, match }) => {
    const steps = stepsOf(match, lengthMax);
    if (steps <= STEPS_MAX) return [];
    const message = `a line of ${lengthMax} bytes could take ${steps.toExponential(0)} steps: two repetitions that follow each other must not take the same characters, or make \`lengthMax\` less`;
    return [{ path, message }];
  });
}

function matchesOf(path: readonly (string | number)[], lines: readonly LinePattern[]) {
  return lines.flatMap((line, index) =>
    "match" in line && isPattern(line.match)
      ? [{ path: [...path, index, "match"], match: line.match }]
      : [],
  );
}

function isBytes(text: string): boolean {
  return [...text].every((character) => character.charCodeAt(0) < 0x100);
}

function isPattern(text: string): boolean {
  try {
    groupNames(text);
    return true;
  } catch {
    // Told as a fault of the options, with its place.
    return false;
  }
}
