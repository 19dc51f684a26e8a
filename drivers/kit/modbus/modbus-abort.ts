/**
 * Who is told when a signal aborts. The requests of a rig share one signal, one after the other:
 * to attach a listener to it and take it off again for each of them costs more than encoding the
 * request, so the listener stays on until the bus ends.
 */

/** More signals than this without a request are not kept listened to. */
const IDLE_MAX = 32;

export interface Abortable {
  /** Called once, when the signal aborts. */
  abort(reason: unknown): void;
}

interface Watch {
  readonly signal: AbortSignal;
  readonly members: Set<Abortable>;
  readonly stop: () => void;
}

/** The requests of one bus by their signals. */
export class AbortWatch {
  readonly #watches = new Map<AbortSignal, Watch>();
  #idleMax = IDLE_MAX;
  /** Of the request before, which is mostly the next one's too. */
  #latest: Watch | undefined;

  /** `member.abort` is called when `signal` aborts, until it leaves. */
  join(signal: AbortSignal, member: Abortable): void {
    const watch = this.#find(signal) ?? this.#begin(signal);
    this.#latest = watch;
    watch.members.add(member);
  }

  leave(signal: AbortSignal, member: Abortable): void {
    const watch = this.#find(signal);
    if (!watch?.members.delete(member) || watch.members.size > 0) return;
    if (this.#watches.size > this.#idleMax) this.#stop(signal, watch);
  }

  /** Lets go of every signal: at once where no member is left, else with the last one. */
  close(): void {
    this.#idleMax = 0;
    for (const [signal, watch] of this.#watches) {
      if (watch.members.size === 0) this.#stop(signal, watch);
    }
  }

  #find(signal: AbortSignal): Watch | undefined {
    return this.#latest?.signal === signal ? this.#latest : this.#watches.get(signal);
  }

  #begin(signal: AbortSignal): Watch {
    const members = new Set<Abortable>();
    const abort = () => {
      this.#forget(signal);
      for (const member of members) member.abort(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    const watch = { signal, members, stop: () => signal.removeEventListener("abort", abort) };
    this.#watches.set(signal, watch);
    return watch;
  }

  #stop(signal: AbortSignal, watch: Watch): void {
    this.#forget(signal);
    watch.stop();
  }

  #forget(signal: AbortSignal): void {
    this.#watches.delete(signal);
    if (this.#latest?.signal === signal) this.#latest = undefined;
  }
}
