/** Bytes to events: the driver without its wire, as the recorded transcripts test it. */
import type { Chunk, NoiseReason, RigEvent } from "../contract.ts";
import { type LineFrame, LineFramer, type LineOutput } from "../kit/line-framer.ts";
import { compileLines, type LineDecoder } from "./decode.ts";
import { checkedBody, type LineChecksum } from "./line-checksum.ts";
import type { SerialLineOptions } from "./options.ts";

/** What a line is that somebody waits for; undefined where it is like any other. */
export type AnswerFilter = (line: LineFrame) => AnswerUse | undefined;

export interface AnswerUse {
  /** What it means besides; nothing where it was the answer and no more. */
  readonly decode?: LineDecoder;
  /** Why it is noise where it means nothing. */
  readonly otherwise?: NoiseReason;
}

/** Of one connection: holds at most one unfinished line. */
export class LineReader {
  readonly #framer: LineFramer;
  readonly #decode: LineDecoder;
  readonly #filter: AnswerFilter;
  readonly #encoding: "utf8" | "latin1";
  readonly #dropsEighthBit: boolean;
  readonly #checksum: LineChecksum | undefined;
  #isFirstDistrusted = false;

  constructor(options: SerialLineOptions, filter: AnswerFilter = () => undefined) {
    const { delimiter, encoding, lengthMax, idleGapMs, lines, units } = options;
    const gap = idleGapMs === undefined ? {} : { idleGapMs };
    this.#checksum = options.checksum;
    this.#dropsEighthBit = encoding === "ascii-7bit";
    const framed = encoding === "ascii-7bit" ? "ascii" : encoding;
    this.#framer = new LineFramer({ delimiter, encoding: framed, lengthMax, ...gap });
    this.#decode = compileLines(lines, units);
    this.#filter = filter;
    this.#encoding = encoding === "utf8" ? "utf8" : "latin1";
  }

  /** Bytes of lines that were too long and are in no noise event. */
  get skippedBytes(): number {
    return this.#framer.skippedBytes;
  }

  /** True when a line has begun and not ended. */
  get isInside(): boolean {
    return this.#framer.isInside;
  }

  /** What a line means where nobody waits for it. */
  get decode(): LineDecoder {
    return this.#decode;
  }

  /** The events that the chunk completes, in order. */
  push(chunk: Chunk): readonly RigEvent[] {
    const { bytes, receivedAt } = chunk;
    const own = this.#dropsEighthBit
      ? { bytes: bytes.map((byte) => byte & 0x7f), receivedAt }
      : chunk;
    return this.#framer.push(own).flatMap((output) => this.#eventsOf(output));
  }

  /** The line that was cut off, as noise. */
  end(): readonly RigEvent[] {
    return this.#framer.end().flatMap((output) => this.#eventsOf(output));
  }

  /** The first line is told as noise: only its end was heard, and an end can look like a value. */
  distrustFirstLine(): void {
    this.#isFirstDistrusted = true;
  }

  #eventsOf(output: LineOutput): readonly RigEvent[] {
    const isDistrusted = this.#isFirstDistrusted;
    this.#isFirstDistrusted = false;
    if (output.kind === "noise") return [output];
    if (isDistrusted) return [this.#noise("partial-frame", output)];
    const line = this.#checked(output);
    if (line === undefined) return [this.#noise("crc", output)];
    const use = this.#filter(line);
    if (use !== undefined && use.decode === undefined) return [];
    const decoded = (use?.decode ?? this.#decode)(line.text, line.takenAt);
    if (decoded === "ignored") return [];
    if (decoded === "unparsable") return [this.#noise(use?.otherwise ?? "unparsable", output)];
    return line === output ? decoded : decoded.map((event) => withRaw(event, output.text));
  }

  /** The line without its checksum; undefined where that does not hold. */
  #checked(line: LineFrame): LineFrame | undefined {
    if (this.#checksum === undefined) return line;
    const text = checkedBody(line.text, this.#checksum, this.#encoding);
    return text === undefined ? undefined : { ...line, text };
  }

  #noise(reason: NoiseReason, { text, takenAt }: LineFrame): RigEvent {
    return { kind: "noise", reason, bytes: Buffer.from(text, this.#encoding), takenAt };
  }
}

/** As it came, with its checksum. */
function withRaw(event: RigEvent, raw: string): RigEvent {
  return event.kind === "reading" ? { ...event, raw } : event;
}
