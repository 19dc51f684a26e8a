/** How a CSV is read: which column is what. A YAML file, checked strictly. */
import { z } from "zod";
import { ExchangeError } from "../converted.ts";

const column = z.string().min(1).describe("As the header names it");
const words = z.array(z.string().min(1)).default([]);

/** The mapping. */
export const csvMapping = z.strictObject({
  delimiter: z.string().length(1).default(","),
  encoding: z.enum(["utf-8", "windows-1252", "utf-16le"]).default("utf-8"),
  decimal: z.enum([".", ","]).default(".").describe("Between the whole and the rest of a number"),
  time: z
    .union([
      z.literal("iso"),
      z.strictObject({
        pattern: z.string().describe("Such as DD.MM.YYYY HH:mm:ss"),
        offset: z
          .string()
          .regex(/^(Z|[+-]\d{2}:\d{2})$/)
          .describe("Of the times, such as +01:00"),
      }),
    ])
    .default("iso")
    .describe("A day before a month can not be guessed, so it is said"),
  columns: z.strictObject({
    startedAt: column,
    ...{ finishedAt: column.optional(), serialNumber: column.optional() },
    ...{ partNumber: column.optional(), operation: column.optional(), station: column.optional() },
    result: column.optional(),
  }),
  fixed: z
    .strictObject({
      ...{ operation: z.string().optional(), station: z.string().optional() },
      partNumber: z.string().optional(),
    })
    .default({}),
  results: z
    .strictObject({ pass: words, fail: words, error: words, aborted: words })
    .default({ pass: ["PASS"], fail: ["FAIL"], error: ["ERROR"], aborted: ["ABORTED"] }),
  /** One row a run, a column a measurement. */
  measurements: z
    .array(z.strictObject({ column, step: z.string().min(1), unit: z.string().default("") }))
    .optional(),
  /** One row a measurement; rows of one run stand together. */
  rows: z
    .strictObject({
      ...{ step: column, value: column, unit: column.optional(), result: column.optional() },
    })
    .optional(),
});

export type CsvMapping = z.infer<typeof csvMapping>;

/** Reads a mapping that was parsed from YAML. Throws ExchangeError. */
export function parseMapping(given: unknown): CsvMapping {
  const parsed = csvMapping.safeParse(given);
  if (!parsed.success) {
    const said = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new ExchangeError("exchange.bad-mapping", `the mapping: ${said.join("; ")}`);
  }
  const { data } = parsed;
  if ((data.measurements === undefined) === (data.rows === undefined)) {
    throw new ExchangeError("exchange.bad-mapping", "the mapping needs `measurements` or `rows`");
  }
  return data;
}

const TOKENS = /YYYY|MM|DD|HH|mm|ss|SSS/g;

/** The time of a cell as ISO 8601; undefined where it is not of the form that was said. */
export function readTime(text: string, time: CsvMapping["time"]): string | undefined {
  if (time === "iso") return text;
  const names: string[] = [];
  const escaped = time.pattern.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const pattern = escaped.replaceAll(TOKENS, (token) => {
    names.push(token);
    return `(\\d{${token.length}})`;
  });
  const match = new RegExp(`^${pattern}$`).exec(text);
  if (match === null) return undefined;
  const part = (name: string, otherwise: string) => match[names.indexOf(name) + 1] ?? otherwise;
  const value = (name: string, otherwise: string) =>
    names.includes(name) ? part(name, otherwise) : otherwise;
  const day = `${value("YYYY", "")}-${value("MM", "")}-${value("DD", "")}`;
  const clock = `${value("HH", "00")}:${value("mm", "00")}:${value("ss", "00")}`;
  return `${day}T${clock}.${value("SSS", "000")}${time.offset}`;
}

/** The number of a cell; undefined for anything else. Groups of thousands are not guessed. */
export function readNumber(text: string, decimal: CsvMapping["decimal"]): number | undefined {
  const trimmed = text.trim();
  const plain = decimal === "," ? trimmed.replace(",", ".") : trimmed;
  if (decimal === "," && trimmed.includes(".")) return undefined;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : undefined;
}
