/** Bytes to events: the driver without its wire, as the recorded transcripts test it. */
import type { Chunk, Instant, RigEvent } from "../contract.ts";
import { FrameFramer, type FrameOutput } from "../kit/framers/frame-framer.ts";
import type { FrameRules } from "../kit/framers/frame-rules.ts";
import { decodeFrame } from "./decode.ts";
import type { FrameOptions, SerialFrameOptions } from "./options.ts";

/** Where no gap is told: a device that stopped for so long begins anew. */
const IDLE_GAP_MS = 1_000;

/** Of one connection: holds at most one unfinished frame. */
export class FrameReader {
  /** The silence that ends a frame, or gives it up. */
  readonly idleGapMs: number;
  /**
   * What comes sooner after the opening may be the rest of a frame: it is told as noise. 0 where
   * the frames themselves tell. Who asks a rig waits for so long, to trust its first answer.
   */
  readonly joinQuietMs: number;
  readonly #options: SerialFrameOptions;
  readonly #framer: FrameFramer;
  readonly #openedAt: Instant;
  #isFirst = true;

  constructor(options: SerialFrameOptions, openedAt: Instant) {
    this.#options = options;
    this.#openedAt = openedAt;
    const { idleGapMs = IDLE_GAP_MS, by, joinQuietMs } = options.frame;
    const endsAtGap = by === "idle-gap";
    this.idleGapMs = idleGapMs;
    this.#framer = new FrameFramer({ ...rulesOf(options.frame), idleGapMs, endsAtGap });
    const quietMs = endsAtGap ? Math.max(joinQuietMs, idleGapMs) : joinQuietMs;
    this.joinQuietMs = this.#framer.isFooledByRest ? quietMs : 0;
  }

  /** True when a frame has begun, so that silence ends it. */
  get waitsForGap(): boolean {
    return this.#framer.isInside;
  }

  /** The events that the chunk completes, in order. */
  push(chunk: Chunk): RigEvent[] {
    const quietNs = Number(chunk.receivedAt.monoNs - this.#openedAt.monoNs);
    if (this.#isFirst && quietNs < this.joinQuietMs * 1e6) this.#framer.distrustFirst();
    this.#isFirst = false;
    return this.#framer.push(chunk).flatMap((output) => this.#eventsOf(output));
  }

  /** The events that the silence until `now` completes. */
  flushGap(now: Instant): RigEvent[] {
    return this.#framer.flushGap(now).flatMap((output) => this.#eventsOf(output));
  }

  /** The frame that was cut off, as noise. */
  end(): RigEvent[] {
    return this.#framer.end().flatMap((output) => this.#eventsOf(output));
  }

  #eventsOf(output: FrameOutput): readonly RigEvent[] {
    if (output.kind === "noise") return [output];
    const { bytes, body, takenAt } = output;
    const decoded = decodeFrame(body, this.#options.frames, takenAt);
    if (decoded === "unparsable") return [{ kind: "noise", reason: "unparsable", bytes, takenAt }];
    if (decoded === "ignored") return [];
    const raw = Buffer.from(bytes).toString("hex");
    return decoded.map((event) => (event.kind === "reading" ? { ...event, raw } : event));
  }
}

const NONE = new Uint8Array(0);

function rulesOf(frame: FrameOptions): FrameRules {
  const {
    start = NONE,
    end = NONE,
    lengthMax,
    escape: hidden,
    lengthField,
    length,
    checksum,
  } = frame;
  return {
    ...{ start, end, lengthMax },
    ...(hidden === undefined ? {} : { escape: hidden }),
    ...(lengthField === undefined ? {} : { lengthField }),
    ...(length === undefined ? {} : { length }),
    ...(checksum === undefined ? {} : { checksum }),
  };
}
