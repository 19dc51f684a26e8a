/** Rigs that print lines of text: bench instruments, test sequencers, boards with a console. */
import {
  type ByteLink,
  type Chunk,
  type Driver,
  DriverError,
  type Instant,
  type Log,
  type NoiseReason,
  type RigConnection,
  type RigEvent,
} from "../contract.ts";
import { type LineFrame, LineFramer, type LineOutput } from "../kit/line-framer.ts";
import { compileLines, type LineDecoder } from "./decode.ts";
import { type SerialLineOptions, serialLineOptions } from "./options.ts";

/** Listens to lines and sends nothing; takes the whole port. */
export const serialLineDriver: Driver<typeof serialLineOptions> = {
  name: "serial-line",
  summary: "A rig that prints lines of text over a serial line or a device server.",
  options: serialLineOptions,
  async connect(options, { port, log, rig, clock }, signal) {
    const link = await port.openLink(signal);
    return new SerialLineConnection(link, options, { log, rig, openedAt: clock.now() });
  },
};

interface About {
  readonly log: Log;
  readonly rig: string;
  readonly openedAt: Instant;
}

class SerialLineConnection implements RigConnection {
  readonly #link: ByteLink;
  readonly #options: SerialLineOptions;
  readonly #about: About;

  constructor(link: ByteLink, options: SerialLineOptions, about: About) {
    this.#link = link;
    this.#options = options;
    this.#about = about;
  }

  async *events(signal: AbortSignal): AsyncIterable<RigEvent> {
    const reader = new LineReader(this.#options);
    let lost: DriverError | undefined;
    let isFirst = true;
    try {
      for await (const chunk of this.#link.chunks(signal)) {
        if (isFirst && this.#isJoinedMidLine(chunk)) reader.distrustFirstLine();
        isFirst = false;
        yield* reader.push(chunk);
      }
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
      lost = error;
    }
    // What the cable cut off is told before the cable itself is.
    yield* reader.end();
    this.#tellSkipped(reader.skippedBytes);
    if (lost !== undefined) throw lost;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link[Symbol.asyncDispose]();
  }

  /** A rig that talks as soon as the port is open was talking before: we hear its middle. */
  #isJoinedMidLine({ receivedAt }: Chunk): boolean {
    const quietNs = receivedAt.monoNs - this.#about.openedAt.monoNs;
    return Number(quietNs) < this.#options.joinQuietMs * 1e6;
  }

  #tellSkipped(skippedBytes: number): void {
    if (skippedBytes === 0) return;
    const { log, rig } = this.#about;
    log.warn({ rig, skippedBytes }, `${this.#link.description}: lines were longer than lengthMax`);
  }
}

/** Bytes to events: the driver without its wire, as the recorded transcripts test it. */
export class LineReader {
  readonly #framer: LineFramer;
  readonly #decode: LineDecoder;
  readonly #encoding: "utf8" | "latin1";
  #isFirstDistrusted = false;

  constructor({ delimiter, encoding, lengthMax, idleGapMs, lines }: SerialLineOptions) {
    const gap = idleGapMs === undefined ? {} : { idleGapMs };
    this.#framer = new LineFramer({ delimiter, encoding, lengthMax, ...gap });
    this.#decode = compileLines(lines);
    this.#encoding = encoding === "utf8" ? "utf8" : "latin1";
  }

  /** Bytes of lines that were too long and are in no noise event. */
  get skippedBytes(): number {
    return this.#framer.skippedBytes;
  }

  /** The events that the chunk completes, in order. */
  push(chunk: Chunk): readonly RigEvent[] {
    return this.#framer.push(chunk).flatMap((output) => this.#eventsOf(output));
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
    const decoded = this.#decode(output.text, output.takenAt);
    if (decoded === "ignored") return [];
    return [decoded === "unparsable" ? this.#noise("unparsable", output) : decoded];
  }

  #noise(reason: NoiseReason, { text, takenAt }: LineFrame): RigEvent {
    return { kind: "noise", reason, bytes: Buffer.from(text, this.#encoding), takenAt };
  }
}
