/** A Modbus slave in memory on a hostile line, and its master; for virtual time. */
import type { ByteLink, Chunk, Clock } from "../../drivers/contract.ts";
import { ChunkQueue } from "../../drivers/kit/chunk-queue.ts";
import { withCrc } from "../../drivers/kit/crc.ts";
import { seededRandom } from "../../fixtures/simulators/line-plan.ts";
import { answerPdu, type SlaveTables } from "../../fixtures/simulators/modbus-slave.ts";

export const HOSTILE_TIMEOUT_MS = 50;
const UNIT_ID = 1;

export interface HostileLineInput {
  readonly framing: "rtu" | "tcp";
  readonly seed: number;
  readonly tables: SlaveTables;
  readonly clock: Clock;
}

type Part = "first" | "rest";

/** Bytes, how long after the request they come, and which part of a split frame they are. */
type Emission = readonly [afterMs: number, bytes: Uint8Array, part?: Part];

/** A link whose other end answers as real lines do on their worst days. */
export class HostileLine implements ByteLink {
  readonly description = "hostile line";
  /** How often each mischief happened. */
  readonly mischief = new Map<string, number>();
  readonly #input: HostileLineInput;
  readonly #random: () => number;
  readonly #queue = new ChunkQueue({
    description: "hostile line",
    bytesMax: 1 << 20,
    onOverrun: () => undefined,
  });
  /** A slave answers in order: what it owes from before comes before the next reply. */
  #busyUntilMs = 0;
  #isMidFrame = false;
  readonly #held: Uint8Array[] = [];

  constructor(input: HostileLineInput) {
    this.#input = input;
    this.#random = seededRandom(input.seed, 99);
  }

  async write(bytes: Uint8Array): Promise<void> {
    const nowMs = this.#nowMs();
    const startMs = this.#input.framing === "tcp" ? nowMs : Math.max(nowMs, this.#busyUntilMs);
    for (const [afterMs, chunk, part] of this.#answer(bytes)) {
      const atMs = startMs + afterMs;
      this.#busyUntilMs = Math.max(this.#busyUntilMs, atMs);
      setTimeout(() => this.#arrive(chunk, part), atMs - nowMs);
    }
  }

  /** A stream never puts one frame into the middle of another: it waits for the end. */
  #arrive(bytes: Uint8Array, part?: Part): void {
    if (this.#isMidFrame && part === undefined) {
      this.#held.push(bytes);
      return;
    }
    this.#isMidFrame = part === "first";
    const arrived = part === "first" ? [bytes] : [bytes, ...this.#held.splice(0)];
    for (const each of arrived) {
      this.#queue.push({ bytes: each, receivedAt: this.#input.clock.now() });
    }
  }

  #nowMs(): number {
    return Number(this.#input.clock.now().monoNs) / 1e6;
  }

  chunks(signal: AbortSignal): AsyncIterable<Chunk> {
    return this.#queue.chunks(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#queue.close();
  }

  #between(low: number, high: number): number {
    return low + Math.floor(this.#random() * (high - low + 1));
  }

  #frame(request: Uint8Array, unitId: number, pdu: Uint8Array): Uint8Array {
    const body = Uint8Array.of(unitId, ...pdu);
    if (this.#input.framing === "rtu") return withCrc(body);
    return Uint8Array.of(...request.subarray(0, 4), 0, body.length, ...body);
  }

  #answer(request: Uint8Array): readonly Emission[] {
    const { framing, tables } = this.#input;
    const pdu = framing === "rtu" ? request.slice(1, -2) : request.slice(7);
    const reply = this.#frame(request, UNIT_ID, answerPdu(pdu, tables));
    const timely = this.#between(1, 12);
    // Late, but no later than the quarantine after a timeout allows for.
    const late = HOSTILE_TIMEOUT_MS + this.#between(1, HOSTILE_TIMEOUT_MS - 10);
    const noise = Uint8Array.from({ length: this.#between(1, 9) }, () => this.#between(0, 255));
    const stranger = this.#frame(request, UNIT_ID + 1, answerPdu(pdu, tables));
    const cut = this.#between(1, reply.length - 1);
    const both: Record<string, readonly Emission[]> = {
      late: [[late, reply]],
      never: [],
      exception: [[timely, this.#frame(request, UNIT_ID, Uint8Array.of((pdu[0] ?? 0) | 0x80, 2))]],
      split: [
        [timely, reply.slice(0, cut), "first"],
        [timely + this.#between(0, 30), reply.slice(cut), "rest"],
      ],
    };
    const rtuOnly: Record<string, readonly Emission[]> = {
      duplicate: [
        [timely, reply],
        [timely + this.#between(0, 1), reply],
      ],
      stranger: [
        [timely, stranger],
        [timely + this.#between(0, 5), reply],
      ],
      echo: [
        [timely, request],
        [timely + this.#between(0, 5), reply],
      ],
      "late echo": [
        [timely, request],
        [late, reply],
      ],
      crc: [[timely, flipBit(reply, this.#between(0, reply.length * 8 - 1))]],
      truncated: [[timely, reply.slice(0, cut)]],
      "trailing noise": [[timely, Uint8Array.of(...reply, ...noise)]],
      "leading noise": [[timely, Uint8Array.of(...noise, ...reply)]],
      babble: [
        [timely, noise],
        [late, noise],
      ],
    };
    const tcpOnly: Record<string, readonly Emission[]> = {
      "very late": [[late * 4, reply]],
      garbage: [[timely, noise]],
      "wrong id": [[timely, Uint8Array.of(0x7f, ...reply.slice(1))]],
      "wrong length": [[timely, reply.with(5, (reply[5] ?? 0) ^ this.#between(1, 255))]],
      "wrong protocol": [[timely, reply.with(2, 1)]],
      doubled: [[timely, Uint8Array.of(...reply, ...reply)]],
    };
    const choices = { ...both, ...(framing === "rtu" ? rtuOnly : tcpOnly) };
    return this.#pick(choices, [[timely, reply]]);
  }

  /** Half of the time the line is fair. */
  #pick(choices: Record<string, readonly Emission[]>, fair: readonly Emission[]) {
    const names = Object.keys(choices);
    const name = names[this.#between(0, names.length * 2 - 1)] ?? "fair";
    this.mischief.set(name, (this.mischief.get(name) ?? 0) + 1);
    return choices[name] ?? fair;
  }
}

function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.with(bit >> 3, (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
}
