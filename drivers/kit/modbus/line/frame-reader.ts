/** Reads a link into a framing: each chunk at once, and what stays open after a silence. */
import { type ByteLink, type Chunk, DriverError, type Instant } from "../../../contract.ts";
import type { Arrival, ModbusFraming } from "../framing/modbus-framing.ts";
import { asWireLost } from "./wire-loss.ts";

export interface FrameReaderInput {
  readonly link: ByteLink;
  readonly frames: ModbusFraming;
  /** Bytes have come, before they are judged. */
  readonly onBytes: (at: Instant) => void;
  readonly onArrival: (arrival: Arrival, at: Instant) => void;
  readonly onLost: (error: DriverError) => void;
}

/** Reads from its making until it is stopped or the link breaks. */
export class FrameReader {
  readonly #input: FrameReaderInput;
  readonly #stop = new AbortController();
  #settling: NodeJS.Timeout | undefined;
  /** Resolves when nothing is read any more. */
  readonly ended: Promise<void>;

  constructor(input: FrameReaderInput) {
    this.#input = input;
    this.ended = this.#read();
  }

  /** What came is not judged once more: its request is over. */
  forget(): void {
    clearTimeout(this.#settling);
  }

  stop(): void {
    this.forget();
    this.#stop.abort();
  }

  async #read(): Promise<void> {
    const { link, onLost } = this.#input;
    try {
      for await (const chunk of link.chunks(this.#stop.signal)) this.#receive(chunk);
      onLost(new DriverError("wire.lost", `${link.description}: closed`));
    } catch (error) {
      onLost(asWireLost(error, link));
    }
  }

  #receive({ bytes, receivedAt }: Chunk): void {
    clearTimeout(this.#settling);
    this.#input.onBytes(receivedAt);
    this.#judge(this.#input.frames.accept(bytes), receivedAt);
  }

  #judge(arrival: Arrival, at: Instant): void {
    const { frames, onArrival } = this.#input;
    onArrival(arrival, at);
    if (!arrival.isOpen) return;
    this.#settling = setTimeout(() => {
      setImmediate(() => this.#judge(frames.settle(), at));
    }, frames.settleMs);
  }
}
