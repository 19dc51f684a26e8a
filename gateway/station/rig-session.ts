/**
 * One rig: connects, listens, hands events to the run keeper, reconnects when the wire fails.
 * What is wrong with one rig stays with that rig.
 */
import { setTimeout as delay } from "node:timers/promises";
import {
  type ChannelPace,
  type Driver,
  DriverError,
  type Instant,
  type Log,
  type Port,
  type Quality,
  type RigEvent,
} from "../../drivers/contract.ts";
import { isoTime as iso } from "../domain/iso-time.ts";
import type { LiveEvent, ProgramView, RigView } from "../records/views.ts";
import type { RigAlarms } from "./alarms/rig-alarms.ts";
import { HeardNoise } from "./heard-noise.ts";
import { firstLinkState, type LinkInput, type LinkState, nextLinkState } from "./link-state.ts";
import { type LiveRig, openLiveRig } from "./live-rig.ts";
import { paceView } from "./pace-view.ts";
import type { RunKeeper } from "./run/run-keeper.ts";
import { describeFault, type ShownFault } from "./service/shown-fault.ts";
import type { StationClock } from "./station-clock.ts";

export interface RigSessionParts {
  readonly name: string;
  readonly title: string;
  readonly station: string;
  readonly operation: string;
  readonly enabled: boolean;
  /** What else its view says for as long as the session lasts. */
  readonly shown?: Pick<RigView, "service" | "slots">;
  readonly simulated: boolean;
  readonly silentAfterMs: number;
  readonly driver: Driver;
  /** Already parsed by the driver's schema. */
  readonly options: unknown;
  readonly port: Port;
  readonly keeper: RunKeeper;
  readonly alarms?: RigAlarms;
  readonly publish: (event: LiveEvent) => void;
  readonly clock: StationClock;
  readonly log: Log;
  /** In [0, 1). */
  readonly random: () => number;
  /** Of a driven rig: what it is doing. */
  readonly program?: () => ProgramView;
}

const TICK_MS = 250;
const HISTORY_MAX = 12;

/** The session of one rig. `run` ends when its signal aborts, with every open run closed. */
export class RigSession {
  readonly name: string;
  readonly port: Port;
  readonly #parts: RigSessionParts;
  readonly #noise = new HeardNoise();
  readonly #broken = Promise.withResolvers<never>();
  /** Its times are monotonic: a stepped wall clock must neither fake nor hide a silence. */
  #state: LinkState;
  /** From the state's times to the wall clock, as it was when the phase began. */
  #utcOffsetUs: number;
  #heardAt: number | undefined;
  #troubledSince: number | undefined;
  readonly #history: NonNullable<RigView["linkHistory"]> = [];
  #told = "";
  #live: LiveRig | undefined;
  #pace: (() => readonly ChannelPace[]) | undefined;

  constructor(parts: RigSessionParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.port = parts.port;
    const now = parts.clock.now();
    const at = monoUs(now);
    this.#utcOffsetUs = now.utcUs - at;
    this.#state = parts.enabled ? firstLinkState(at) : { phase: "disabled", since: at };
  }

  /** Listens until `signal` aborts. Rejects only where the gateway itself is broken. */
  async run(signal: AbortSignal): Promise<void> {
    this.#tell();
    if (!this.#parts.enabled) return;
    const { keeper } = this.#parts;
    const broken = this.#broken;
    const ticking = setInterval(() => {
      this.#tick().catch(broken.reject);
    }, TICK_MS);
    signal.addEventListener("abort", () => keeper.hurry(), { once: true });
    try {
      await Promise.race([this.#listenForEver(signal), broken.promise, keeper.failed]);
    } finally {
      clearInterval(ticking);
    }
    await keeper.close();
  }

  async #listenForEver(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const fault = await this.#listenOnce(signal);
      if (fault === undefined) continue;
      // Not awaited: a ledger without room must not keep the rig from being connected again.
      this.#parts.keeper.stopAll("error", "link.lost").catch(this.#broken.reject);
      const isNews = !("fault" in this.#state) || this.#state.fault?.code !== fault.code;
      this.#advance({ ...fault, kind: "failed", at: this.#now(), random: this.#parts.random() });
      const { name, log } = this.#parts;
      // Told once: a rig that is off for a week must not fill the log with every retry.
      const level = isNews ? "warn" : "debug";
      log[level]({ rig: name, code: fault.code }, `rig ${name}: ${fault.message}`);
      await this.#waitForRetry(signal);
    }
  }

  /** One connection from open to failure. Undefined where it ended because of `signal`. */
  async #listenOnce(signal: AbortSignal): Promise<ShownFault | undefined> {
    const { name, driver, options, port, clock, log, keeper } = this.#parts;
    try {
      await using connection = await driver.connect(
        options,
        { rig: name, clock, log, port },
        signal,
      );
      using live = openLiveRig(name, connection, () => this.#hear(clock.now()));
      this.#live = live;
      this.#pace = connection.pace?.bind(connection);
      this.#advance({ kind: "opened", at: this.#now() });
      for await (const event of connection.events(signal)) {
        if (event.kind === "noise") this.#noise.add(event);
        else if (wasHeard(event)) this.#hear(event.takenAt);
        this.#parts.alarms?.heard(event);
        await keeper.handle(event);
      }
      if (signal.aborted) return undefined;
      throw new DriverError("wire.lost", `rig ${name}: the connection ended`);
    } catch (error) {
      if (signal.aborted) return undefined;
      return describeFault(error);
    }
  }

  #hear(takenAt: Instant): void {
    this.#heardAt = takenAt.utcUs;
    this.#advance({ kind: "heard", at: monoUs(takenAt) });
  }

  async #waitForRetry(signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const waiting = AbortSignal.any([signal, over.signal]);
    const appeared = this.#parts.port.appeared?.(waiting).then(() => true);
    try {
      while (this.#state.phase === "waiting" && !signal.aborted) {
        const dueInMs = Math.max(1, (this.#state.retryAt - this.#now()) / 1000);
        // An abort ends the wait early and is seen by the loop's own condition.
        const due = delay(Math.min(dueInMs, 1000), false, { signal: waiting }).catch(() => false);
        const isThere = await Promise.race(appeared === undefined ? [due] : [due, appeared]);
        const at = this.#now();
        if (isThere) this.#advance({ kind: "appeared", at });
        else this.#advance({ kind: "tick", at, silentAfterUs: Number.POSITIVE_INFINITY });
      }
    } finally {
      over.abort();
    }
  }

  async #tick(): Promise<void> {
    const { keeper, clock } = this.#parts;
    const now = clock.now();
    if (this.#state.phase !== "waiting") {
      const silentAfterUs = this.#parts.silentAfterMs * 1000;
      this.#advance({ kind: "tick", at: monoUs(now), silentAfterUs });
    }
    this.#troubledSince = keeper.trouble && (this.#troubledSince ?? now.utcUs);
    if (this.#told !== this.#telling()) this.#tell();
    const isUp = this.#state.phase === "connected" || this.#state.phase === "silent";
    await this.#parts.alarms?.tick(now, { isUp, isRunOpen: keeper.open.length > 0 });
    await keeper.tick(now);
  }

  /** What else than the link is worth telling where it changes. */
  #telling(): string {
    const { noise, trouble, storing } = this.#parts.keeper;
    const paces = this.#paces().map(({ askedMs, achievedMs = 0 }) => {
      return Math.round((10 * achievedMs) / askedMs);
    });
    return JSON.stringify([sum(noise), trouble?.message, storing, paces]);
  }

  #advance(input: LinkInput): void {
    const before = this.#state;
    this.#state = nextLinkState(before, input);
    if (before.phase === this.#state.phase) return;
    const now = this.#parts.clock.now();
    this.#utcOffsetUs = now.utcUs - monoUs(now);
    const code = this.#fault()?.code;
    this.#history.unshift({ at: iso(now.utcUs), link: this.#state.phase, ...(code && { code }) });
    this.#history.splice(HISTORY_MAX);
    this.#tell();
  }

  #tell(): void {
    this.#told = this.#telling();
    this.#parts.publish({ kind: "rig", rig: this.view() });
  }

  #now(): number {
    return monoUs(this.#parts.clock.now());
  }

  /** What a person should see to: the link first, as nothing is heard without it. */
  #fault(): RigView["fault"] {
    const state = this.#state;
    if ("fault" in state && state.fault !== undefined) {
      return { ...state.fault, since: this.#shown(state.fault.since) };
    }
    const { keeper, clock } = this.#parts;
    if (keeper.trouble === undefined) return undefined;
    const since = iso(this.#troubledSince ?? clock.now().utcUs);
    return { ...describeFault(keeper.trouble), since };
  }

  /** A time of the link state, as text by the wall clock. */
  #shown(atMonoUs: number): string {
    return iso(atMonoUs + this.#utcOffsetUs);
  }

  #paces(): readonly ChannelPace[] {
    return this.live === undefined ? [] : (this.#pace?.() ?? []);
  }

  /** For whoever commands it; undefined while it is not connected. */
  get live(): LiveRig | undefined {
    return this.#live?.lost.aborted === false ? this.#live : undefined;
  }

  /** How the rig stands now. `runsToday` is for the caller to fill from the ledger. */
  view(): RigView {
    const { keeper, name, title, station, operation, driver, port, simulated, clock } = this.#parts;
    const state = this.#state;
    const noiseByReason = keeper.noise;
    const noiseLatest = this.#noise.latest;
    const current = keeper.open[0]?.run;
    const fault = this.#fault();
    const paces = this.#paces();
    return {
      name,
      title,
      station,
      operation,
      driver: driver.name,
      port: port.name,
      simulated,
      link: state.phase,
      since: this.#shown(state.since),
      noise: sum(noiseByReason),
      noiseByReason: { ...noiseByReason },
      ...(noiseLatest === undefined ? {} : { noiseLatest }),
      ...(paces.length === 0 ? {} : { paces: paces.map(paceView) }),
      readings: keeper.readings,
      runsToday: keeper.runsToday(clock.now().utcUs),
      ...(fault === undefined ? {} : { fault }),
      ...(state.phase === "waiting" ? { retryAt: this.#shown(state.retryAt) } : {}),
      ...(this.#heardAt === undefined ? {} : { lastHeardAt: iso(this.#heardAt) }),
      ...(current === undefined ? {} : { currentRun: current }),
      ...this.#parts.shown,
      ...(this.#history.length === 0 ? {} : { linkHistory: [...this.#history] }),
      ...(this.#parts.program === undefined ? {} : { program: this.#parts.program() }),
      ...(keeper.lastRun === undefined ? {} : { lastRun: keeper.lastRun }),
    };
  }
}

/** These say that nothing came: they are no sign of life. */
const SILENT: readonly Quality[] = ["timeout", "disconnected", "stale", "isolated"];

function wasHeard(event: RigEvent): boolean {
  return event.kind !== "reading" || !SILENT.includes(event.quality);
}

function monoUs({ monoNs }: Instant): number {
  return Number(monoNs / 1000n);
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
