/** A frame's body to events, by the rig's patterns. Pure. A frame that is not wholly understood is
 * nothing. */
import type { Instant, ReadingEvent, ReportedVerdict, RigEvent } from "../contract.ts";
import { parseNumber, scaled } from "../kit/decimal.ts";
import { type NumericType, widthOf } from "../kit/register-layout.ts";
import { scaleValue } from "../kit/register-scaling.ts";
import { decodeRegisters, type RegisterValue, UndecodableValue } from "../kit/registers.ts";
import type { FramePattern, FrameValue, FrameVerdict, TextPlace } from "./options.ts";

/** What a frame means; `ignored` for one the configuration says to pass over. */
export type DecodedFrame = readonly RigEvent[] | "ignored" | "unparsable";

/** The first pattern that fits decides, also that a frame is unparsable. */
export function decodeFrame(
  body: Uint8Array,
  patterns: readonly FramePattern[],
  takenAt: Instant,
): DecodedFrame {
  const pattern = patterns.find(({ when }) =>
    when.every(({ offset, bytes }) => holdsAt(body, offset, bytes)),
  );
  if (pattern === undefined) return "unparsable";
  return decodeAs(pattern, body, takenAt) ?? "unparsable";
}

function holdsAt(body: Uint8Array, offset: number, bytes: Uint8Array): boolean {
  const found = slice(body, offset, bytes.length);
  return found !== undefined && Buffer.compare(found, bytes) === 0;
}

/** Undefined where the body does not reach so far. */
function slice(body: Uint8Array, offset: number, length: number): Uint8Array | undefined {
  const from = offset < 0 ? body.length + offset : offset;
  return from < 0 || from + length > body.length ? undefined : body.subarray(from, from + length);
}

function decodeAs(
  pattern: FramePattern,
  body: Uint8Array,
  takenAt: Instant,
): DecodedFrame | undefined {
  if (pattern.event === "ignore") return "ignored";
  const about = placeOf(pattern, body);
  if (about === undefined) return undefined;
  if (pattern.event === "run-started") {
    const serialNumber = readText(body, pattern.serialNumber);
    const partNumber = readText(body, pattern.partNumber);
    if (serialNumber === null || partNumber === null) return undefined;
    return [
      {
        kind: "run-started",
        ...(serialNumber ? { serialNumber } : {}),
        ...(partNumber ? { partNumber } : {}),
        ...about,
        takenAt,
      },
    ];
  }
  const reported = readVerdict(body, pattern.reported);
  if (reported === null) return undefined;
  const verdict = reported === undefined ? {} : { reported };
  if (pattern.event === "run-finished")
    return [{ kind: "run-finished", ...verdict, ...about, takenAt }];
  const readings = pattern.values.map((value) => decodeValue(value, body));
  if (!readings.every((reading) => reading !== undefined)) return undefined;
  return readings.map((reading) => ({ ...verdictOfStep(verdict), ...reading, ...about, takenAt }));
}

type Verdict = { readonly reported?: ReportedVerdict };

/** A step passes or fails; an error is the run's. */
function verdictOfStep({ reported }: Verdict): { readonly reported?: "pass" | "fail" } {
  return reported === "pass" || reported === "fail" ? { reported } : {};
}

function placeOf({ slot, runKey }: FramePattern, body: Uint8Array) {
  const slotText = readText(body, slot);
  const key = readText(body, runKey);
  if (slotText === null || key === null) return undefined;
  return { ...(slotText ? { slot: slotText } : {}), ...(key ? { runKey: key } : {}) };
}

/** Undefined where none is asked for; null where the body has none there. */
function readText(
  body: Uint8Array,
  place: string | TextPlace | undefined,
): string | undefined | null {
  if (place === undefined || typeof place === "string") return place;
  const bytes = slice(body, place.offset, place.length);
  if (bytes === undefined) return null;
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end))
    .toString("latin1")
    .trim();
}

function readVerdict(
  body: Uint8Array,
  reported: FrameVerdict | undefined,
): ReportedVerdict | undefined | null {
  if (typeof reported !== "object") return reported;
  const byte = slice(body, reported.offset, 1)?.[0];
  return byte === undefined ? null : (reported.values[String(byte)] ?? null);
}

type Decoded = Omit<ReadingEvent, "takenAt">;

function decodeValue(value: FrameValue, body: Uint8Array): Decoded | undefined {
  const { step, channel = step ?? "", unit } = value;
  const reported = readVerdict(body, value.reported);
  const raw = readValue(value, body);
  if (raw === undefined || reported === null) return undefined;
  const verdict = reported === undefined ? {} : verdictOfStep({ reported });
  const base = { kind: "reading", channel, unit, ...verdict } as const;
  const result = step === undefined ? base : { ...base, step };
  return { ...result, value: raw, ...qualityOf(value, raw) };
}

function qualityOf(
  { range }: FrameValue,
  value: RegisterValue,
): Pick<ReadingEvent, "quality" | "cause"> {
  const number = Number(value);
  if (typeof value !== "string" && !Number.isFinite(number)) {
    return { quality: "decode", cause: `the frame holds ${value}` };
  }
  if (range === undefined || typeof value === "string") return { quality: "good" };
  if (number >= range.low && number <= range.high) return { quality: "good" };
  return { quality: "out-of-range", cause: `outside ${range.low} to ${range.high}` };
}

/** Undefined where the body holds no value of the type there. */
function readValue(value: FrameValue, body: Uint8Array): RegisterValue | undefined {
  const { type, offset, scale, shift } = value;
  const bytes = slice(body, offset, byteCount(value));
  if (bytes === undefined) return undefined;
  if (type === "TEXT") return readText(bytes, { offset: 0, length: bytes.length }) ?? undefined;
  if (type === "NUMBER_TEXT") {
    const number = parseNumber(Buffer.from(bytes).toString("latin1").trim());
    return number === undefined ? undefined : scaled(number, { scale, offset: shift });
  }
  try {
    return scaleValue(readInteger(value, bytes), { scale, offset: shift });
  } catch (error) {
    if (error instanceof UndecodableValue || error instanceof RangeError) return undefined;
    throw error;
  }
}

function byteCount({ type, length }: FrameValue): number {
  if (length !== undefined) return length;
  return type === "INT8" || type === "UINT8" ? 1 : widthOf(type as NumericType);
}

function readInteger({ type, order = "ABCD" }: FrameValue, bytes: Uint8Array): RegisterValue {
  const [byte = 0] = bytes;
  if (type === "UINT8") return byte;
  if (type === "INT8") return (byte << 24) >> 24;
  return decodeRegisters(bytes, { type: type as NumericType, order });
}
