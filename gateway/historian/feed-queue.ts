/** What the historian has in hand: a bounded queue of positions, cut into batches of lines. */
import type { FeedMessage } from "../delivery/feed.ts";
import type { Precision } from "./line-protocol.ts";
import { linesOf, type PositionLines } from "./points.ts";
import { TakenPoints } from "./taken-points.ts";

/** A position with the stream it belongs to. */
export interface Held extends PositionLines {
  readonly logId: string;
  readonly stream: FeedMessage["stream"];
}

interface Waiting {
  readonly key: string;
  readonly held: readonly Held[];
  readonly isHistory: boolean;
}

/** Live before history, each in the order it came: a full queue of old readings delays none. */
function inOrder(waiting: readonly Waiting[], message: Waiting): Waiting[] {
  if (message.isHistory) return [...waiting, message];
  const firstOld = waiting.findIndex(({ isHistory }) => isHistory);
  return waiting.toSpliced(firstOld < 0 ? waiting.length : firstOld, 0, message);
}

/** More than the gateway sends without receipt: only a second gateway of the same id fills it. */
const MESSAGES_MAX = 64;

/** Messages in, batches of positions out; bounded, and a message in hand is not taken twice. */
export class FeedQueue {
  readonly #settings: { readonly precision: Precision; readonly batchLines: number };
  #messages: readonly Waiting[] = [];
  /** Messages of the batch being written. */
  #writing: readonly string[] = [];
  readonly #taken = new TakenPoints();
  #wake: () => void = () => {};
  #overflowed = 0;
  #logId: string | undefined;

  constructor(settings: { readonly precision: Precision; readonly batchLines: number }) {
    this.#settings = settings;
  }

  /** Messages that found no room; the gateway sends them again. */
  get overflowed(): number {
    return this.#overflowed;
  }

  /** Of the last message: whom to tell about a pause. */
  get logId(): string | undefined {
    return this.#logId;
  }

  /** A message that is in hand already is not taken twice. */
  add(message: FeedMessage): void {
    const { logId, stream, from, to } = message;
    const key = `${logId} ${stream} ${from} ${to}`;
    this.#logId = logId;
    if (this.#writing.includes(key) || this.#messages.some((waiting) => waiting.key === key))
      return;
    if (this.#messages.length >= MESSAGES_MAX) {
      this.#overflowed += 1;
      return;
    }
    const { precision } = this.#settings;
    const positions = linesOf(message, precision).map((held) => {
      // In milliseconds no position has a time of its own, as is said at start.
      const safe = precision === "ns" ? this.#taken.claim(held) : held;
      return { ...safe, logId, stream };
    });
    this.#messages = inOrder(this.#messages, {
      key,
      held: positions,
      isHistory: message.historical,
    });
    this.#wake();
  }

  /** Waits for work: whole messages up to about `batchLines` lines. Empty after `wake()`. */
  async take(): Promise<readonly Held[]> {
    if (this.#messages.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    let lines = 0;
    let count = 0;
    for (const { held } of this.#messages) {
      const more = held.reduce((sum, position) => sum + position.lines.length, 0);
      if (count > 0 && lines + more > this.#settings.batchLines) break;
      lines += more;
      count += 1;
    }
    const taken = this.#messages.slice(0, count);
    this.#messages = this.#messages.slice(count);
    this.#writing = taken.map(({ key }) => key);
    return taken.flatMap(({ held }) => held);
  }

  /** The batch that was taken has its receipts. */
  done(): void {
    this.#writing = [];
  }

  wake(): void {
    this.#wake();
  }
}
