/** What is known of one channel whose alarms are watched. Pure; monotonic milliseconds. */
import type { ReadingValue } from "../../../drivers/contract.ts";
import type { AlarmKind } from "./alarm.ts";
import type { ChannelAlarmSettings } from "./alarm-settings.ts";

export interface ChannelSigns {
  readonly value: ReadingValue;
  readonly atMs: number;
  /** Since when it has exactly this value; a run that begins starts it anew where that counts. */
  readonly sameSinceMs: number;
  /** True once it was seen to move, so that "it moves" is known and not assumed. */
  readonly hasMoved: boolean;
  /** Readings in a row that were faster than allowed, and that were not. */
  readonly fast: number;
  readonly slow: number;
  /** The latest that was too fast, per second. */
  readonly fastest: number;
}

/** What one condition looks like now. `isBad` is undefined where nothing can be said. */
export interface Sign {
  readonly kind: AlarmKind;
  readonly channel?: string;
  readonly isBad: boolean | undefined;
  /** What was seen, in a sentence; only read where it is bad. */
  readonly what: () => string;
}

/** The channel after one more good reading. */
export function readChannel(
  before: ChannelSigns | undefined,
  { value, atMs }: { readonly value: ReadingValue; readonly atMs: number },
  { changePerSecondMax = Number.POSITIVE_INFINITY }: ChannelAlarmSettings,
): ChannelSigns {
  if (before === undefined) {
    return { value, atMs, sameSinceMs: atMs, hasMoved: false, fast: 0, slow: 0, fastest: 0 };
  }
  const isSame = Object.is(before.value, value);
  const perSecond = changePerSecond(before, { value, atMs });
  const isFast = perSecond > changePerSecondMax;
  return {
    value,
    atMs,
    sameSinceMs: isSame ? before.sameSinceMs : atMs,
    hasMoved: before.hasMoved || !isSame,
    fast: isFast ? before.fast + 1 : 0,
    slow: isFast ? 0 : before.slow + 1,
    fastest: isFast ? perSecond : before.fastest,
  };
}

/** Zero where values can not be subtracted; two values of one millisecond are that far apart. */
function changePerSecond(
  before: Pick<ChannelSigns, "value" | "atMs">,
  after: Pick<ChannelSigns, "value" | "atMs">,
): number {
  if (!isNumeric(before.value) || !isNumeric(after.value)) return 0;
  const change = Math.abs(Number(after.value) - Number(before.value));
  return (change / Math.max(1, after.atMs - before.atMs)) * 1000;
}

function isNumeric(value: ReadingValue): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** How the channel's conditions stand by its latest reading. */
export function judgeChannel(
  channel: string,
  signs: ChannelSigns,
  settings: ChannelAlarmSettings,
): readonly Sign[] {
  const { stuckAfterMs, changePerSecondMax, countsWithinMs } = settings;
  const { value, fastest } = signs;
  const sameForMs = signs.atMs - signs.sameSinceMs;
  const found: Sign[] = [];
  if (stuckAfterMs !== undefined) {
    const what = () => `${channel} is exactly ${value} for ${seconds(sameForMs)}`;
    const isBad = standsStill(signs, sameForMs, stuckAfterMs);
    found.push({ kind: "stuck-value", channel, isBad, what });
  }
  if (countsWithinMs !== undefined) {
    const what = () => `${channel} must count and stands at ${value} for ${seconds(sameForMs)}`;
    const isBad = standsStill(signs, sameForMs, countsWithinMs);
    found.push({ kind: "frozen-counter", channel, isBad, what });
  }
  if (changePerSecondMax !== undefined) {
    const what = () =>
      `${channel} changes by ${Number(fastest.toPrecision(3))} per second, ${changePerSecondMax} is allowed`;
    found.push({ kind: "fast-change", channel, isBad: isTooFast(signs, settings), what });
  }
  return found;
}

function standsStill({ hasMoved }: ChannelSigns, sameForMs: number, afterMs: number) {
  if (sameForMs >= afterMs) return true;
  // After a start it is not known whether it moves until it has: an alarm from before stays.
  return hasMoved ? false : undefined;
}

function isTooFast({ fast, slow }: ChannelSigns, settings: ChannelAlarmSettings) {
  if (fast >= settings.raiseAfterReadings) return true;
  return slow >= settings.clearAfterReadings ? false : undefined;
}

/** A duration as people say it. */
export function seconds(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms / 60_000)} min`;
}
