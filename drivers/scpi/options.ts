/** The `options:` of a SCPI instrument. Every fault is told when they are read. */
import { z } from "zod";

/** Control characters and everything beyond ASCII. */
const UNPRINTABLE = /[^ -~]/;

const message = z
  .string()
  .min(1)
  .max(1_000)
  .refine(
    (text) => !UNPRINTABLE.test(text),
    "one message of ASCII characters, without its terminator",
  );
const query = message.refine(isQuery, "a query has a `?` in its header");
const setting = message.refine((text) => !isQuery(text), "no query: its answer would be nobody's");

const identity = z.strictObject({
  manufacturer: z.string().optional(),
  model: z.string().optional(),
  serialNumber: z.string().optional(),
  firmware: z.string().optional(),
  match: z.string().refine(isExpression, "no regular expression").optional(),
});

const channel = z
  .strictObject({
    name: z.string().min(1).max(64),
    query: query.describe("`MEAS:VOLT:DC?`"),
    field: z.int().min(1).max(1_000).optional().describe("Which of several values, from 1"),
    valueType: z.enum(["number", "text", "bool"]).default("number"),
    unit: z.string().default("").describe("UCUM code"),
    scale: z
      .number()
      .refine((scale) => Number.isFinite(scale) && scale !== 0, "finite and not 0")
      .default(1),
    offset: z.number().default(0),
    everyMs: z
      .int()
      .min(10)
      .max(3_600_000)
      .optional()
      .describe("Polled so often; without it only when it is asked for"),
    timeoutMs: z.int().min(10).max(600_000).optional().describe("Where it needs longer"),
    set: setting
      .refine((text) => text.split("{value}").length === 2, "needs one `{value}`")
      .optional()
      .describe("`VOLT {value}`: makes the channel writable; it is read back"),
    tolerance: z.number().min(0).default(0).describe("Of what is read back, in its unit"),
  })
  .superRefine(({ valueType, scale, offset }, context) => {
    if (valueType === "number" || (scale === 1 && offset === 0)) return;
    context.addIssue({ code: "custom", path: ["scale"], message: "only a number is scaled" });
  });

/** Checked as a whole: each fault is told with the path of what has to change. */
export const scpiOptions = z
  .strictObject({
    terminator: z.enum(["lf", "cr", "crlf"]).default("lf").describe("Ends each message sent"),
    timeoutMs: z.int().min(10).max(600_000).default(2_000).describe("For each answer"),
    lengthMax: z.int().min(64).max(65_536).default(4_096).describe("Bytes of an answer's line"),
    blockMax: z
      .int()
      .min(1)
      .max(16_777_216)
      .default(1_048_576)
      .describe("Bytes of a block `#<n><length>…`"),
    identityQuery: query
      .default("*IDN?")
      .describe("Asked at each connect, and after anything out of step"),
    identity: identity
      .optional()
      .describe("Which instrument must answer: fields of `*IDN?`, or `match`, an expression"),
    clear: z
      .string()
      .max(4)
      .default("")
      .describe('Sent before getting into step again, e.g. `"\\u0003"` for control-C'),
    proveAnswers: z
      .boolean()
      .default(true)
      .describe("Asks who it is after each answer too: a stray line is never a value"),
    setup: z.array(setting).max(100).default([]).describe("Sent at each connect: `SYST:REM`"),
    checkErrors: z
      .boolean()
      .default(false)
      .describe("Asks `errorQuery` after each message that sets something"),
    errorQuery: query.default("SYST:ERR?"),
    aliveEveryMs: z
      .int()
      .min(0)
      .max(3_600_000)
      .default(5_000)
      .describe("An instrument that nobody asked for so long is asked who it is; 0 never"),
    channels: z.array(channel).max(1_000).default([]),
  })
  .superRefine(({ channels }, context) => {
    const names = channels.map(({ name }) => name);
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue;
      const path = ["channels", index, "name"];
      context.addIssue({ code: "custom", path, message: `a second channel "${name}"` });
    }
  });

export type ScpiOptions = z.output<typeof scpiOptions>;
export type ScpiChannel = ScpiOptions["channels"][number];
export type ScpiIdentity = NonNullable<ScpiOptions["identity"]>;

/** True where the text has an answer: a `?` outside of quoted strings. */
export function isQuery(text: string): boolean {
  return text.replaceAll(/"[^"]*"|'[^']*'/g, "").includes("?");
}

/** True where it is one message: what has a terminator inside would be two. */
export function isOneMessage(text: string): boolean {
  return text !== "" && !UNPRINTABLE.test(text);
}

function isExpression(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    // Told as a fault of the options, with its place.
    return false;
  }
}
