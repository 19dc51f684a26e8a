/**
 * Modbus ASCII: each byte as two hexadecimal digits between a colon and CR LF, with a sum of one
 * byte. The frames show their ends, so silence means nothing; which request a reply answers they
 * do not show either.
 *
 *   ':'  unit  function  data …  LRC  CR LF
 *
 * Source: MODBUS over Serial Line V1.02, 2.5.2. The optional other end character of function 8 is
 * not supported.
 */
import { withCrc } from "../../crc.ts";
import { ADU_LENGTH_MAX, equalBytes } from "../modbus-request.ts";
import {
  type Arrival,
  concatBytes,
  type ModbusFraming,
  NOTHING,
  type Stray,
  type Suspects,
} from "./modbus-framing.ts";
import { ReplyJudge } from "./reply-judge.ts";

const COLON = 0x3a;
const CR = 0x0d;
const LF = 0x0a;
/** The specification allows one second between two characters of a frame. */
const SETTLE_MS = 1_000;
const TEXT_LENGTH_MAX = 2 * ADU_LENGTH_MAX + 1;
const EMPTY = new Uint8Array(0);
const HEX = "0123456789ABCDEF";

/** The sum over `bytes` whose two's complement closes a frame, modulo 256. */
export function lrc(bytes: Uint8Array): number {
  return -bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;
}

/** A request or reply, without CRC, as it goes over the wire. */
export function encodeAscii(body: Uint8Array): Uint8Array {
  const text = new Uint8Array(2 * body.length + 5);
  text[0] = COLON;
  const closed = concatBytes(body, Uint8Array.of(lrc(body)));
  for (const [at, byte] of closed.entries()) {
    text[1 + 2 * at] = HEX.charCodeAt(byte >> 4);
    text[2 + 2 * at] = HEX.charCodeAt(byte & 15);
  }
  text[text.length - 2] = CR;
  text[text.length - 1] = LF;
  return text;
}

/** What stands between colon and CR LF, both included; undefined for anything but a sound frame. */
export function decodeAscii(text: Uint8Array): Uint8Array | undefined {
  // Colon, unit, function and sum, CR LF are nine characters at least.
  const digits = text.length - 3;
  if (digits < 6 || digits % 2 !== 0 || text[0] !== COLON) return undefined;
  if (text.at(-2) !== CR || text.at(-1) !== LF) return undefined;
  const bytes = new Uint8Array(digits / 2);
  for (let at = 0; at < bytes.length; at += 1) {
    const high = hexValue(text[1 + 2 * at] ?? 0);
    const low = hexValue(text[2 + 2 * at] ?? 0);
    if (high < 0 || low < 0) return undefined;
    bytes[at] = high * 16 + low;
  }
  return lrc(bytes) === 0 ? bytes.slice(0, -1) : undefined;
}

/** Lower case is not of the specification, but of some devices. */
function hexValue(character: number): number {
  if (character >= 0x30 && character <= 0x39) return character - 0x30;
  const upper = character & 0xdf;
  return upper >= 0x41 && upper <= 0x46 ? upper - 0x37 : -1;
}

/** A text that ended, and its frame in RTU form where it is sound. */
interface Cut {
  readonly text: Uint8Array;
  readonly frame: Uint8Array | undefined;
}

/** Framing of Modbus ASCII on a serial line. */
export class AsciiFraming implements ModbusFraming {
  readonly settleMs = SETTLE_MS;
  readonly #judge: ReplyJudge;
  #text: Uint8Array = EMPTY;

  constructor(suspects: Suspects) {
    this.#judge = new ReplyJudge(suspects);
  }

  get knowsEcho(): boolean {
    return this.#judge.knowsEcho;
  }

  begin(adu: Uint8Array): { bytes: Uint8Array; strays: readonly Stray[] } {
    const strays = this.purge();
    this.#judge.begin(adu);
    return { bytes: encodeAscii(adu.subarray(0, -2)), strays };
  }

  accept(bytes: Uint8Array): Arrival {
    const strays: Stray[] = [];
    const frames = this.#cut(bytes, strays);
    if (!this.#judge.isAwaiting) {
      const unasked = frames.map(({ frame, text }) => this.#told(frame, text));
      return { strays: [...strays, ...unasked], isOpen: false };
    }
    return this.#judgeFrames(frames, strays);
  }

  #told(frame: Uint8Array | undefined, text: Uint8Array): Stray {
    return frame ? this.#judge.stray(frame, text) : { reason: "crc", bytes: text };
  }

  #cut(bytes: Uint8Array, strays: Stray[]): readonly Cut[] {
    const frames: Cut[] = [];
    let from = 0;
    const take = (until: number) => {
      const text = concatBytes(this.#text, bytes.slice(from, until));
      this.#text = EMPTY;
      from = until;
      return text;
    };
    for (const [at, byte] of bytes.entries()) {
      const length = this.#text.length + at - from;
      // A colon begins a frame wherever it comes.
      if (byte === COLON && length > 0) strays.push(partial(take(at)));
      else if (byte === LF) {
        const text = take(at + 1);
        const body = decodeAscii(text);
        frames.push({ text, frame: body && withCrc(body) });
      } else if (length >= TEXT_LENGTH_MAX) strays.push({ reason: "too-long", bytes: take(at) });
    }
    this.#text = concatBytes(this.#text, bytes.slice(from));
    return frames;
  }

  #judgeFrames(frames: readonly Cut[], strays: Stray[]): Arrival {
    const judge = this.#judge;
    const replies: { text: Uint8Array; frame: Uint8Array }[] = [];
    let isBroken = false;
    for (const { text, frame } of frames) {
      if (frame === undefined && text[0] === COLON) isBroken = true;
      if (frame && judge.isEcho(frame)) strays.push({ reason: "echo", bytes: text });
      else if (frame && judge.fits(frame)) replies.push({ text, frame });
      else strays.push(this.#told(frame, text));
    }
    const [reply, ...others] = replies;
    if (reply === undefined && !isBroken) return { strays, isOpen: this.#text.length > 0 };
    this.#judge.end();
    if (reply === undefined) return { broken: "crc", strays, isOpen: false };
    const isOne = others.every(({ frame }) => equalBytes(frame, reply.frame));
    for (const { text, frame } of isOne ? others : replies) {
      const kind = isOne ? { kind: "duplicate" as const } : {};
      strays.push({ reason: "unexpected-reply", bytes: text, frame, ...kind });
    }
    if (!isOne) return { broken: "crc", strays, isOpen: false };
    judge.taken(reply.frame, strays.length === 0);
    return { reply: reply.frame, strays, isOpen: false };
  }

  settle(): Arrival {
    const text = this.#text;
    this.#text = EMPTY;
    return text.length > 0 ? { strays: [partial(text)], isOpen: false } : NOTHING;
  }

  abandon(): readonly Stray[] {
    this.#judge.end();
    return this.settle().strays;
  }

  purge(): readonly Stray[] {
    return this.settle().strays;
  }
}

function partial(text: Uint8Array): Stray {
  return { reason: text[0] === COLON ? "partial-frame" : "unparsable", bytes: text };
}
