/** Messages of QoS 1 from `publish` to their acknowledgement, at most `max` at a time. */
import type { DeliveryError } from "../delivery-error.ts";
import type { OutgoingMessage } from "./contract.ts";

interface InFlight {
  readonly sentAtNs: bigint;
  readonly reject: (error: DeliveryError) => void;
}

interface Queued {
  readonly message: OutgoingMessage;
  readonly resolve: () => void;
  readonly reject: (error: DeliveryError) => void;
}

export interface SendWindowOptions {
  /** The broker's Receive Maximum. */
  readonly max: number;
  /** Monotonic. */
  readonly nowNs: () => bigint;
  /** Hands it to the library; `done` is called once, with what the broker said against it. */
  readonly send: (message: OutgoingMessage, done: (error?: DeliveryError) => void) => void;
}

/** First come, first served. What is in it when the link falls is rejected, and is still debt. */
export class SendWindow {
  readonly #options: SendWindowOptions;
  readonly #inFlight = new Set<InFlight>();
  readonly #queue: Queued[] = [];

  constructor(options: SendWindowOptions) {
    this.#options = options;
  }

  /** Resolves at the acknowledgement; rejects with the broker's refusal or `rejectAll`'s error. */
  add(message: OutgoingMessage): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ message, resolve, reject });
      this.#sendQueued();
    });
  }

  /** How long the oldest has waited for its acknowledgement; 0 where none is under way. */
  waitedMs(): number {
    const [oldest] = this.#inFlight;
    if (oldest === undefined) return 0;
    return Number((this.#options.nowNs() - oldest.sentAtNs) / 1_000_000n);
  }

  rejectAll(error: DeliveryError): void {
    const unsent = [...this.#inFlight, ...this.#queue.splice(0)];
    this.#inFlight.clear();
    for (const { reject } of unsent) reject(error);
  }

  #sendQueued(): void {
    while (this.#inFlight.size < this.#options.max) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      this.#send(next);
    }
  }

  #send({ message, resolve, reject }: Queued): void {
    const flight: InFlight = { sentAtNs: this.#options.nowNs(), reject };
    this.#inFlight.add(flight);
    this.#options.send(message, (error) => {
      // After the link fell, and at a second acknowledgement, the callbacks mean nothing any more.
      if (!this.#inFlight.delete(flight)) return;
      if (error === undefined) resolve();
      else reject(error);
      this.#sendQueued();
    });
  }
}
