/**
 * Whether a unit is asked at all. One that does not answer costs its bus a deadline each time, so
 * after a few it is set back: its requests fail at once, but for one probe now and then. The first
 * reply of any kind brings it back. Pure: the time is passed in.
 */

/** Timeouts in a row after which a unit is set back. */
export const TIMEOUTS_MAX = 3;
const FIRST_INTERVAL_MS = 1_000;
const INTERVAL_MAX_MS = 30_000;
/** Units that died together are not probed together. */
const JITTER = 0.2;
/** Every so many probes one waits in full: the unit may have become slower than it was. */
const PATIENT_EVERY = 4;
const GOLDEN_RATIO = 0.618_033_988_75;

/** The health of one unit. */
export class UnitHealth {
  readonly #unitId: number;
  #timeouts = 0;
  #probes = 0;
  #nextProbeMs = 0;

  constructor(unitId: number) {
    this.#unitId = unitId;
  }

  /** In a row. */
  get timeouts(): number {
    return this.#timeouts;
  }

  get isDemoted(): boolean {
    return this.#timeouts >= TIMEOUTS_MAX;
  }

  /** True for the probes that wait as long as their caller would. */
  get isPatient(): boolean {
    return this.#probes % PATIENT_EVERY === 0;
  }

  /** How long until the unit is asked again; 0 for now. */
  untilProbeMs(nowMs: number): number {
    return this.isDemoted ? Math.max(0, this.#nextProbeMs - nowMs) : 0;
  }

  /** A request is sent to a unit that is set back; the others wait for what comes of it. */
  probe(nowMs: number): void {
    this.#probes += 1;
    this.#nextProbeMs = nowMs + this.#intervalMs();
  }

  noteReply(): void {
    this.#timeouts = 0;
    this.#probes = 0;
  }

  /** True when this is the timeout that sets the unit back. */
  noteTimeout(nowMs: number): boolean {
    this.#timeouts += 1;
    if (this.isDemoted) this.#nextProbeMs = nowMs + this.#intervalMs();
    return this.#timeouts === TIMEOUTS_MAX;
  }

  #intervalMs(): number {
    const intervalMs = Math.min(INTERVAL_MAX_MS, FIRST_INTERVAL_MS * 2 ** this.#probes);
    const spread = ((this.#unitId + this.#probes) * GOLDEN_RATIO) % 1;
    return intervalMs * (1 - JITTER * spread);
  }
}
