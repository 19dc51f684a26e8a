/**
 * When a line may be used again. On a serial line the frames of two requests are told apart by
 * silence, and after a timeout or a broken frame the line must have been silent for as long as
 * a reply may take, so that a late one does not meet the next request. It does not prove that no
 * late reply comes any more: see unproven-requests.ts.
 */
import type { Clock, Instant } from "../../../contract.ts";
import { monoMs } from "../../mono-ms.ts";

/** A timer this late means that the event loop was blocked and bytes may be waiting unread. */
const LATE_TIMER_MS = 10;
/** Watched again after a blocked loop or a stray: long enough to read what waited in the kernel. */
const REWATCH_MS = 50;
/** A line that was never silent for this many quiet times is not one we can use. */
const BABBLE_FACTOR = 10;
const BABBLE_MIN_MS = 2_000;

/** Silence on one line: how long it is needed, and the wait for it. */
export class QuietLine {
  readonly #clock: Clock;
  readonly #gapMs: number;
  #neededMs = 0;
  /** Of the last byte either way, or of the event that made the line suspect. */
  #lastMs: number;

  /** `gapMs` is the silence between two frames, 3.5 characters; 0 where none is needed. */
  constructor(clock: Clock, gapMs: number) {
    this.#clock = clock;
    this.#gapMs = gapMs;
    this.#lastMs = this.#nowMs();
  }

  #nowMs(): number {
    return monoMs(this.#clock.now());
  }

  /** Bytes came or went. */
  noteTraffic(at: Instant): void {
    this.#lastMs = monoMs(at);
  }

  /** True when nothing has to be waited for. */
  isQuietNow(pauseMs: number): boolean {
    if (this.#neededMs > 0) return false;
    const neededMs = Math.max(this.#gapMs, pauseMs);
    return neededMs <= 0 || this.#lastMs + neededMs <= this.#nowMs();
  }

  /** A reply may still come, up to `replyMs` from now. */
  suspect(replyMs: number): void {
    this.#lastMs = this.#nowMs();
    this.#neededMs = Math.max(this.#neededMs, replyMs, this.#gapMs);
  }

  /** Bytes came that nobody asked for: wait until they have stopped. */
  suspectStray(): void {
    this.suspect(REWATCH_MS);
  }

  /**
   * False when the line kept talking and cannot be used. `pauseMs` is kept in any case. Timers know
   * whole milliseconds only, which at 115,200 baud is a fifth of an exchange: what is left below
   * one is waited for turn by turn, while everybody else has theirs.
   */
  async isQuiet(pauseMs: number): Promise<boolean> {
    const startedMs = this.#nowMs();
    for (;;) {
      const neededMs = Math.max(this.#neededMs, this.#gapMs, pauseMs);
      const nowMs = this.#nowMs();
      const remainingMs = this.#lastMs + neededMs - nowMs;
      if (remainingMs <= 0) break;
      if (nowMs - startedMs > Math.max(BABBLE_MIN_MS, neededMs * BABBLE_FACTOR)) return false;
      await this.#watch(remainingMs);
    }
    this.#neededMs = 0;
    return true;
  }

  async #watch(forMs: number): Promise<void> {
    const startedMs = this.#nowMs();
    const sleepMs = this.#neededMs > 0 ? Math.ceil(forMs) : Math.floor(forMs);
    if (sleepMs > 0) await sleep(sleepMs);
    // Timers run before sockets are read; let bytes that wait in the kernel be seen first.
    await turn();
    const tookMs = this.#nowMs() - startedMs;
    // Where time does not pass from turn to turn, only a timer makes it.
    if (tookMs === 0) await sleep(1);
    if (tookMs - forMs > LATE_TIMER_MS && this.#neededMs > 0) {
      const again = Math.min(REWATCH_MS, this.#neededMs);
      this.#lastMs = Math.max(this.#lastMs, this.#nowMs() - this.#neededMs + again);
    }
  }
}

function sleep(forMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, forMs));
}

/** One turn of the event loop: what waits in the kernel is read. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
