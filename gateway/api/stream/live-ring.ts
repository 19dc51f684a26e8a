/**
 * What was told lately, for a client that comes back: it is told what it missed instead of the
 * whole anew. Bounded: of states (readings, sinks) the latest is kept, of others the last ones.
 */
import { keyOf, LiveMessage, laterOf } from "./live-queue.ts";

/** The last messages of the stream. Holds nothing else. */
export class LiveRing {
  readonly #lengthMax: number;
  #messages: LiveMessage[] = [];
  readonly #byKey = new Map<string, LiveMessage>();
  /** Whoever heard no more than before this one has missed something that is gone. */
  #completeSince: number;
  #lastId: number;

  /** `firstId` is below every id that is pushed. */
  constructor(lengthMax: number, firstId: number) {
    this.#lengthMax = lengthMax;
    this.#completeSince = firstId;
    this.#lastId = firstId;
  }

  push(message: LiveMessage): void {
    this.#lastId = message.id;
    const key = keyOf(message.event);
    const earlier = key === undefined ? undefined : this.#byKey.get(key);
    const kept =
      earlier === undefined
        ? message
        : new LiveMessage(message.id, laterOf(earlier.event, message.event));
    if (earlier !== undefined) this.#messages.splice(this.#messages.indexOf(earlier), 1);
    if (key !== undefined) this.#byKey.set(key, kept);
    this.#messages.push(kept);
    if (this.#messages.length > this.#lengthMax) this.#dropOldest();
  }

  /** All that was told after the message `id`, in order; undefined where that is not known. */
  since(id: number): readonly LiveMessage[] | undefined {
    if (id < this.#completeSince || id > this.#lastId) return undefined;
    return this.#messages.filter((message) => message.id > id);
  }

  #dropOldest(): void {
    const oldest = this.#messages.shift();
    if (oldest === undefined) return;
    const key = keyOf(oldest.event);
    if (key !== undefined) this.#byKey.delete(key);
    this.#completeSince = oldest.id;
  }
}
