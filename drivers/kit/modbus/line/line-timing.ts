/** The times of a serial line that follow from its settings. Pure. */
import type { PortSettings } from "../../../contract.ts";

/** Named by what is on the wire. */
export type ModbusFramingName = "rtu" | "ascii" | "tcp" | "rtu-over-tcp";

/** Above 19,200 baud the specification fixes the silence between frames at this. */
const FAST_GAP_MS = 1.75;
const GAP_CHARACTERS = 3.5;

/** How long one character takes; 0 where bytes go through a socket. */
export function characterMs(settings: PortSettings): number {
  if (settings.kind === "tcp") return 0;
  const bits = 1 + settings.dataBits + (settings.parity === "none" ? 0 : 1) + settings.stopBits;
  return (bits * 1000) / settings.baudRate;
}

/**
 * Silence between two frames, 3.5 characters; none over TCP. ASCII does not need it to find its
 * frames, but a doubled reply is only seen by waiting for it.
 * Source: MODBUS over Serial Line V1.02, 2.5.1.1.
 */
export function frameGapMs(settings: PortSettings, framing: ModbusFramingName): number {
  if (framing === "tcp") return 0;
  if (settings.kind === "tcp" || settings.baudRate > 19_200) return FAST_GAP_MS;
  return GAP_CHARACTERS * characterMs(settings);
}
