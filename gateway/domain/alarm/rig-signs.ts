/**
 * What is known of a rig, as far as its alarms need it: a pure function of what it says and of the
 * passing time, in monotonic milliseconds. `judgeRig` says how each condition stands.
 *
 * One cause is one alarm: bytes without sense are no silence, and a rig without link is not silent.
 */
import type { ReadingValue } from "../../../drivers/contract.ts";
import type { AlarmSettings } from "./alarm-settings.ts";
import {
  type ChannelSigns,
  judgeChannel,
  readChannel,
  type Sign,
  seconds,
} from "./channel-signs.ts";

export type RigSignal =
  | { readonly kind: "link"; readonly atMs: number; readonly isUp: boolean }
  /** Anything that made sense; a reading of good quality comes with its value. */
  | {
      readonly kind: "valid";
      readonly atMs: number;
      readonly reading?: { readonly channel: string; readonly value: ReadingValue };
    }
  | { readonly kind: "noise"; readonly atMs: number; readonly bytes: number }
  /** What came on its own port since the last tick, whatever it was. */
  | { readonly kind: "bytes"; readonly atMs: number; readonly bytes: number }
  | { readonly kind: "run"; readonly atMs: number; readonly isOpen: boolean }
  | { readonly kind: "tick"; readonly atMs: number };

interface Counted {
  readonly sinceMs: number;
  readonly noise: number;
  readonly readings: number;
  readonly valid: number;
}

/** A window that has ended. */
interface Measured extends Counted {
  readonly tookMs: number;
}

export interface RigSigns {
  readonly isUp: boolean;
  readonly linkSinceMs: number;
  /** Of the present connection. */
  readonly validAtMs?: number;
  readonly noiseAtMs?: number;
  /** Noise since the last that made sense. */
  readonly senseless?: { readonly sinceMs: number; readonly bytes: number };
  /** Something made sense since the last tick. */
  readonly hadSense: boolean;
  readonly isRunOpen: boolean;
  readonly runSinceMs: number;
  readonly noiseWindow: Counted;
  readonly noiseMeasured?: Measured;
  readonly rateWindow: Counted;
  readonly rateMeasured?: Measured;
  readonly channels: Readonly<Record<string, ChannelSigns>>;
}

/** Before anything is known. */
export function firstRigSigns(atMs: number): RigSigns {
  return {
    ...{ isUp: false, linkSinceMs: atMs, isRunOpen: false, runSinceMs: atMs, channels: {} },
    ...{ hadSense: false },
    ...{ noiseWindow: emptyWindow(atMs), rateWindow: emptyWindow(atMs) },
  };
}

function emptyWindow(sinceMs: number): Counted {
  return { sinceMs, noise: 0, readings: 0, valid: 0 };
}

/** What is known after `signal`. */
export function nextRigSigns(
  signs: RigSigns,
  signal: RigSignal,
  settings: AlarmSettings,
): RigSigns {
  switch (signal.kind) {
    case "link":
      return signal.isUp === signs.isUp ? signs : linked(signs, signal);
    case "valid":
      return heard(signs, signal, settings);
    case "noise":
      return senseless(counted(signs), signal);
    case "bytes":
      return signs.hadSense || signal.bytes === 0 ? signs : senseless(signs, signal);
    case "run":
      return signal.isOpen === signs.isRunOpen ? signs : turned(signs, signal, settings);
    case "tick":
      return ticked(signs, signal.atMs, settings);
  }
}

/** A connection begins or ends: what was counted of another one says nothing of it. */
function linked(signs: RigSigns, { atMs, isUp }: { atMs: number; isUp: boolean }): RigSigns {
  const { isRunOpen, runSinceMs } = signs;
  return { ...firstRigSigns(atMs), isUp, isRunOpen, runSinceMs };
}

function heard(
  signs: RigSigns,
  { atMs, reading }: Extract<RigSignal, { kind: "valid" }>,
  settings: AlarmSettings,
): RigSigns {
  const { senseless: _, ...rest } = signs;
  const readings = reading === undefined ? 0 : 1;
  return {
    ...rest,
    validAtMs: atMs,
    hadSense: true,
    noiseWindow: count(signs.noiseWindow, { noise: 0, readings, valid: 1 }),
    rateWindow: count(signs.rateWindow, { noise: 0, readings, valid: 1 }),
    channels:
      reading === undefined
        ? signs.channels
        : channelsAfter(signs.channels, { ...reading, atMs }, settings),
  };
}

function channelsAfter(
  channels: RigSigns["channels"],
  { channel, ...reading }: { channel: string; value: ReadingValue; atMs: number },
  { channels: watched }: AlarmSettings,
): RigSigns["channels"] {
  const settings = Object.hasOwn(watched, channel) ? watched[channel] : undefined;
  if (settings === undefined) return channels;
  return { ...channels, [channel]: readChannel(channels[channel], reading, settings) };
}

function count(window: Counted, more: Omit<Counted, "sinceMs">): Counted {
  return {
    sinceMs: window.sinceMs,
    noise: window.noise + more.noise,
    readings: window.readings + more.readings,
    valid: window.valid + more.valid,
  };
}

function senseless(signs: RigSigns, { atMs, bytes }: { atMs: number; bytes: number }): RigSigns {
  const before = signs.senseless ?? { sinceMs: atMs, bytes: 0 };
  return {
    ...signs,
    noiseAtMs: atMs,
    senseless: { sinceMs: before.sinceMs, bytes: before.bytes + bytes },
  };
}

function counted(signs: RigSigns): RigSigns {
  const noiseWindow = count(signs.noiseWindow, { noise: 1, readings: 0, valid: 0 });
  return { ...signs, noiseWindow };
}

/** Where a channel moves only in runs, standing still before one is not held against it. */
function turned(
  signs: RigSigns,
  { atMs, isOpen }: { atMs: number; isOpen: boolean },
  settings: AlarmSettings,
): RigSigns {
  const channels = Object.entries(signs.channels).map(([name, channel]) => {
    const isCalm = settings.channels[name]?.moves === "in-runs" && isOpen;
    return [name, isCalm ? { ...channel, sameSinceMs: atMs } : channel] as const;
  });
  const turnedSigns = { isRunOpen: isOpen, runSinceMs: atMs };
  return { ...signs, ...turnedSigns, channels: Object.fromEntries(channels) };
}

function ticked(signs: RigSigns, atMs: number, settings: AlarmSettings): RigSigns {
  const { noiseWindow, rateWindow } = signs;
  const isNoiseDue = atMs - noiseWindow.sinceMs >= settings.noise.windowMs;
  const rateMs = settings.readingsPerSecond?.windowMs ?? Number.POSITIVE_INFINITY;
  const isRateDue = atMs - rateWindow.sinceMs >= rateMs;
  if (!isNoiseDue && !isRateDue) return signs.hadSense ? { ...signs, hadSense: false } : signs;
  const measured = (window: Counted) => ({ ...window, tookMs: atMs - window.sinceMs });
  return {
    ...signs,
    hadSense: false,
    ...(isNoiseDue ? { noiseMeasured: measured(noiseWindow), noiseWindow: emptyWindow(atMs) } : {}),
    ...(isRateDue ? { rateMeasured: measured(rateWindow), rateWindow: emptyWindow(atMs) } : {}),
  };
}

/** How every condition that is watched stands at `atMs`. */
export function judgeRig(signs: RigSigns, settings: AlarmSettings, atMs: number): readonly Sign[] {
  const { readingsPerSecond } = settings;
  const channels = Object.entries(signs.channels).flatMap(([name, channel]) => {
    const own = settings.channels[name] as AlarmSettings["channels"][string];
    const isWatched = own.moves === "always" || signs.isRunOpen;
    const found = judgeChannel(name, channel, own);
    return isWatched ? found : found.map((sign) => ({ ...sign, isBad: calmOf(sign.isBad) }));
  });
  return [
    judgeLink(signs, settings, atMs),
    judgeSilence(signs, settings, atMs),
    judgeFrames(signs, settings, atMs),
    judgeNoise(signs, settings),
    ...(readingsPerSecond === undefined ? [] : [judgeRate(signs, readingsPerSecond)]),
    ...channels,
  ];
}

/** Standing still is no fault now; having moved still ends an alarm. */
function calmOf(isBad: boolean | undefined): boolean | undefined {
  return isBad === false ? false : undefined;
}

function judgeLink(
  { isUp, linkSinceMs }: RigSigns,
  { linkLost }: AlarmSettings,
  atMs: number,
): Sign {
  const downForMs = atMs - linkSinceMs;
  const isLong = downForMs >= linkLost.afterMs ? true : undefined;
  const what = () => `there is no connection for ${seconds(downForMs)}`;
  return { kind: "link-lost", isBad: isUp ? false : isLong, what };
}

function judgeSilence(signs: RigSigns, { silence }: AlarmSettings, atMs: number): Sign {
  const { isUp, linkSinceMs, validAtMs, noiseAtMs, isRunOpen, runSinceMs } = signs;
  const mayBeQuiet = silence.quietBetweenRuns && !isRunOpen;
  const begun = silence.quietBetweenRuns ? Math.max(linkSinceMs, runSinceMs) : linkSinceMs;
  const heardAtMs = Math.max(begun, validAtMs ?? 0, noiseAtMs ?? 0);
  const quietForMs = atMs - heardAtMs;
  const what = () => `nothing was heard for ${seconds(quietForMs)}${isRunOpen ? " in a run" : ""}`;
  const isQuiet = quietForMs >= silence.afterMs;
  // Only a word of the rig ends a silence, not a restart of this program.
  const isHeard = validAtMs !== undefined && !isQuiet ? false : undefined;
  if (!isUp || mayBeQuiet) return { kind: "silence", isBad: isUp ? isHeard : undefined, what };
  return { kind: "silence", isBad: isQuiet ? true : isHeard, what };
}

function judgeFrames(signs: RigSigns, { noValidFrame }: AlarmSettings, atMs: number): Sign {
  const { isUp, senseless: noise, validAtMs, noiseAtMs = 0 } = signs;
  const kind = "no-valid-frame";
  const what = () =>
    `${noise?.bytes ?? 0} bytes came within ${seconds(atMs - (noise?.sinceMs ?? atMs))} and none made sense`;
  if (!isUp) return { kind, isBad: undefined, what };
  if (noise === undefined)
    return { kind, isBad: validAtMs === undefined ? undefined : false, what };
  const isMuch = noise.bytes >= noValidFrame.bytesMin && atMs - noiseAtMs < noValidFrame.afterMs;
  const isBad = isMuch && atMs - noise.sinceMs >= noValidFrame.afterMs;
  return { kind, isBad: isBad ? true : undefined, what };
}

function judgeNoise({ noiseMeasured }: RigSigns, { noise: limits }: AlarmSettings): Sign {
  const kind = "noise";
  if (noiseMeasured === undefined) return { kind, isBad: undefined, what: () => "" };
  const { noise, valid, tookMs } = noiseMeasured;
  const perMinute = (noise / tookMs) * 60_000;
  const share = noise / Math.max(1, noise + valid);
  const what = () =>
    `${noise} of ${noise + valid} frames within ${seconds(tookMs)} were noise (${Math.round(share * 100)} %)`;
  const isMuch = perMinute > limits.perMinuteMax || share > limits.shareMax;
  return { kind, isBad: noise >= limits.eventsMin && isMuch, what };
}

function judgeRate(
  { isUp, rateMeasured }: RigSigns,
  band: NonNullable<AlarmSettings["readingsPerSecond"]>,
): Sign {
  const kind = "reading-rate";
  if (!isUp || rateMeasured === undefined) return { kind, isBad: undefined, what: () => "" };
  const perSecond = (rateMeasured.readings / rateMeasured.tookMs) * 1000;
  const { low = 0, high = Number.POSITIVE_INFINITY } = band;
  const what = () =>
    `${Number(perSecond.toPrecision(3))} readings per second came; ${low} to ${high} are expected`;
  return { kind, isBad: perSecond < low || perSecond > high, what };
}
