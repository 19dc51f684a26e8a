/**
 * Modbus TCP: the header's transaction id says which request a reply answers. A header that
 * cannot be right means that the stream has lost its frames, and only a new socket finds them.
 *
 *   transaction (2)  protocol = 0 (2)  length (2)  unit (1)  function (1)  data …
 *
 * Source: MODBUS Messaging on TCP/IP Implementation Guide V1.0b, 3.1.3.
 */
import { withCrc } from "../../crc.ts";
import { ADU_LENGTH_MAX, answers } from "../modbus-request.ts";
import {
  type Arrival,
  concatBytes,
  type ModbusFraming,
  NOTHING,
  type Stray,
} from "./modbus-framing.ts";

const HEADER_LENGTH = 6;
/** Unit, function and at least an exception code. */
const LENGTH_MIN = 3;
const LENGTH_MAX = ADU_LENGTH_MAX - 2;
const EMPTY = new Uint8Array(0);

/** Framing of Modbus TCP. Made new with each socket. */
export class MbapFraming implements ModbusFraming {
  /** Nothing here ever waits for silence. */
  readonly knowsEcho = true;
  readonly settleMs = 0;
  #transactionId = 0;
  #adu: Uint8Array = EMPTY;
  #buffer: Uint8Array = EMPTY;
  #isAwaiting = false;
  #wasAnswered = false;

  begin(adu: Uint8Array): { bytes: Uint8Array; strays: readonly Stray[] } {
    this.#transactionId = (this.#transactionId + 1) & 0xffff;
    this.#adu = adu;
    this.#isAwaiting = true;
    this.#wasAnswered = false;
    const length = adu.length - 2;
    const bytes = new Uint8Array(HEADER_LENGTH + length);
    bytes[0] = this.#transactionId >>> 8;
    bytes[1] = this.#transactionId & 0xff;
    bytes[4] = length >>> 8;
    bytes[5] = length & 0xff;
    bytes.set(adu.subarray(0, length), HEADER_LENGTH);
    return { bytes, strays: [] };
  }

  accept(bytes: Uint8Array): Arrival {
    this.#buffer = concatBytes(this.#buffer, bytes);
    const strays: Stray[] = [];
    let reply: Uint8Array | undefined;
    while (this.#buffer.length >= HEADER_LENGTH) {
      const length = this.#bodyLength();
      if (length === undefined) return this.#breakOff(reply, strays);
      if (this.#buffer.length < HEADER_LENGTH + length) break;
      const end = HEADER_LENGTH + length;
      const isAll = end === this.#buffer.length;
      const frame = isAll ? this.#buffer : this.#buffer.slice(0, end);
      this.#buffer = isAll ? EMPTY : this.#buffer.slice(end);
      const judged = this.#judge(frame);
      if (judged === "broken") return this.#breakOff(reply, [...strays, badHeader(frame)]);
      if (judged instanceof Uint8Array) reply = judged;
      else strays.push(judged);
    }
    return { ...(reply ? { reply } : {}), strays, isOpen: false };
  }

  /** Undefined where the header cannot be one. */
  #bodyLength(): number | undefined {
    const bytes = this.#buffer;
    const length = ((bytes[4] ?? 0) << 8) | (bytes[5] ?? 0);
    const isModbus = bytes[2] === 0 && bytes[3] === 0;
    const isHeader = isModbus && length >= LENGTH_MIN && length <= LENGTH_MAX;
    return isHeader ? length : undefined;
  }

  #judge(frame: Uint8Array): Uint8Array | Stray | "broken" {
    const transactionId = ((frame[0] ?? 0) << 8) | (frame[1] ?? 0);
    if (transactionId !== this.#transactionId) {
      // Ids behind ours were asked and given up; ids ahead were never asked.
      const isBehind = ((this.#transactionId - transactionId) & 0xffff) < 0x8000;
      return { reason: isBehind ? "late-reply" : "unexpected-reply", bytes: frame };
    }
    if (!this.#isAwaiting) {
      return this.#wasAnswered
        ? { reason: "unexpected-reply", bytes: frame, kind: "duplicate" }
        : { reason: "late-reply", bytes: frame };
    }
    const adu = withCrc(frame.subarray(HEADER_LENGTH));
    if (!answers(this.#adu, adu)) return "broken";
    this.#isAwaiting = false;
    this.#wasAnswered = true;
    return adu;
  }

  #breakOff(reply: Uint8Array | undefined, strays: readonly Stray[]): Arrival {
    const rest = this.#buffer.length > 0 ? [badHeader(this.#buffer)] : [];
    this.#buffer = EMPTY;
    this.#isAwaiting = false;
    return {
      ...(reply ? { reply } : {}),
      broken: "header",
      strays: [...strays, ...rest],
      isOpen: false,
    };
  }

  settle(): Arrival {
    return NOTHING;
  }

  abandon(): readonly Stray[] {
    this.#isAwaiting = false;
    return [];
  }

  purge(): readonly Stray[] {
    return [];
  }
}

function badHeader(bytes: Uint8Array): Stray {
  return { reason: "bad-header", bytes };
}
