/**
 * Modbus RTU: no transaction id protects a reply, so everything else must.
 *
 * A chunk that is exactly the awaited frame is the reply at once. Anything more or less waits
 * until the line is silent and is then judged as a whole: one fitting frame among noise is the
 * reply; two different fitting frames are none, because nobody can tell which one is ours.
 */
import { crcHolds } from "../../crc.ts";
import { identificationLength } from "../device-identification.ts";
import { ADU_LENGTH_MAX, EXCEPTION_LENGTH, equalBytes, replyLength } from "../modbus-request.ts";
import {
  type Arrival,
  concatBytes,
  type ModbusFraming,
  NOTHING,
  type Stray,
  type Suspects,
} from "./modbus-framing.ts";
import { ReplyJudge } from "./reply-judge.ts";

/** Longer babble than this is cut; the longest honest burst is an echo and a reply. */
const BURST_MAX = 4 * ADU_LENGTH_MAX;
const EMPTY = new Uint8Array(0);
const ECHO_LENGTH = 8;
/** USB adapters hold bytes back for up to 16 ms. */
const SETTLE_MS = 20;

interface Piece {
  readonly bytes: Uint8Array;
  readonly isFrame: boolean;
}

/** Length the frame at `at` would have by its function code, 0 for one that nobody sends. */
function frameLengthAt(bytes: Uint8Array, at: number): number {
  const functionCode = bytes[at + 1] ?? 0;
  if (functionCode & 0x80) return EXCEPTION_LENGTH;
  if (functionCode >= 1 && functionCode <= 4) return 5 + (bytes[at + 2] ?? 0);
  if (functionCode === 43) return identificationLength(bytes, at) ?? 0;
  return functionCode === 5 || functionCode === 6 || functionCode === 15 || functionCode === 16
    ? ECHO_LENGTH
    : 0;
}

/** Cuts a burst into frames with a right CRC and the bytes between them. `echo` is our request. */
function splitBurst(burst: Uint8Array, echo: Uint8Array): readonly Piece[] {
  const pieces: Piece[] = [];
  let noiseFrom = 0;
  let at = 0;
  const close = (until: number) => {
    if (until > noiseFrom) pieces.push({ bytes: burst.slice(noiseFrom, until), isFrame: false });
  };
  while (at < burst.length) {
    const isEcho = echo.length > 0 && equalBytes(burst.subarray(at, at + echo.length), echo);
    const length = isEcho ? echo.length : frameLengthAt(burst, at);
    if (length > 0 && crcHolds(burst, at, at + length)) {
      close(at);
      pieces.push({ bytes: burst.slice(at, at + length), isFrame: true });
      at += length;
      noiseFrom = at;
    } else at += 1;
  }
  close(burst.length);
  return pieces;
}

/** Framing of a serial line, and of the same bytes through a socket. */
export class RtuFraming implements ModbusFraming {
  readonly settleMs = SETTLE_MS;
  readonly #judge: ReplyJudge;
  #burst: Uint8Array = EMPTY;

  constructor(suspects: Suspects) {
    this.#judge = new ReplyJudge(suspects);
  }

  get knowsEcho(): boolean {
    return this.#judge.knowsEcho;
  }

  begin(adu: Uint8Array): { bytes: Uint8Array; strays: readonly Stray[] } {
    const strays = this.#burst.length > 0 ? this.purge() : [];
    this.#judge.begin(adu);
    return { bytes: adu, strays };
  }

  accept(bytes: Uint8Array): Arrival {
    const burst = concatBytes(this.#burst, bytes);
    const cut = Math.max(0, burst.length - BURST_MAX);
    const strays: Stray[] = cut > 0 ? [{ reason: "too-long", bytes: burst.slice(0, cut) }] : [];
    this.#burst = cut > 0 ? burst.slice(cut) : burst;
    if (!this.#judge.isAwaiting) return { strays, isOpen: false };
    if (this.#judge.isReplyAtOnce(this.#burst) && crcHolds(this.#burst)) {
      return this.#finish({ reply: this.#burst, strays, isOpen: false });
    }
    return { strays, isOpen: true };
  }

  #finish(arrival: Arrival): Arrival {
    this.#judge.end();
    this.#burst = EMPTY;
    if (arrival.reply) this.#judge.taken(arrival.reply, arrival.strays.length === 0);
    return arrival;
  }

  settle(): Arrival {
    if (!this.#judge.isAwaiting || this.#burst.length === 0) return NOTHING;
    const judge = this.#judge;
    const strays: Stray[] = [];
    const replies: Uint8Array[] = [];
    let rest: Uint8Array = EMPTY;
    for (const { bytes, isFrame } of splitBurst(this.#burst, judge.adu)) {
      if (!isFrame) rest = concatBytes(rest, bytes);
      else if (judge.isEcho(bytes)) strays.push({ reason: "echo", bytes });
      else if (judge.fits(bytes)) replies.push(bytes);
      else strays.push(judge.stray(bytes, bytes));
    }
    const [reply, ...others] = replies;
    if (reply === undefined) return this.#judgeRest(rest, strays);
    if (rest.length > 0) strays.push({ reason: "crc", bytes: rest });
    if (others.every((other) => equalBytes(other, reply))) {
      for (const bytes of others) {
        strays.push({ reason: "unexpected-reply", bytes, frame: bytes, kind: "duplicate" });
      }
      return this.#finish({ reply, strays, isOpen: false });
    }
    for (const bytes of replies) strays.push({ reason: "unexpected-reply", bytes, frame: bytes });
    return this.#finish({ broken: "crc", strays, isOpen: false });
  }

  /** No reply yet. Enough bytes for one and none fits: broken. Fewer may be its first part. */
  #judgeRest(rest: Uint8Array, strays: Stray[]): Arrival {
    const { adu } = this.#judge;
    const looksLikeException =
      rest.length >= EXCEPTION_LENGTH && rest[0] === adu[0] && rest[1] === ((adu[1] ?? 0) | 0x80);
    if (looksLikeException || rest.length >= replyLength(adu)) {
      strays.push({ reason: "crc", bytes: rest });
      return this.#finish({ broken: "crc", strays, isOpen: false });
    }
    this.#burst = rest;
    return { strays, isOpen: false };
  }

  abandon(): readonly Stray[] {
    const bytes = this.#burst;
    this.#judge.end();
    this.#burst = EMPTY;
    return bytes.length > 0 ? [{ reason: "partial-frame", bytes }] : [];
  }

  purge(): readonly Stray[] {
    const burst = this.#burst;
    this.#burst = EMPTY;
    return splitBurst(burst, EMPTY).map(({ bytes, isFrame }) =>
      isFrame ? this.#judge.stray(bytes, bytes) : { reason: "crc", bytes },
    );
  }
}
