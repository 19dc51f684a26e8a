/**
 * Looks after the machine's clock: notices steps and changes of trust, and writes them into the
 * ledger. What the ledger has no room for is told with the next look.
 */
import type { ClockEvent, ClockRecord } from "../../domain/clock/clock-record.ts";
import type { ClockStep, SyncSign } from "../../domain/clock/clock-trust.ts";
import type { ClockState } from "../../domain/entry.ts";
import type { Ledger } from "../../ledger/contract.ts";
import { isForLater } from "../../ledger/passing.ts";
import type { GatewayQueries } from "../../records/queries.ts";
import type { GatewayRules } from "../../records/rules.ts";
import type { ClockView } from "../../records/views.ts";
import type { StationClock } from "../station-clock.ts";

/** A clock that tells what became of it. */
export interface WatchedClock extends StationClock {
  /** Told of each step in the call that found it. Returns the function that stops it. */
  onStep(listener: (step: ClockStep) => void): () => void;
  /** Asks who keeps it; resolves when `state()` and `sign` are of now. */
  lookAtSync(): Promise<void>;
  /** The last answer of who keeps it. */
  readonly sign: SyncSign;
  /** Of this boot of the machine. */
  readonly bootId: string;
}

export interface ClockKeeperParts {
  readonly clock: WatchedClock;
  readonly ledger: Pick<Ledger<GatewayRules, GatewayQueries>, "execute" | "onCommit">;
  readonly telemetryHead: number;
  /** Resolves after that time, or when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onChange: () => void;
}

export interface ClockKeeper extends AsyncDisposable {
  view(): ClockView;
  /** Rejects when the ledger failed otherwise than for want of room. */
  readonly ended: Promise<void>;
}

/** A step is found within this time. */
const LOOK_MS = 1_000;
/** How often whoever keeps the clock is asked. */
const LOOKS_PER_SYNC = 60;
/** Of those that the ledger had no room for; a clock that is set that often has other faults. */
const STEPS_PER_ENTRY_MAX = 100;

/** Records the start and watches until disposed. Resolves when the start is in the ledger. */
export async function openClockKeeper(parts: ClockKeeperParts): Promise<ClockKeeper> {
  const keeper = new RunningKeeper(parts);
  await keeper.begin();
  return keeper;
}

class RunningKeeper implements ClockKeeper {
  ended: Promise<void> = Promise.resolve();
  readonly #parts: ClockKeeperParts;
  readonly #stop = new AbortController();
  readonly #unsubscribe: readonly (() => void)[];
  #telemetryHead: number;
  #waiting: readonly ClockStep[] = [];
  #toldState: ClockState | undefined;
  #woken = new AbortController();
  #steps = 0;
  #stepSumUs = 0;

  constructor(parts: ClockKeeperParts) {
    this.#parts = parts;
    this.#telemetryHead = parts.telemetryHead;
    this.#unsubscribe = [
      parts.ledger.onCommit(({ readings }) => {
        this.#telemetryHead = Math.max(this.#telemetryHead, readings.to);
      }),
      parts.clock.onStep((step) => this.#stepped(step)),
    ];
  }

  async begin(): Promise<void> {
    await this.#parts.clock.lookAtSync();
    await this.#note("started");
    this.ended = this.#watch();
    this.ended.catch(() => this.#stop.abort());
  }

  view(): ClockView {
    const { clock } = this.#parts;
    const { source, offsetUs } = clock.sign;
    return {
      state: clock.state(),
      ...(source === undefined ? {} : { source }),
      ...(offsetUs === undefined ? {} : { offsetUs }),
      steps: this.#steps,
      stepSumUs: this.#stepSumUs,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    for (const stop of this.#unsubscribe) stop();
    await Promise.allSettled([this.ended]);
  }

  async #watch(): Promise<void> {
    const { clock, wait } = this.#parts;
    const { signal } = this.#stop;
    for (let looks = 1; ; looks += 1) {
      await wait(LOOK_MS, AbortSignal.any([signal, this.#woken.signal]));
      if (signal.aborted) return;
      clock.now();
      // The step itself at once, so that its entry stands between what was stamped before and
      // after; only then whoever keeps the clock is asked what he thinks of it.
      const wasStepped = this.#waiting.length > 0;
      if (wasStepped) await this.#note("stepped");
      if (wasStepped || looks % LOOKS_PER_SYNC === 0) await clock.lookAtSync();
      if (clock.state() === this.#toldState) continue;
      await this.#note(this.#toldState === undefined ? "started" : "changed");
    }
  }

  #stepped(step: ClockStep): void {
    this.#steps += 1;
    this.#stepSumUs += step.foundUs - step.expectedUs;
    this.#waiting = [...this.#waiting, step].slice(-STEPS_PER_ENTRY_MAX);
    this.#woken.abort();
  }

  /** What it could not tell for want of room waits for the next look. */
  async #note(event: ClockEvent): Promise<void> {
    const { clock, ledger, onChange } = this.#parts;
    this.#woken = new AbortController();
    const now = clock.now();
    const steps = this.#waiting;
    const state = clock.state();
    const context = { actor: "system:clock", station: "gateway", clockState: state };
    try {
      const input = this.#record(event, { state, baseUs: now.utcUs - monoUs(now.monoNs), steps });
      await ledger.execute("clock.note", input, { ...context, occurredAt: now.utcUs });
    } catch (error) {
      if (!isForLater(error)) throw error;
      return;
    }
    this.#waiting = this.#waiting.slice(steps.length);
    this.#toldState = state;
    onChange();
  }

  #record(
    event: ClockEvent,
    { state, baseUs, steps }: Pick<Required<ClockRecord>, "state" | "baseUs" | "steps">,
  ): ClockRecord {
    const { bootId, sign } = this.#parts.clock;
    return {
      ...{ bootId, event, state, baseUs, telemetryHead: this.#telemetryHead },
      ...(sign.source === undefined ? {} : { source: sign.source }),
      ...(steps.length === 0 ? {} : { steps }),
    };
  }
}

function monoUs(monoNs: bigint): number {
  return Number(monoNs / 1000n);
}
