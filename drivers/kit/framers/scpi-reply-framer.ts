/**
 * Bytes to SCPI replies: a line, or a definite-length block `#<n><length><bytes>` in which every
 * byte may stand, a line feed too. Bounded, linear, pure; one framer per connection.
 *
 *   IEEE 488.2, 8.7.9 (definite length), 8.7.10 (indefinite length: told as bad-header, because
 *   its end is a signal of the GPIB that a serial line or a socket does not have)
 */
import type { Chunk, Instant, NoiseReason } from "../../contract.ts";

export interface ScpiReplyFramerOptions {
  /** The byte that ends a reply; a CR or LF beside it is dropped. */
  readonly terminator: "\n" | "\r";
  /** Bytes of a line. */
  readonly lengthMax: number;
  /** Bytes of a block, without its header. */
  readonly blockMax: number;
}

export interface ScpiReply {
  readonly kind: "reply";
  /** The line without its terminator, or the block without its header. A copy. */
  readonly bytes: Uint8Array;
  readonly isBlock: boolean;
  /** When the chunk with its last byte came. */
  readonly takenAt: Instant;
}

export interface ScpiNoise {
  readonly kind: "noise";
  readonly reason: NoiseReason;
  readonly bytes: Uint8Array;
  readonly takenAt: Instant;
}

export type ScpiOutput = ScpiReply | ScpiNoise;

const LF = 0x0a;
const CR = 0x0d;
const HASH = 0x23;
/** "#" and the digit that says how many digits of length follow. */
const HEAD = 2;

const isEnd = (byte: number | undefined) => byte === LF || byte === CR;
const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** Holds one line of `lengthMax` or one block of `blockMax` bytes, whatever comes. */
export class ScpiReplyFramer {
  readonly #end: number;
  readonly #blockMax: number;
  readonly #lengthMax: number;
  readonly #line: Buffer;
  #used = 0;
  #block: Buffer | undefined;
  #blockUsed = 0;
  /** Until the terminator: the line was too long, or its block header was none. */
  #isSkipping = false;
  #knowsBlocks = true;
  #lastAt: Instant | undefined;

  constructor({ terminator, lengthMax, blockMax }: ScpiReplyFramerOptions) {
    this.#end = terminator.charCodeAt(0);
    this.#blockMax = blockMax;
    this.#lengthMax = lengthMax;
    // One more may be the CR of a CR LF.
    this.#line = Buffer.allocUnsafe(lengthMax + 1);
  }

  /** Everything the chunk finishes, in order. The chunk's bytes are not kept. */
  push({ bytes, receivedAt }: Chunk): ScpiOutput[] {
    const outputs: ScpiOutput[] = [];
    if (bytes.length === 0) return outputs;
    this.#lastAt = receivedAt;
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    let from = 0;
    while (from < chunk.length) {
      from =
        this.#block === undefined
          ? this.#takeLine(chunk, from, outputs)
          : this.#takeBlock(chunk, from, outputs);
    }
    return outputs;
  }

  /** True between the first byte of a reply and its last. */
  get isInside(): boolean {
    return this.#used > 0 || this.#block !== undefined || this.#isSkipping;
  }

  /**
   * With false a "#" is a letter like any other: while a line is searched for in the rest of a
   * block, no header may swallow it. True at first.
   */
  expectBlocks(isExpected: boolean): void {
    this.#knowsBlocks = isExpected;
  }

  /** Gives up what is unfinished, told as noise. */
  restart(): ScpiOutput[] {
    const outputs: ScpiOutput[] = [];
    const partial = this.#block?.subarray(0, this.#blockUsed) ?? this.#line.subarray(0, this.#used);
    if (partial.length > 0 && !this.#isSkipping && this.#lastAt !== undefined) {
      outputs.push(noise("partial-frame", partial.subarray(0, this.#lengthMax), this.#lastAt));
    }
    this.#forget();
    return outputs;
  }

  #forget(): void {
    this.#used = 0;
    this.#block = undefined;
    this.#blockUsed = 0;
    this.#isSkipping = false;
  }

  /** Returns where to go on. */
  #takeLine(chunk: Buffer, start: number, outputs: ScpiOutput[]): number {
    let from = start;
    if (this.#used === 0 && !this.#isSkipping) {
      while (from < chunk.length && isEnd(chunk[from])) from += 1;
      if (from === chunk.length) return from;
    }
    if (this.#isInHeader(chunk[from])) return this.#takeHeader(chunk, from, outputs);
    const at = chunk.indexOf(this.#end, from);
    const to = at < 0 ? chunk.length : at;
    this.#keep(chunk.subarray(from, to), outputs);
    if (at < 0) return chunk.length;
    this.#finishLine(outputs);
    return at + 1;
  }

  /** Nothing but the beginning of a block header came so far, the next byte included. */
  #isInHeader(next: number | undefined): boolean {
    if (!this.#knowsBlocks || this.#isSkipping) return false;
    if (this.#used === 0) return next === HASH;
    if (this.#line[0] !== HASH) return false;
    // A second character that is no digit makes it a line: "#H1F" is a number.
    return this.#used === 1 ? isDigit(next) : isDigit(this.#line[1]);
  }

  #takeHeader(chunk: Buffer, from: number, outputs: ScpiOutput[]): number {
    const byte = chunk[from] ?? 0;
    const isBroken = this.#used >= HEAD && !isDigit(byte);
    if (isBroken) {
      this.#refuse("bad-header", outputs);
      return from;
    }
    this.#line[this.#used] = byte;
    this.#used += 1;
    if (this.#used >= HEAD) this.#openBlock(outputs);
    return from + 1;
  }

  #openBlock(outputs: ScpiOutput[]): void {
    const digits = (this.#line[1] ?? 0) - 0x30;
    if (digits === 0) {
      this.#refuse("bad-header", outputs);
      return;
    }
    if (this.#used < HEAD + digits) return;
    const length = Number(this.#line.toString("latin1", HEAD, this.#used));
    if (length > this.#blockMax) {
      this.#refuse("too-long", outputs);
      return;
    }
    this.#block = Buffer.allocUnsafe(length);
    this.#blockUsed = 0;
    this.#used = 0;
  }

  #takeBlock(chunk: Buffer, from: number, outputs: ScpiOutput[]): number {
    const block = this.#block ?? Buffer.alloc(0);
    const copied = chunk.copy(block, this.#blockUsed, from);
    this.#blockUsed += copied;
    const at = from + copied;
    if (this.#blockUsed < block.length || at === chunk.length) return at;
    // Only its terminator makes a block whole: a byte too many means that its length was wrong.
    if (isEnd(chunk[at]) && this.#lastAt !== undefined) {
      const { bytes, takenAt } = { bytes: Uint8Array.from(block), takenAt: this.#lastAt };
      this.#forget();
      outputs.push({ kind: "reply", bytes, isBlock: true, takenAt });
      return at + 1;
    }
    const head = block.subarray(0, this.#lengthMax);
    this.#used = head.copy(this.#line);
    this.#block = undefined;
    this.#refuse("bad-header", outputs);
    return at;
  }

  #keep(bytes: Buffer, outputs: ScpiOutput[]): void {
    if (this.#isSkipping) return;
    const copied = bytes.copy(this.#line, this.#used);
    this.#used += copied;
    const isOver = this.#used > this.#lengthMax && this.#line[this.#lengthMax] !== CR;
    if (isOver || copied < bytes.length) this.#refuse("too-long", outputs);
  }

  #finishLine(outputs: ScpiOutput[]): void {
    const takenAt = this.#lastAt;
    let to = this.#used;
    while (to > 0 && isEnd(this.#line[to - 1])) to -= 1;
    if (!this.#isSkipping && to > 0 && takenAt !== undefined) {
      const bytes = Uint8Array.from(this.#line.subarray(0, to));
      outputs.push({ kind: "reply", bytes, isBlock: false, takenAt });
    }
    this.#forget();
  }

  #head(): Buffer {
    return this.#line.subarray(0, Math.min(this.#used, this.#lengthMax));
  }

  #refuse(reason: NoiseReason, outputs: ScpiOutput[]): void {
    if (this.#lastAt !== undefined) {
      outputs.push(noise(reason, this.#head(), this.#lastAt));
    }
    this.#forget();
    this.#isSkipping = true;
  }
}

/** A copy: the memory is used again. */
function noise(reason: NoiseReason, bytes: Uint8Array, takenAt: Instant): ScpiNoise {
  return { kind: "noise", reason, bytes: Uint8Array.from(bytes), takenAt };
}
