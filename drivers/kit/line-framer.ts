/**
 * Bytes to lines: bounded, linear, pure. One framer per connection, so that half a line before an
 * unplug and half a line after it are never glued to one value.
 *
 *   push(chunk) ─► frame | noise, in order        end() ─► what was cut off
 */
import { isAscii, isUtf8 } from "node:buffer";
import type { Chunk, Instant, NoiseReason } from "../contract.ts";

/** `binary` is latin1 in which a NUL is a character too. */
export type LineEncoding = "ascii" | "latin1" | "utf8" | "binary";

export interface LineFramerOptions {
  /**
   * Characters that end a line, a byte each, or several such ends, none of them inside another;
   * one "\r" before an end is dropped too.
   */
  readonly delimiter: string | readonly string[];
  readonly encoding: LineEncoding;
  /** Bytes of a line, without the delimiter. A longer one is noise. */
  readonly lengthMax: number;
  /** A line that stands still for this long is given up: its rest is another line's beginning. */
  readonly idleGapMs?: number;
}

export interface LineFrame {
  readonly kind: "frame";
  readonly text: string;
  /**
   * When the chunk with its last byte came. Of several in one chunk the last has that time, and
   * each one before it is 1 µs earlier, so that their times tell them apart and keep their order.
   */
  readonly takenAt: Instant;
}

export interface LineNoise {
  readonly kind: "noise";
  readonly reason: NoiseReason;
  /** At most `lengthMax` of them, from the beginning. */
  readonly bytes: Uint8Array;
  readonly takenAt: Instant;
}

export type LineOutput = LineFrame | LineNoise;

type Writable<Output> = { -readonly [Key in keyof Output]: Output[Key] };
/** Times are put in when it is known how many lines the chunk has. */
type Draft = Writable<LineFrame> | Writable<LineNoise>;

/** A line in the bytes it came with. */
interface Span {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  /** All of `bytes` is known to be text. */
  readonly isText: boolean;
}

/** One end of a line, and where in the chunk it is next. */
interface End {
  readonly bytes: Buffer;
  /** The same for `indexOf`, which is quicker with a number where one byte is sought. */
  readonly needle: Buffer | number;
  at: number;
}

const CARRIAGE_RETURN = 0x0d;

/** Holds at most one line of `lengthMax` bytes, whatever comes. */
export class LineFramer {
  readonly #ends: readonly End[];
  /** Bytes of an end that may lie in the chunk before. */
  readonly #reach: number;
  readonly #encoding: LineEncoding;
  readonly #lengthMax: number;
  readonly #idleGapNs: bigint | undefined;
  /** The unfinished line: one byte more than allowed, a "\r", a delimiter in the making. */
  readonly #partial: Buffer;
  #used = 0;
  /** Inside a line that was too long, until its delimiter. */
  #isSkipping = false;
  #skippedBytes = 0;
  #lastByteAt: Instant | undefined;

  constructor({ delimiter, encoding, lengthMax, idleGapMs }: LineFramerOptions) {
    this.#ends = [delimiter].flat().map(endOf);
    const longest = Math.max(...this.#ends.map(({ bytes }) => bytes.length));
    this.#reach = longest - 1;
    this.#encoding = encoding;
    this.#lengthMax = lengthMax;
    this.#idleGapNs = idleGapMs === undefined ? undefined : BigInt(Math.round(idleGapMs * 1e6));
    this.#partial = Buffer.allocUnsafe(lengthMax + 1 + longest);
  }

  /** Bytes of lines that were too long and are not in their noise, since the beginning. */
  get skippedBytes(): number {
    return this.#skippedBytes;
  }

  /** True when a line has begun and not ended. */
  get isInside(): boolean {
    return this.#used > 0 || this.#isSkipping;
  }

  /** Everything the chunk finishes, in order. The chunk's bytes are not kept. */
  push({ bytes, receivedAt }: Chunk): LineOutput[] {
    const outputs: Draft[] = [];
    if (bytes.length === 0) return outputs;
    this.#splitAtGap(receivedAt, outputs);
    const first = outputs.length;
    const previous = this.#lastByteAt;
    this.#lastByteAt = receivedAt;
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    // One look at the whole chunk saves one at each of its lines.
    const isText = this.#isText(chunk);
    let from = this.#finishStraddling(chunk, receivedAt, outputs);
    for (const end of this.#ends) end.at = chunk.indexOf(end.needle, from);
    for (let end = this.#nextEnd(chunk, from); end; end = this.#nextEnd(chunk, from)) {
      this.#finishLine({ bytes: chunk, from, to: end.at, isText }, receivedAt, outputs);
      from = end.at + end.bytes.length;
    }
    this.#keep(chunk.subarray(from), receivedAt, outputs);
    if (outputs.length - first > 1) spreadBack(outputs, first, previous);
    return outputs;
  }

  /** What was cut off when the wire ended, as noise. The framer is of no use afterwards. */
  end(): LineOutput[] {
    const outputs: Draft[] = [];
    if (this.#lastByteAt !== undefined) this.#giveUp(this.#lastByteAt, outputs);
    return outputs;
  }

  /** Each end is sought once more only when it was passed: linear, however many there are. */
  #nextEnd(chunk: Buffer, from: number): End | undefined {
    let next: End | undefined;
    for (const end of this.#ends) {
      if (end.at >= 0 && end.at < from) end.at = chunk.indexOf(end.needle, from);
      if (end.at >= 0 && (next === undefined || end.at < next.at)) next = end;
    }
    return next;
  }

  #splitAtGap(receivedAt: Instant, outputs: Draft[]): void {
    const last = this.#lastByteAt;
    if (this.#idleGapNs === undefined || last === undefined) return;
    if (receivedAt.monoNs - last.monoNs > this.#idleGapNs) this.#giveUp(last, outputs);
  }

  #giveUp(takenAt: Instant, outputs: Draft[]): void {
    if (this.#used > 0 && !this.#isSkipping) {
      outputs.push(this.#noise("partial-frame", this.#partial.subarray(0, this.#used), takenAt));
    }
    this.#used = 0;
    this.#isSkipping = false;
  }

  /** A delimiter of several bytes may begin in one chunk and end in the next. */
  #finishStraddling(chunk: Buffer, takenAt: Instant, outputs: Draft[]): number {
    const reach = this.#reach;
    const tail = Math.min(reach, this.#used);
    if (tail === 0) return 0;
    const start = this.#used - tail;
    const seam = Buffer.concat([
      this.#partial.subarray(start, this.#used),
      chunk.subarray(0, reach),
    ]);
    // One that lies wholly in the chunk is found there.
    const found = this.#ends
      .map(({ bytes }) => ({ at: seam.indexOf(bytes), length: bytes.length }))
      .filter(({ at }) => at >= 0 && at < tail)
      .sort((left, right) => left.at - right.at)[0];
    if (found === undefined) return 0;
    this.#used = start + found.at;
    this.#finishLine({ bytes: chunk, from: 0, to: 0, isText: false }, takenAt, outputs);
    return found.at + found.length - tail;
  }

  #finishLine(line: Span, takenAt: Instant, outputs: Draft[]): void {
    if (this.#used === 0 && !this.#isSkipping) {
      this.#emit(line, takenAt, outputs);
      return;
    }
    this.#keep(line.bytes.subarray(line.from, line.to), takenAt, outputs);
    if (this.#isSkipping) this.#skippedBytes += this.#used;
    else {
      const whole = { bytes: this.#partial, from: 0, to: this.#used, isText: false };
      this.#emit(whole, takenAt, outputs);
    }
    this.#used = 0;
    this.#isSkipping = false;
  }

  /** Adds to the unfinished line; tells once when no delimiter can save it any more. */
  #keep(bytes: Buffer, takenAt: Instant, outputs: Draft[]): void {
    let rest = bytes;
    if (!this.#isSkipping) {
      const taken = rest.copy(this.#partial, this.#used);
      this.#used += taken;
      if (this.#used < this.#partial.length) return;
      const head = this.#partial.subarray(0, this.#lengthMax);
      outputs.push(this.#noise("too-long", head, takenAt));
      this.#isSkipping = true;
      this.#skippedBytes -= this.#lengthMax;
      rest = rest.subarray(taken);
    }
    this.#skipKeepingTail(rest);
  }

  /** Of a line that is skipped only what may be the beginning of its delimiter is kept. */
  #skipKeepingTail(rest: Buffer): void {
    const reach = this.#reach;
    if (rest.length >= reach) {
      this.#skippedBytes += this.#used + rest.length - reach;
      rest.copy(this.#partial, 0, rest.length - reach);
      this.#used = reach;
      return;
    }
    const kept = Math.min(this.#used, reach - rest.length);
    this.#skippedBytes += this.#used - kept;
    this.#partial.copyWithin(0, this.#used - kept, this.#used);
    rest.copy(this.#partial, kept);
    this.#used = kept + rest.length;
  }

  #emit({ bytes, from, to, isText }: Span, takenAt: Instant, outputs: Draft[]): void {
    const end = to > from && bytes[to - 1] === CARRIAGE_RETURN ? to - 1 : to;
    if (end === from) return;
    if (end - from > this.#lengthMax) {
      const head = bytes.subarray(from, from + this.#lengthMax);
      outputs.push(this.#noise("too-long", head, takenAt));
      this.#skippedBytes += to - from - this.#lengthMax;
    } else if (isText || this.#isText(bytes.subarray(from, end))) {
      // For bytes that are ASCII latin1 gives the same text, without a second check.
      const encoding = this.#encoding === "utf8" ? "utf8" : "latin1";
      outputs.push({ kind: "frame", text: bytes.toString(encoding, from, end), takenAt });
    } else {
      outputs.push(this.#noise("unparsable", bytes.subarray(from, end), takenAt));
    }
  }

  #isText(bytes: Buffer): boolean {
    if (this.#encoding === "binary") return true;
    if (bytes.includes(0)) return false;
    if (this.#encoding === "latin1") return true;
    return this.#encoding === "ascii" ? isAscii(bytes) : isUtf8(bytes);
  }

  /** A copy: the chunk's memory belongs to the wire. */
  #noise(reason: NoiseReason, bytes: Uint8Array, takenAt: Instant): LineNoise {
    return { kind: "noise", reason, bytes: Uint8Array.from(bytes), takenAt };
  }
}

function endOf(delimiter: string): End {
  const bytes = Buffer.from(delimiter, "latin1");
  const [first] = bytes;
  if (first === undefined) throw new RangeError("a delimiter of no bytes ends no line");
  return { bytes, needle: bytes.length === 1 ? first : bytes, at: -1 };
}

/**
 * Gives the outputs from `first` on, all stamped with their chunk's arrival, times of their own: a
 * microsecond apart, or closer where the chunk came too soon after the `previous` one, so that none
 * lies before that. By the monotonic clock, because the wall clock may be set back.
 */
function spreadBack(outputs: readonly Draft[], first: number, previous: Instant | undefined): void {
  const last = outputs.length - 1;
  const receivedAt = outputs[last]?.takenAt;
  if (receivedAt === undefined) return;
  const { utcUs, monoNs } = receivedAt;
  const count = last - first;
  const roomUs =
    previous === undefined ? count : Math.floor(Number(monoNs - previous.monoNs) / 1_000) - 1;
  const spanUs = Math.max(0, Math.min(count, roomUs));
  for (let index = first; index < last; index += 1) {
    const output = outputs[index];
    if (output === undefined) continue;
    const earlierUs = Math.floor(((last - index) * spanUs) / count);
    output.takenAt = {
      utcUs: utcUs - earlierUs,
      monoNs: monoNs - BigInt(earlierUs) * 1_000n,
    };
  }
}
