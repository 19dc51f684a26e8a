/**
 * One bus on one link for all rigs of a port, counted.
 *
 *   lease ─► the bus in use, or one that is being made, or a new one where the last has failed
 *   dispose of the last lease ─► bus, then link
 */
import type { BusLease, ByteLink, SharedBus } from "../contract.ts";

interface Holding {
  readonly bus: SharedBus;
  readonly link: ByteLink;
}

/** One bus from its making to its end. */
interface Tenure {
  readonly ready: Promise<Holding>;
  /** Aborts the making, where nobody waits for it any more. */
  readonly abandon: AbortController;
  users: number;
  bus: SharedBus | undefined;
}

/** The leases of one port. Making, replacing and closing never overlap. */
export class BusSharing {
  readonly #openLink: (signal: AbortSignal) => Promise<ByteLink>;
  #tenure: Tenure | undefined;
  /** The end of the previous tenure: the next one waits for it, or its link would be busy. */
  #closed: Promise<void> = Promise.resolve();

  constructor(openLink: (signal: AbortSignal) => Promise<ByteLink>) {
    this.#openLink = openLink;
  }

  get isInUse(): boolean {
    return this.#tenure !== undefined;
  }

  /** Throws what opening the link throws, or the signal's reason. */
  async lease<Bus extends SharedBus>(
    create: (link: ByteLink) => Bus,
    signal: AbortSignal,
  ): Promise<BusLease<Bus>> {
    signal.throwIfAborted();
    if (this.#tenure?.bus?.failed) this.#end(this.#tenure);
    const tenure = this.#tenure ?? this.#begin(create);
    this.#tenure = tenure;
    tenure.users += 1;
    try {
      const { bus } = await abortable(tenure.ready, signal);
      // All rigs of a port speak one protocol, so the bus is of the kind this caller makes.
      return new Lease(bus as Bus, () => this.#leave(tenure));
    } catch (error) {
      await this.#leave(tenure);
      throw error;
    }
  }

  #begin(create: (link: ByteLink) => SharedBus): Tenure {
    const abandon = new AbortController();
    const previous = this.#closed;
    const make = async (): Promise<Holding> => {
      await previous;
      const link = await this.#openLink(abandon.signal);
      try {
        const bus = create(link);
        tenure.bus = bus;
        return { bus, link };
      } catch (error) {
        await link[Symbol.asyncDispose]();
        throw error;
      }
    };
    const tenure: Tenure = { ready: make(), abandon, users: 0, bus: undefined };
    // A failed making ends the tenure, so that the next asker tries anew.
    tenure.ready.catch(() => this.#end(tenure));
    return tenure;
  }

  async #leave(tenure: Tenure): Promise<void> {
    tenure.users -= 1;
    if (tenure.users > 0) return;
    this.#end(tenure);
    await this.#closed;
  }

  /** Idempotent per tenure: a failed bus is closed by who replaces it, not by its last user. */
  #end(tenure: Tenure): void {
    if (this.#tenure !== tenure) return;
    this.#tenure = undefined;
    tenure.abandon.abort();
    this.#closed = close(tenure);
  }
}

async function close(tenure: Tenure): Promise<void> {
  // Why it could not be opened was told to whoever asked for it; here there is nothing to close.
  const holding = await tenure.ready.catch(() => undefined);
  if (holding === undefined) return;
  try {
    await holding.bus[Symbol.asyncDispose]();
  } finally {
    await holding.link[Symbol.asyncDispose]();
  }
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

class Lease<Bus extends SharedBus> implements BusLease<Bus> {
  readonly bus: Bus;
  #leave: (() => Promise<void>) | undefined;

  constructor(bus: Bus, leave: () => Promise<void>) {
    this.bus = bus;
    this.#leave = leave;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const leave = this.#leave;
    this.#leave = undefined;
    await leave?.();
  }
}
