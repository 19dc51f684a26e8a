/**
 * The rigs that run, brought in line with a configuration that changes while they do.
 *
 *   wanted ─► who differs? ─► stopped once no run is open ─► ports ─► opened anew, one by one
 *
 * A rig that does not differ is not touched: same session, same connection. One that differs runs
 * on as it is until its run has ended, and is told as pending meanwhile.
 */
import type { Rig } from "./open-sessions.ts";

/** One configuration, as the roster asks for it. */
export interface RosterPlan {
  /** All rigs, those without a wire of their own last. */
  readonly names: readonly string[];
  /** Equal where nothing changes for the rig. */
  signatureOf(name: string): string | undefined;
  portsOf(name: string): readonly string[];
  /** Rigs that this one drives. */
  instrumentsOf(name: string): readonly string[];
  /** Makes the ports as this configuration has them; nobody uses those that change. */
  openPorts(names: readonly string[]): Promise<void>;
  /** Opens the session of a rig, not yet running, beside those that run. */
  open(name: string, running: ReadonlyMap<string, Rig>): Promise<Rig>;
}

export interface RosterParts {
  /** Something unexpected ended a rig: the gateway must end. */
  readonly fail: (reason: unknown) => void;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** The list of rigs or of pending ones has changed. */
  readonly onChange: () => void;
}

interface Running {
  readonly rig: Rig;
  readonly signature: string;
  readonly ports: readonly string[];
  readonly instruments: readonly string[];
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** How often a rig that is to change is looked at for the end of its run. */
const LOOK_MS = 50;

/** Runs rigs until disposed; then open runs are closed and everything is stored. */
export class RigRoster implements AsyncDisposable {
  readonly #parts: RosterParts;
  readonly #running = new Map<string, Running>();
  readonly #stop = new AbortController();
  #plan: RosterPlan | undefined;
  /** Serial: one look after another. */
  #work: Promise<unknown> = Promise.resolve();
  #watching: Promise<void> | undefined;

  constructor(parts: RosterParts) {
    this.#parts = parts;
  }

  /** In the order of the configuration; those on their way out at the end. */
  get rigs(): readonly Rig[] {
    const names = this.#plan?.names ?? [];
    const leaving = [...this.#running.keys()].filter((name) => !names.includes(name));
    return [...names, ...leaving].flatMap((name) => this.#running.get(name)?.rig ?? []);
  }

  /** Rigs that still run as they were, or do not run yet. */
  get pending(): readonly string[] {
    const plan = this.#plan;
    if (plan === undefined) return [];
    const missing = plan.names.filter((name) => !this.#running.has(name));
    return [...this.#listOutdated(plan), ...missing];
  }

  /**
   * Takes up a configuration: resolves when everything is in line that need not wait for a run to
   * end. Rejects where a rig can not be opened: then the gateway must end.
   */
  async apply(plan: RosterPlan): Promise<void> {
    this.#plan = plan;
    await this.#look();
    if (this.pending.length > 0) this.#watching ??= this.#watch();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled([this.#work, this.#watching]);
    // What drives others stops first: its teardown needs its instruments.
    const all = [...this.#running.values()];
    for (const isDriven of [true, false]) {
      const group = all.filter(({ instruments }) => instruments.length > 0 === isDriven);
      for (const { stop } of group) stop.abort();
      await Promise.allSettled(group.map(({ done }) => done));
    }
  }

  #look(): Promise<void> {
    const work = this.#work.then(() => this.#align());
    this.#work = work.catch(() => undefined);
    return work;
  }

  async #watch(): Promise<void> {
    const { wait, fail } = this.#parts;
    try {
      while (this.pending.length > 0 && !this.#stop.signal.aborted) {
        await wait(LOOK_MS, this.#stop.signal);
        await this.#look();
      }
    } catch (error) {
      fail(error);
    } finally {
      this.#watching = undefined;
    }
  }

  async #align(): Promise<void> {
    const plan = this.#plan;
    if (plan === undefined || this.#stop.signal.aborted) return;
    const before = this.pending.join();
    await this.#retire(plan);
    for (const name of plan.names) {
      if (!this.#running.has(name) && this.#isFree(name, plan)) await this.#start(name, plan);
    }
    if (this.pending.join() !== before) this.#parts.onChange();
  }

  #listOutdated(plan: RosterPlan): string[] {
    return [...this.#running]
      .filter(([name, { signature }]) => plan.signatureOf(name) !== signature)
      .map(([name]) => name);
  }

  /** Stops every rig that differs and has no run; an instrument also waits for whom it serves. */
  async #retire(plan: RosterPlan): Promise<void> {
    const idle = this.#listOutdated(plan).filter((name) => this.#isIdle(name));
    const leaving = idle.map((name) => [name, this.#running.get(name) as Running] as const);
    for (const isDriven of [true, false]) {
      const group = leaving.filter(([, { instruments }]) => instruments.length > 0 === isDriven);
      for (const [, { stop }] of group) stop.abort();
      await Promise.all(group.map(([, { done }]) => done));
    }
    for (const [name] of leaving) this.#running.delete(name);
  }

  #isIdle(name: string): boolean {
    const users = [...this.#running].filter(
      ([other, { instruments }]) => other === name || instruments.includes(name),
    );
    return users.every(([, { rig }]) => rig.keeper.open.length === 0);
  }

  /** True where no rig that is still to change is on its ports, or is one of its instruments. */
  #isFree(name: string, plan: RosterPlan): boolean {
    const ports = plan.portsOf(name);
    const instruments = plan.instrumentsOf(name);
    if (instruments.some((instrument) => !this.#running.has(instrument))) return false;
    return this.#listOutdated(plan).every((other) => {
      const running = this.#running.get(other);
      return !running?.ports.some((port) => ports.includes(port)) && !instruments.includes(other);
    });
  }

  async #start(name: string, plan: RosterPlan): Promise<void> {
    const ports = plan.portsOf(name);
    await plan.openPorts(ports);
    const rigs = new Map([...this.#running].map(([other, { rig }]) => [other, rig]));
    const rig = await plan.open(name, rigs);
    const stop = new AbortController();
    const done = rig.session.run(stop.signal);
    done.catch(this.#parts.fail);
    const signature = plan.signatureOf(name) ?? "";
    const instruments = plan.instrumentsOf(name);
    this.#running.set(name, { rig, signature, ports, instruments, stop, done });
  }
}
