import type { LedgerStats } from "../health.ts";

/** Commits remembered: a few seconds of a busy gateway. */
const RING = 1024;

/** How long the latest commits took, from the oldest command's arrival to stable storage. */
export class CommitStats {
  readonly #durationsMs = new Float64Array(RING);
  #commits = 0;
  #entries = 0;
  #readings = 0;

  add(commit: { durationMs: number; entries: number; readings: number }): void {
    this.#durationsMs[this.#commits % RING] = commit.durationMs;
    this.#commits += 1;
    this.#entries += commit.entries;
    this.#readings += commit.readings;
  }

  read({ queued, queuedReadings }: Pick<LedgerStats, "queued" | "queuedReadings">): LedgerStats {
    const sorted = this.#durationsMs.slice(0, Math.min(this.#commits, RING)).sort();
    const at = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return {
      commits: this.#commits,
      entries: this.#entries,
      readings: this.#readings,
      commitP50Ms: at(0.5),
      commitP99Ms: at(0.99),
      queued,
      queuedReadings,
    };
  }
}
