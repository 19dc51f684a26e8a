/**
 * How much history may be under way. Messages are worked off in the order they were sent, so a live
 * one waits behind all history before it: history may take what comes back soon, and no more.
 */

/** History that is back within this leaves room for a live message within its 250 ms. */
const SOON_MS = 100;
/** One batch of the historian; less would only make the database wait. */
const PLACES_MIN = 6;

/** A count of places that grows while history comes back soon and shrinks while it does not. */
export class HistoryWindow {
  readonly #max: number;
  #places: number;

  /** Of `windowMax` places a quarter stays free for live messages, where there are that many. */
  constructor(windowMax: number) {
    this.#max = Math.max(1, Math.floor(windowMax * 0.75));
    this.#places = Math.min(PLACES_MIN, this.#max);
  }

  /** Messages of history that may be under way at a time. */
  get places(): number {
    return this.#places;
  }

  /** One of them is settled, this long after it was sent. */
  settled(tookMs: number): void {
    const wanted = this.#places + (tookMs <= SOON_MS ? 1 : -1);
    this.#places = Math.max(Math.min(PLACES_MIN, this.#max), Math.min(this.#max, wanted));
  }
}
