/** What is wrong with one sink while the connection itself stands: refused, paused, silent. */
import type { Clock, Log } from "../../drivers/contract.ts";
import { type DeliveryError, type Fault, faultOf } from "./delivery-error.ts";
import type { Pause } from "./feed.ts";

/** The historian renews a pause every few seconds; without that it is gone, not paused. */
const PAUSE_LAPSES_MS = 15_000;
/** A broker that refuses our messages is asked again after this. */
const REFUSED_DELAY_MS = 10_000;

export interface SinkConditionOptions {
  /** For the log. */
  readonly sink: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Fault or pause came, changed or went. */
  readonly onChange: () => void;
}

/** Holds faults and pauses, and says whether they hold the sink back. Owns no timer. */
export class SinkCondition {
  readonly #options: SinkConditionOptions;
  #pause: { readonly fault: Fault; readonly renewedNs: bigint } | undefined;
  #fault: Fault | undefined;
  #refusedNs: bigint | undefined;

  constructor(options: SinkConditionOptions) {
    this.#options = options;
  }

  /** Set while the historian asked to wait. */
  get paused(): Fault | undefined {
    return this.#pause?.fault;
  }

  get fault(): Fault | undefined {
    return this.#fault;
  }

  /** True while nothing should be sent. */
  isHeldBack(): boolean {
    if (this.#pause !== undefined) return true;
    return this.#refusedNs !== undefined && this.#ageMs(this.#refusedNs) < REFUSED_DELAY_MS;
  }

  /** A fault that only shows. */
  fail(error: DeliveryError): void {
    const { sink, clock, log, onChange } = this.#options;
    const previous = this.#fault;
    this.#fault = faultOf(error, clock.now().utcUs, previous);
    if (previous?.code === error.code) return;
    log.warn({ sink, code: error.code }, error.message);
    onChange();
  }

  /** The broker refuses our messages: a fault that holds back for a while. */
  refuse(error: DeliveryError): void {
    this.#refusedNs = this.#options.clock.now().monoNs;
    this.fail(error);
  }

  /** It works again. */
  clear(): void {
    this.#refusedNs = undefined;
    if (this.#fault === undefined) return;
    this.#fault = undefined;
    this.#options.onChange();
  }

  /** What the historian said last; `undefined` is the word that it writes again. */
  setPause(pause: Pause | undefined): void {
    const previous = this.#pause?.fault;
    if (pause === undefined && previous === undefined) return;
    const now = this.#options.clock.now();
    this.#pause =
      pause === undefined
        ? undefined
        : { fault: faultOf(pause, now.utcUs, previous), renewedNs: now.monoNs };
    if (previous?.code !== pause?.code) this.#options.onChange();
  }

  /** True where a pause was not renewed in time and is over by that. */
  lapse(): boolean {
    if (this.#pause === undefined || this.#ageMs(this.#pause.renewedNs) <= PAUSE_LAPSES_MS) {
      return false;
    }
    this.setPause(undefined);
    return true;
  }

  #ageMs(sinceNs: bigint): number {
    return Number((this.#options.clock.now().monoNs - sinceNs) / 1_000_000n);
  }
}
