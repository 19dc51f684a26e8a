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
  readonly members: Set<Abortable>;
  readonly stop: () => void;
}

/** The requests of one bus by their signals. */
export class AbortWatch {
  readonly #watches = new Map<AbortSignal, Watch>();
  #idleMax = IDLE_MAX;

  /** `member.abort` is called when `signal` aborts, until it leaves. */
  join(signal: AbortSignal, member: Abortable): void {
    const watch = this.#watches.get(signal) ?? this.#begin(signal);
    watch.members.add(member);
  }

  leave(signal: AbortSignal, member: Abortable): void {
    const watch = this.#watches.get(signal);
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

  #begin(signal: AbortSignal): Watch {
    const members = new Set<Abortable>();
    const abort = () => {
      this.#watches.delete(signal);
      for (const member of members) member.abort(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    const watch = { members, stop: () => signal.removeEventListener("abort", abort) };
    this.#watches.set(signal, watch);
    return watch;
  }

  #stop(signal: AbortSignal, watch: Watch): void {
    this.#watches.delete(signal);
    watch.stop();
  }
}
