/** How long a unit takes to answer, without the time its bytes take on the wire. Pure. */

/** Of the latest replies of one unit. */
export interface MeasuredLatency {
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** How many replies it is made of, at most the latest 64. */
  readonly count: number;
}

const SAMPLES_MAX = 64;

/** The latest samples of one unit. */
export class DeviceLatency {
  readonly #samples = new Float64Array(SAMPLES_MAX);
  #count = 0;

  /** Milliseconds; what would be less than nothing is nothing. */
  note(deviceMs: number): void {
    this.#samples[this.#count % SAMPLES_MAX] = Math.max(0, deviceMs);
    this.#count += 1;
  }

  /** Undefined before the first reply. */
  measured(): MeasuredLatency | undefined {
    const count = Math.min(this.#count, SAMPLES_MAX);
    if (count === 0) return undefined;
    const sorted = this.#samples.slice(0, count).sort();
    const quantile = (share: number) => sorted[Math.ceil(share * count) - 1] ?? 0;
    return { p50Ms: quantile(0.5), p95Ms: quantile(0.95), count };
  }
}
