/**
 * Whether a sound frame on a serial line is the awaited reply. Nothing in it says so, as Modbus
 * has no transaction id there: it must fit the request, must not fit an earlier request whose
 * reply may still come, and must not be our own request given back by the adapter. Pure.
 */
import { answers, equalBytes } from "../modbus-request.ts";
import type { Stray, Suspects } from "./modbus-framing.ts";

const EMPTY = new Uint8Array(0);

/** Judges the frames of one line, in RTU form, one request after the other. */
export class ReplyJudge {
  readonly #suspects: Suspects;
  #adu: Uint8Array = EMPTY;
  #isAwaiting = false;
  #lastReply: Uint8Array = EMPTY;
  /**
   * Learned from requests whose reply looks different: this adapter gives back what we send, or it
   * does not. Undefined before the first of them.
   */
  #echoes: boolean | undefined;
  /** Of the request in flight. */
  #echoSeen = false;

  constructor(suspects: Suspects) {
    this.#suspects = suspects;
  }

  get adu(): Uint8Array {
    return this.#adu;
  }

  /** A request has begun and is neither answered nor given up. */
  get isAwaiting(): boolean {
    return this.#isAwaiting;
  }

  begin(adu: Uint8Array): void {
    this.#adu = adu;
    this.#isAwaiting = true;
    this.#echoSeen = false;
  }

  /** Nothing is awaited any more. */
  end(): void {
    this.#isAwaiting = false;
  }

  get knowsEcho(): boolean {
    return this.#echoes !== undefined;
  }

  /**
   * The reply was taken: the same once more is a duplicate. `isAlone` where nothing else came with
   * it that may have been a broken echo.
   */
  taken(reply: Uint8Array, isAlone: boolean): void {
    this.#lastReply = reply;
    if (isAlone && !this.#echoSeen && !this.#isConfirmedByCopy()) this.#echoes ??= false;
  }

  /** Fits the request, and no earlier one. Does not look for echoes. */
  fits(frame: Uint8Array): boolean {
    if (!answers(this.#adu, frame)) return false;
    return this.#suspects.isEmpty || !this.#suspects.mayAnswer(frame);
  }

  /** True when the frame, come by itself, is the reply whatever follows. */
  isReplyAtOnce(frame: Uint8Array): boolean {
    if (!this.fits(frame)) return false;
    if (!equalBytes(frame, this.#adu)) return true;
    return this.#isConfirmedByCopy() && (!this.#echoes || this.#echoSeen);
  }

  /** Of two equal copies the first is the echo, and only where echoes are known to come. */
  isEcho(frame: Uint8Array): boolean {
    if (!equalBytes(frame, this.#adu)) return false;
    if (!this.#isConfirmedByCopy()) this.#echoes = true;
    else if (!this.#echoes || this.#echoSeen) return false;
    this.#echoSeen = true;
    return true;
  }

  /** Functions 5 and 6 are answered by the very bytes of the request; no other one is. */
  #isConfirmedByCopy(): boolean {
    return this.#adu[1] === 5 || this.#adu[1] === 6;
  }

  /** What a sound frame is that is not the reply; `bytes` as it was on the wire. */
  stray(frame: Uint8Array, bytes: Uint8Array): Stray {
    if (!this.#suspects.isEmpty && this.#suspects.mayAnswer(frame)) {
      return { reason: "late-reply", bytes, frame };
    }
    if (frame[0] !== this.#adu[0]) {
      return { reason: "unexpected-reply", bytes, frame, kind: "other-unit" };
    }
    if (equalBytes(frame, this.#lastReply)) {
      return { reason: "unexpected-reply", bytes, frame, kind: "duplicate" };
    }
    return { reason: "unexpected-reply", bytes, frame };
  }
}
