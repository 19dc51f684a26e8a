/**
 * What was on the wire, as a text file `*.wire.jsonl`: a header, then one line for each chunk.
 *
 *   {"format":"rigline-wire/1","port":"fct-1","settings":{…},"startedAt":"2026-11-23T…Z",…}
 *   {"t":0.512,"dir":"tx","hex":"05010000…"}
 *   {"t":3.201,"dir":"rx","hex":"0501…"}
 *   {"t":3.201,"dir":"event","rig":"burn-in-1","event":{"kind":"reading",…}}
 *
 * `t` is milliseconds on the monotonic clock since `startedAt`. Part of the contract: the station
 * writes such files, drivers are tested with them, and a person can read them.
 */
import { z } from "zod";
import type { RigEvent } from "./contract.ts";

/** Of the first line; the number changes only when a reader would break. */
export const WIRE_FORMAT = "rigline-wire/1";

const hex = z.string().regex(/^([0-9a-f]{2})*$/, "pairs of lower-case hexadecimal digits");
const t = z.number();
const keyed = z.record(z.string(), z.unknown());

const headerSchema = z.looseObject({
  format: z.literal(WIRE_FORMAT),
  /** Of the port's name in the configuration. */
  port: z.string(),
  /** How the port was opened. */
  settings: z.looseObject({ kind: z.enum(["serial", "tcp"]) }),
  /** ISO 8601 UTC of `t` = 0. */
  startedAt: z.iso.datetime(),
  /** Who spoke on it: what is needed to feed the file to the driver again. */
  rig: z.string().optional(),
  driver: z.string().optional(),
  options: keyed.optional(),
  run: z.string().optional(),
  gatewayVersion: z.string().optional(),
});

const lineSchema = z.discriminatedUnion("dir", [
  z.object({ t, dir: z.literal("rx"), hex }),
  z.object({ t, dir: z.literal("tx"), hex }),
  z.object({ t, dir: z.literal("open") }),
  z.object({ t, dir: z.literal("close") }),
  /** So many bytes, of both directions, were heard here and are not kept. */
  z.object({ t, dir: z.literal("gap"), bytes: z.int().min(0) }),
  /** What the driver made of the bytes before it, when they came. Not fed to a driver. */
  z.object({ t, dir: z.literal("event"), rig: z.string(), event: keyed }),
]);

export type WireHeader = z.infer<typeof headerSchema>;
export type WireLine = z.infer<typeof lineSchema>;

export interface WireFile {
  readonly header: WireHeader;
  readonly lines: readonly WireLine[];
}

/** The text is no wire file; the message has the line's number. */
export class WireFileError extends Error {
  readonly code = "wire-file.invalid";
  readonly remedy = WIRE_FILE_REMEDIES["wire-file.invalid"];
}

/** What to do, by code. */
export const WIRE_FILE_REMEDIES = {
  "wire-file.invalid":
    "Take the file as it was downloaded from the run or the port, or mend the named line.",
} as const satisfies Readonly<Record<string, string>>;

/** UTF-8, one JSON object a line, the header first. */
export function encodeWireFile({ header, lines }: WireFile): Uint8Array {
  const text = [header, ...lines].map((line) => JSON.stringify(line)).join("\n");
  return new TextEncoder().encode(`${text}\n`);
}

/** Throws WireFileError naming the first line that is wrong. */
export function decodeWireFile(text: string): WireFile {
  const [first = "", ...rest] = text.trimEnd().split("\n");
  const header = readLine(first, 1, headerSchema);
  const lines = rest.map((line, index) => readLine(line, index + 2, lineSchema));
  return { header, lines };
}

function readLine<Schema extends z.ZodType>(
  text: string,
  number: number,
  schema: Schema,
): z.output<Schema> {
  const result = schema.safeParse(parseJson(text, number));
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
  throw new WireFileError(`line ${number} of the wire file: ${faults.join("; ")}`);
}

function parseJson(text: string, number: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WireFileError(`line ${number} of the wire file is no JSON`, { cause });
  }
}

/**
 * An event as JSON can hold it: without its instant and raw frame, which the lines before it have;
 * bytes as hexadecimal, integers beyond 2^53 and values that are no number as text.
 */
export function eventJson(event: RigEvent): Record<string, unknown> {
  if (event.kind === "noise") {
    const { kind, reason, bytes } = event;
    return { kind, reason, hex: Buffer.from(bytes).toString("hex") };
  }
  const { takenAt: _, ...rest } = event;
  if (rest.kind !== "reading") return rest;
  const { raw: __, value, ...reading } = rest;
  return { ...reading, value: jsonValue(value) };
}

function jsonValue(value: number | bigint | string | boolean): number | string | boolean {
  if (typeof value === "bigint") return `${value}n`;
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
