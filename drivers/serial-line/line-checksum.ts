/** The checksum at the end of a line, as NMEA 0183 and many controllers print it. Pure. */
import { z } from "zod";
import { CHECKSUM_KINDS, checksumOf, checksumSize } from "../kit/checksums.ts";

const mark = z.string().max(4);

/** `$GPGGA,123519*47`: start, body, mark, digits. */
export const lineChecksum = z.strictObject({
  kind: z.enum(CHECKSUM_KINDS),
  start: mark
    .default("")
    .describe("Every line begins with it: `$`; such a line is trusted also just after opening"),
  mark: mark.default("*").describe("Stands before the digits; empty for none"),
  coversStart: z.boolean().default(false).describe("The start counts"),
  coversMark: z.boolean().default(false).describe("The mark counts"),
  order: z.enum(["big", "little"]).default("big").describe("Which byte's two digits are first"),
});

export type LineChecksum = z.output<typeof lineChecksum>;

/** What stands between start and mark; undefined where they or a right checksum are missing. */
export function checkedBody(
  text: string,
  rules: LineChecksum,
  encoding: "utf8" | "latin1",
): string | undefined {
  const { kind, start, mark: before, coversStart, coversMark, order } = rules;
  const digitsAt = text.length - checksumSize(kind) * 2;
  const bodyEnd = digitsAt - before.length;
  if (bodyEnd < start.length || !text.startsWith(start)) return undefined;
  if (text.slice(bodyEnd, digitsAt) !== before) return undefined;
  const from = coversStart ? 0 : start.length;
  const covered = Buffer.from(text.slice(from, coversMark ? digitsAt : bodyEnd), encoding);
  const stated = statedSum(text.slice(digitsAt), order);
  return stated === checksumOf(kind, covered) ? text.slice(start.length, bodyEnd) : undefined;
}

/** Undefined where it is no hexadecimal number. */
function statedSum(digits: string, order: LineChecksum["order"]): number | undefined {
  if (!/^[0-9a-fA-F]+$/.test(digits)) return undefined;
  const bytes = Buffer.from(digits, "hex");
  return order === "big" ? bytes.readUIntBE(0, bytes.length) : bytes.readUIntLE(0, bytes.length);
}
