/** Readings of Modbus channels, good and bad, each bad one with its cause. Pure. */
import { DriverError, type Instant, type Quality, type ReadingEvent } from "../contract.ts";
import { ModbusException } from "../kit/modbus/modbus-codec.ts";
import { scaleValue } from "../kit/register-scaling.ts";
import type { RegisterValue } from "../kit/registers.ts";
import type { PlannedChannel, RawValue } from "./channels.ts";

type Judged = Pick<ReadingEvent, "value" | "quality" | "cause">;

/** The reading of what stood in the registers. */
export function readingOf(channel: PlannedChannel, raw: RawValue, takenAt: Instant): ReadingEvent {
  return reading(channel, judge(channel, raw), takenAt);
}

/** There is no value to give: NaN, or empty text, which no limit lets pass. */
export function badReading(
  channel: PlannedChannel,
  { quality, cause }: { readonly quality: Exclude<Quality, "good">; readonly cause: string },
  takenAt: Instant,
): ReadingEvent {
  return reading(channel, { value: noValue(channel), quality, cause }, takenAt);
}

function noValue({ place }: PlannedChannel): string | number {
  return place.layout.type === "STRING" ? "" : Number.NaN;
}

function judge(channel: PlannedChannel, raw: RawValue): Judged {
  if (raw.fault !== undefined) return undecodable(channel, raw.fault);
  const { invalid } = channel;
  const mark = invalid.length > 0 ? invalid.find((each) => isMark(raw.value, each)) : undefined;
  if (mark !== undefined) {
    const cause = `${mark} is the device's mark for no value`;
    return { value: noValue(channel), quality: "out-of-range", cause };
  }
  const value = quantityOf(raw.value, channel);
  if (value instanceof RangeError) return undecodable(channel, value.message);
  if (typeof value === "number" && !Number.isFinite(value)) {
    return { value, quality: "decode", cause: "not a finite number" };
  }
  const { range } = channel;
  if (range !== undefined && (typeof value === "number" || typeof value === "bigint")) {
    const isBelow = value < range.low;
    if (isBelow || value > range.high) {
      const cause = `${value} is ${isBelow ? `below ${range.low}` : `above ${range.high}`}`;
      return { value, quality: "out-of-range", cause };
    }
  }
  return { value, quality: "good" };
}

function undecodable(channel: PlannedChannel, cause: string): Judged {
  return { value: noValue(channel), quality: "decode", cause };
}

/** 0x8000 is also what a signed register reads as -32768. */
function isMark(raw: RegisterValue, invalid: number | string): boolean {
  if (typeof raw === "boolean") return false;
  if (typeof raw === "string" || typeof invalid === "string") return raw === invalid;
  if (typeof raw === "number" && Object.is(raw, invalid)) return true;
  if (!Number.isInteger(invalid) || (typeof raw === "number" && !Number.isInteger(raw))) {
    return Number.isNaN(invalid) && Number.isNaN(raw);
  }
  const mark = BigInt(invalid);
  const value = BigInt(raw);
  return value === mark || (value < 0n && [16, 32, 64].some((width) => isTwin(value, mark, width)));
}

function isTwin(value: bigint, mark: bigint, width: number): boolean {
  return mark >= 0n && mark < 1n << BigInt(width) && BigInt.asIntN(width, mark) === value;
}

/** The quantity: scaled, shifted and rounded to what the rig resolves. */
export function quantityOf(
  raw: RegisterValue,
  channel: Pick<PlannedChannel, "scale" | "offset" | "decimals">,
): RegisterValue | RangeError {
  try {
    const value = scaleValue(raw, channel);
    if (channel.decimals === undefined || typeof value !== "number") return value;
    return Number.isFinite(value) ? Number(value.toFixed(channel.decimals)) : value;
  } catch (error) {
    if (error instanceof RangeError) return error;
    throw error;
  }
}

function reading(channel: PlannedChannel, judged: Judged, takenAt: Instant): ReadingEvent {
  const { name, unit, step, slot } = channel;
  const { value, quality, cause } = judged;
  const plain = { kind: "reading", channel: name, value, unit, quality, takenAt } as const;
  if (cause === undefined && step === undefined && slot === undefined) return plain;
  return {
    ...plain,
    ...(cause === undefined ? {} : { cause }),
    ...(step === undefined ? {} : { step }),
    ...(slot === undefined ? {} : { slot }),
  };
}

/** What a failed request makes of its channels; undefined where the wire itself failed. */
export function badnessOf(
  error: unknown,
): { readonly quality: Exclude<Quality, "good">; readonly cause: string } | undefined {
  if (!(error instanceof DriverError)) return undefined;
  const cause = error.message;
  if (error instanceof ModbusException) return { quality: "exception", cause };
  switch (error.code) {
    case "request.timeout":
      return { quality: "timeout", cause };
    case "request.corrupt":
      return { quality: "crc", cause };
    case "request.busy":
      return { quality: "exception", cause };
    default:
      return undefined;
  }
}
