/**
 * The requests of a serial line whose reply may still come: given up after a timeout, or answered
 * by a broken frame. Pure.
 *
 * A unit answers in order. So a reply that can only answer the latest request is the proof that no
 * late one comes any more. A request sent for the sake of such a reply is a *barrier*.
 */
import type { Suspects } from "../framing/modbus-framing.ts";
import { answers } from "../modbus-request.ts";

interface Unproven {
  readonly adu: Uint8Array;
  /** No reply comes so long after it was given up, or after the unit was last heard late. */
  readonly lateMs: number;
  untilMs: number;
}

/** A reply later than so many of its caller's deadlines does not exist. */
const LATE_FACTOR = 8;
const LATE_MIN_MS = 2_000;

/** Of all units of one port, in the order in which they were sent. Holds requests in RTU form. */
export class UnprovenRequests implements Suspects {
  #requests: readonly Unproven[] = [];

  get isEmpty(): boolean {
    return this.#requests.length === 0;
  }

  /** Given up now; `timeoutMs` is how long its caller would have waited. */
  add(adu: Uint8Array, nowMs: number, timeoutMs: number): void {
    const lateMs = Math.max(LATE_MIN_MS, LATE_FACTOR * timeoutMs);
    // The encoder may use its memory again.
    const request = { adu: adu.slice(), lateMs, untilMs: nowMs + lateMs };
    this.#requests = [...this.#requests, request];
  }

  mayAnswer(frame: Uint8Array): boolean {
    return this.#requests.some(({ adu }) => answers(adu, frame));
  }

  has(unitId: number): boolean {
    return this.#requests.some(({ adu }) => adu[0] === unitId);
  }

  /** True when the exception that answers this function could be one of those that may come. */
  hasFunction(unitId: number, functionCode: number): boolean {
    return this.#requests.some(({ adu }) => adu[0] === unitId && adu[1] === functionCode);
  }

  /**
   * A late reply came: the unit is slow, not gone, so what else it owes may be as late again. It
   * settles nothing: it may be another master's, or a repeated one.
   */
  noteLate(unitId: number, nowMs: number): void {
    for (const each of this.#requests) {
      if (each.adu[0] === unitId) each.untilMs = nowMs + each.lateMs;
    }
  }

  /** A reply came that can be nothing but the answer to the latest request of the unit. */
  prove(unitId: number): void {
    this.#requests = this.#requests.filter(({ adu }) => adu[0] !== unitId);
  }

  /** Forgets those of the unit that are older than any reply. */
  expire(unitId: number, nowMs: number): void {
    this.#requests = this.#requests.filter(
      ({ adu, untilMs }) => adu[0] !== unitId || untilMs > nowMs,
    );
  }
}
