/** Readings of Modbus channels, good and bad. Pure. */
import type { Instant, Quality, ReadingEvent } from "../contract.ts";
import type { RegisterValue } from "../kit/registers.ts";
import { type PlannedChannel, quantityOf } from "./poll-plan.ts";

/** The reading of a value as it stood in the registers. A non-finite one is of quality decode. */
export function goodReading(
  channel: PlannedChannel,
  { value: raw, takenAt }: { readonly value: RegisterValue; readonly takenAt: Instant },
): ReadingEvent {
  const value = quantityOf(raw, channel);
  const isSound = typeof value !== "number" || Number.isFinite(value);
  return reading(channel, { value, quality: isSound ? "good" : "decode", takenAt });
}

/** There is no value to give: NaN, or empty text, which no limit lets pass. */
export function badReading(
  channel: PlannedChannel,
  quality: Exclude<Quality, "good">,
  takenAt: Instant,
): ReadingEvent {
  const value = channel.place.layout.type === "STRING" ? "" : Number.NaN;
  return reading(channel, { value, quality, takenAt });
}

function reading(
  { name, unit, step }: PlannedChannel,
  what: Pick<ReadingEvent, "value" | "quality" | "takenAt">,
): ReadingEvent {
  return { kind: "reading", channel: name, unit, ...what, ...(step === undefined ? {} : { step }) };
}
