/** Says whether a signed command is new: its time is near ours, and its nonce was not seen. */

export type Freshness = "fresh" | "stale" | "repeated" | "full";

/** Of one window; whoever knows the secret sends no more than that. */
const NONCES_MAX = 10_000;

/** Remembers a nonce as long as its command would pass for new. Nothing is kept on disk. */
export class ReplayGuard {
  readonly #toleranceMs: number;
  readonly #openedAtMs: number;
  /** When each may be forgotten, oldest first. */
  readonly #seen = new Map<string, number>();

  constructor(toleranceMs: number, nowMs: number) {
    this.#toleranceMs = toleranceMs;
    this.#openedAtMs = nowMs;
  }

  judge({ nonce, issuedAtMs }: { nonce: string; issuedAtMs: number }, nowMs: number): Freshness {
    if (Math.abs(nowMs - issuedAtMs) > this.#toleranceMs) return "stale";
    // What was issued before we started may have been obeyed by whoever ran here before.
    if (issuedAtMs < this.#openedAtMs) return "stale";
    this.#forget(nowMs);
    if (this.#seen.has(nonce)) return "repeated";
    if (this.#seen.size >= NONCES_MAX) return "full";
    this.#seen.set(nonce, nowMs + 2 * this.#toleranceMs);
    return "fresh";
  }

  #forget(nowMs: number): void {
    for (const [nonce, untilMs] of this.#seen) {
      if (untilMs > nowMs) return;
      this.#seen.delete(nonce);
    }
  }
}
