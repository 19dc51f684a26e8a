/**
 * Bytes to frames: bounded, pure. One framer per connection, so that half a frame before an unplug
 * and half after it are never glued.
 *
 *   push(chunk) ─► frame | noise, in order        end() ─► what was cut off
 */
import type { Chunk, Instant, NoiseReason } from "../../contract.ts";
import { type FrameRules, findFrame } from "./frame-rules.ts";

export interface FrameFramerOptions extends FrameRules {
  /** A frame that stands still for this long is over: cut off, or with `endsAtGap` whole. */
  readonly idleGapMs?: number;
  /** The gap alone ends a frame; there are no lengths and no markers. */
  readonly endsAtGap?: boolean;
}

export interface ByteFrame {
  readonly kind: "frame";
  /** All of it, as it came. */
  readonly bytes: Uint8Array;
  /** Without markers, checksum and escapes. */
  readonly body: Uint8Array;
  readonly takenAt: Instant;
}

export interface FrameNoise {
  readonly kind: "noise";
  readonly reason: NoiseReason;
  readonly bytes: Uint8Array;
  readonly takenAt: Instant;
}

export type FrameOutput = ByteFrame | FrameNoise;

interface Told {
  readonly at: Instant;
  readonly outputs: FrameOutput[];
}

/** Holds at most `lengthMax` bytes of a frame and as many of noise, whatever comes. */
export class FrameFramer {
  readonly #options: FrameFramerOptions;
  #buffer: Buffer = Buffer.alloc(0);
  /** What was passed over and not told yet: one noise for a run of it. */
  #noise: { reason: NoiseReason; bytes: Buffer[]; length: number } | undefined;
  #lastByteAt: Instant | undefined;
  /** Of a frame that only silence ends, and that was too long: its rest is no frame of its own. */
  #isPassingRest = false;
  /** The next frame may be the end of one whose beginning nobody heard, and nothing would tell. */
  #isNextDistrusted = false;

  constructor(options: FrameFramerOptions) {
    this.#options = options;
  }

  /** True when a frame has begun and not ended. */
  get isInside(): boolean {
    return this.#buffer.length > 0;
  }

  /** True where the rest of a frame can look like a whole one: no checksum, no certain start. */
  get isFooledByRest(): boolean {
    const { checksum, start, end, endsAtGap } = this.#options;
    const isDelimited = start.length > 0 && end.length > 0 && this.#isFoundByMarkers;
    return checksum === undefined && (endsAtGap === true || !isDelimited);
  }

  /** To be called where the line was joined while it spoke: what then comes first may be a rest. */
  distrustFirst(): void {
    this.#isNextDistrusted = this.isFooledByRest;
  }

  /** Everything the chunk finishes, in order. The chunk's bytes are not kept. */
  push({ bytes, receivedAt }: Chunk): FrameOutput[] {
    const outputs = this.flushGap(receivedAt);
    const { lengthMax } = this.#options;
    this.#lastByteAt = receivedAt;
    // In pieces, so that what is held is bounded by the rules and not by the chunk.
    for (let at = 0; at < bytes.length; at += lengthMax) {
      this.#buffer = Buffer.concat([this.#buffer, bytes.subarray(at, at + lengthMax)]);
      this.#search({ at: receivedAt, outputs });
    }
    return outputs;
  }

  /** What the silence until `now` ends. For whoever has a timer; `push` does it as well. */
  flushGap(now: Instant): FrameOutput[] {
    const { idleGapMs, endsAtGap } = this.#options;
    const outputs: FrameOutput[] = [];
    const last = this.#lastByteAt;
    if (idleGapMs === undefined || last === undefined) return outputs;
    if (Number(now.monoNs - last.monoNs) < idleGapMs * 1e6) return outputs;
    this.#isPassingRest = false;
    if (this.#buffer.length === 0) return outputs;
    if (endsAtGap) this.#finishAtGap({ at: last, outputs });
    else this.#giveUp({ at: last, outputs });
    return outputs;
  }

  /** What was cut off when the wire ended. The framer is of no use afterwards. */
  end(): FrameOutput[] {
    const outputs: FrameOutput[] = [];
    if (this.#lastByteAt !== undefined) this.#giveUp({ at: this.#lastByteAt, outputs });
    return outputs;
  }

  get #isFoundByMarkers(): boolean {
    return this.#options.length === undefined && this.#options.lengthField === undefined;
  }

  /** Where only an end is marked, what follows bytes that were given up ends as they would have. */
  #distrustRest(): void {
    if (this.#options.start.length === 0 && !this.#options.endsAtGap) this.distrustFirst();
  }

  #search(told: Told): void {
    this.#scan(told);
    // What is known is told with its chunk: at a wrong baud rate nothing else would ever end it.
    this.#tellNoise(told);
  }

  #scan(told: Told): void {
    if (this.#options.endsAtGap) {
      this.#isPassingRest ||= this.#buffer.length > this.#options.lengthMax;
      if (this.#isPassingRest) this.#dropAll("too-long", told);
      return;
    }
    let from = 0;
    let noise: { from: number; reason: NoiseReason } | undefined;
    while (from < this.#buffer.length) {
      const found = findFrame(this.#buffer.subarray(from), this.#options);
      if (found.kind === "more") break;
      if (found.kind === "noise") {
        noise ??= { from, reason: found.reason };
        if (found.reason === "too-long") this.#distrustRest();
      } else if (this.#isNextDistrusted) {
        noise ??= { from, reason: "partial-frame" };
        this.#isNextDistrusted = false;
      } else {
        if (noise !== undefined) this.#pass(this.#buffer.subarray(noise.from, from), noise.reason);
        noise = undefined;
        this.#tellNoise(told);
        const bytes = Uint8Array.from(this.#buffer.subarray(from, from + found.to));
        told.outputs.push({ kind: "frame", bytes, body: found.body, takenAt: told.at });
      }
      from += found.to;
    }
    if (noise !== undefined) this.#pass(this.#buffer.subarray(noise.from, from), noise.reason);
    // A copy: a slice would keep the whole of the old buffer in memory.
    this.#buffer = Buffer.from(this.#buffer.subarray(from));
  }

  #finishAtGap(told: Told): void {
    const found = findFrame(this.#buffer, { ...this.#options, length: this.#buffer.length });
    const isDistrusted = this.#isNextDistrusted;
    this.#isNextDistrusted = false;
    if (found.kind !== "frame" || isDistrusted) {
      this.#dropAll(found.kind === "noise" ? found.reason : "partial-frame", told);
      return;
    }
    const bytes = Uint8Array.from(this.#buffer);
    told.outputs.push({ kind: "frame", bytes, body: found.body, takenAt: told.at });
    this.#buffer = Buffer.alloc(0);
  }

  /**
   * A frame that will not be finished. Noise can look like the beginning of a long one, and then
   * sound frames lie within: a checksum tells them from the inside of the frame that was cut off.
   */
  #giveUp(told: Told): void {
    while (this.#options.checksum !== undefined && this.#buffer.length > 0) {
      this.#pass(this.#buffer.subarray(0, 1), "partial-frame");
      this.#buffer = this.#buffer.subarray(1);
      this.#scan(told);
    }
    if (this.#buffer.length > 0) this.#distrustRest();
    this.#dropAll("partial-frame", told);
  }

  #dropAll(reason: NoiseReason, told: Told): void {
    if (this.#buffer.length > 0) this.#pass(this.#buffer, reason);
    this.#buffer = Buffer.alloc(0);
    this.#tellNoise(told);
  }

  /** The first reason of a run stands; of its bytes the first `lengthMax` are kept. */
  #pass(bytes: Buffer, reason: NoiseReason): void {
    this.#noise ??= { reason, bytes: [], length: 0 };
    if (this.#noise.length >= this.#options.lengthMax) return;
    this.#noise.bytes.push(Buffer.from(bytes));
    this.#noise.length += bytes.length;
  }

  #tellNoise({ at, outputs }: Told): void {
    if (this.#noise === undefined) return;
    const { reason, bytes } = this.#noise;
    const kept = Buffer.concat(bytes).subarray(0, this.#options.lengthMax);
    outputs.push({ kind: "noise", reason, bytes: Uint8Array.from(kept), takenAt: at });
    this.#noise = undefined;
  }
}
