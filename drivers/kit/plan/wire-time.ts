/**
 * How long an exchange takes on the wire. Pure.
 *
 *   T = request·Tc + t3.5 + device + reply·Tc + t3.5 (+ adapter)
 *
 * Tc is the time of one character, t3.5 the silence between two frames.
 * Source: MODBUS over Serial Line V1.02, 2.5.1; MODBUS Application Protocol V1.1b3, chapter 6.
 */
import type { PortSettings } from "../../contract.ts";
import { characterMs, frameGapMs } from "../modbus/line/line-timing.ts";

export type WireFraming = "rtu" | "ascii" | "tcp" | "rtu-over-tcp";

/** What decides how long exchanges take; all in milliseconds. */
export interface WireTiming {
  readonly framing: WireFraming;
  /** One character on the line. */
  readonly characterMs: number;
  /** Silence between two frames, or the pause that the device needs if that is longer. */
  readonly gapMs: number;
  /** From the request's last character to the reply's first. */
  readonly deviceMs: number;
  /** What an adapter holds bytes back: up to 16 ms with FTDI's default timer. */
  readonly adapterMs: number;
}

/** A request's kind and size; for 43 `count` is the bytes of the identification that comes back. */
export interface ExchangeShape {
  readonly functionCode: 1 | 2 | 3 | 4 | 5 | 6 | 15 | 16 | 43;
  readonly count: number;
}

/** A byte at 10 Mbit/s: what a socket costs beside the round trip. */
const SOCKET_BYTE_MS = 0.0008;

export interface WireTimingInput {
  readonly settings: PortSettings;
  readonly framing: WireFraming;
  readonly deviceMs: number;
  readonly adapterMs: number;
  /** Least silence that the device wants between two requests. */
  readonly pauseMs: number;
}

/** The timing of a port. Behind a device server only the socket's own time is known. */
export function wireTiming(input: WireTimingInput): WireTiming {
  const { settings, framing, deviceMs, adapterMs, pauseMs } = input;
  const silenceMs = settings.kind === "tcp" ? 0 : frameGapMs(settings, framing);
  return {
    ...{ framing, deviceMs, adapterMs },
    characterMs: settings.kind === "tcp" ? SOCKET_BYTE_MS : characterMs(settings),
    // Each exchange has two gaps; the pause is kept once, between the reply and the next request.
    gapMs: Math.max(silenceMs, (silenceMs + pauseMs) / 2),
  };
}

/** Bytes of the request's and the reply's data, without unit, function code and checksum. */
function dataBytes({ functionCode, count }: ExchangeShape): { asked: number; answered: number } {
  const bitBytes = Math.ceil(count / 8);
  switch (functionCode) {
    case 1:
    case 2:
      return { asked: 4, answered: 1 + bitBytes };
    case 3:
    case 4:
      return { asked: 4, answered: 1 + 2 * count };
    case 5:
    case 6:
      return { asked: 4, answered: 4 };
    case 15:
      return { asked: 5 + bitBytes, answered: 4 };
    case 16:
      return { asked: 5 + 2 * count, answered: 4 };
    case 43:
      return { asked: 3, answered: 6 + count };
  }
}

/** Characters of a frame with `data` bytes behind unit and function code. */
function frameCharacters(data: number, framing: WireFraming): number {
  switch (framing) {
    case "rtu":
    case "rtu-over-tcp":
      return data + 4;
    case "ascii":
      // Colon, two characters a byte (LRC included), carriage return, line feed.
      return 1 + 2 * (data + 3) + 2;
    case "tcp":
      return data + 8;
  }
}

/** Both frames of an exchange, in characters. */
export function exchangeCharacters(shape: ExchangeShape, framing: WireFraming): number {
  const { asked, answered } = dataBytes(shape);
  return frameCharacters(asked, framing) + frameCharacters(answered, framing);
}

/** From the request's first character until the line is free again. */
export function exchangeMs(shape: ExchangeShape, timing: WireTiming): number {
  const characters = exchangeCharacters(shape, timing.framing);
  const waitMs = 2 * timing.gapMs + timing.deviceMs + timing.adapterMs;
  return characters * timing.characterMs + waitMs;
}

/** How many unwanted registers may be read to save one request: the break-even, not rounded. */
export function gapBreakEven(timing: WireTiming): number {
  const one: ExchangeShape = { functionCode: 3, count: 1 };
  const two: ExchangeShape = { functionCode: 3, count: 2 };
  const registerMs = exchangeMs(two, timing) - exchangeMs(one, timing);
  return (exchangeMs(one, timing) - registerMs) / registerMs;
}

/** What is told; else FTDI's timer where it is one, 16 ms unless it was set to its least. */
export function adapterMsOf(settings: PortSettings, toldMs: number | undefined): number {
  if (toldMs !== undefined) return toldMs;
  const FTDI_TIMER_MS = 16;
  const FAST_TIMER_MS = 1;
  if (settings.kind !== "serial") return 0;
  const isFtdi = /FTDI/.test(settings.path ?? "") || settings.identity?.usb?.startsWith("0403:");
  if (!isFtdi) return 0;
  return settings.lowLatency === false ? FTDI_TIMER_MS : FAST_TIMER_MS;
}
