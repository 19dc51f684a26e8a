/** What a link tells about its wire: each byte to the tap as it passes, the end only once. */
import type { Chunk, Clock, WireTap } from "../../contract.ts";

/** What every kind of link is opened with. */
export interface LinkParts {
  readonly clock: Clock;
  /** Aborts the opening. */
  readonly signal: AbortSignal;
  /** Is told every byte of the link, from its opening to its end. */
  readonly tap?: WireTap | undefined;
}

/** One wire from opened to closed, before the eyes of an optional tap. */
export class TappedWire {
  readonly #clock: Clock;
  readonly #tap: WireTap | undefined;
  #isClosed = false;

  constructor(description: string, { clock, tap }: LinkParts) {
    this.#clock = clock;
    this.#tap = tap;
    tap?.opened(description, clock.now());
  }

  /** The bytes as a chunk of this instant. */
  received(bytes: Uint8Array): Chunk {
    const receivedAt = this.#clock.now();
    if (!this.#isClosed) this.#tap?.received(bytes, receivedAt);
    return { bytes, receivedAt };
  }

  /** To be called just before the operating system gets the bytes, or an answer could precede. */
  sent(bytes: Uint8Array): void {
    if (!this.#isClosed) this.#tap?.sent(bytes, this.#clock.now());
  }

  /** Idempotent: a link ends once, however many of its parts notice. */
  closed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#tap?.closed(this.#clock.now());
  }
}
