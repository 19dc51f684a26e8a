/**
 * What a Modbus bus needs of a framing: which bytes go out, and whether those that came in are
 * the awaited reply. Implementations are pure state machines: no timers, no I/O.
 */
import type { NoiseReason } from "../../../contract.ts";

/** Bytes that are no reply to anything asked, and why. */
export interface Stray {
  readonly reason: NoiseReason;
  readonly bytes: Uint8Array;
  /** Where more is known than the reason. */
  readonly kind?: "duplicate" | "other-unit";
  /** Of a sound frame: the same in RTU form. */
  readonly frame?: Uint8Array;
}

/** What a received chunk, or silence after it, came to. */
export interface Arrival {
  /** The awaited reply in RTU form, its CRC right. Ends the request. */
  readonly reply?: Uint8Array;
  /** Ends the request without a reply: `crc` the frame is broken, `header` the stream is. */
  readonly broken?: "crc" | "header";
  readonly strays: readonly Stray[];
  /** Bytes wait for more of them, or for silence to be judged as a whole. */
  readonly isOpen: boolean;
}

export interface ModbusFraming {
  /** A chunk that is no whole reply is judged when nothing followed for this long. */
  readonly settleMs: number;
  /**
   * False until a reply that is unlike its request told whether the adapter gives back what is
   * sent: before that nobody can tell an echo of function 5 or 6 from the unit's confirmation.
   */
  readonly knowsEcho: boolean;
  /** Starts a request given in RTU form. Returns the bytes to send; earlier bytes are strays. */
  begin(adu: Uint8Array): { readonly bytes: Uint8Array; readonly strays: readonly Stray[] };
  accept(bytes: Uint8Array): Arrival;
  /** The line was silent for a while after the last byte: judge what came as a whole. */
  settle(): Arrival;
  /** The request is given up; what arrives for it from now on is a late reply. */
  abandon(): readonly Stray[];
  /** Everything received outside of a request, and forgets it. */
  purge(): readonly Stray[];
}

/** Which earlier requests a frame, in RTU form, might answer; a framing asks before it accepts. */
export interface Suspects {
  readonly isEmpty: boolean;
  mayAnswer(frame: Uint8Array): boolean;
}

/** The smallest Arrival. */
export const NOTHING: Arrival = { strays: [], isOpen: false };

/** Both, one behind the other; a copy unless the first is empty. */
export function concatBytes(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right;
  const joined = new Uint8Array(left.length + right.length);
  joined.set(left);
  joined.set(right, left.length);
  return joined;
}
