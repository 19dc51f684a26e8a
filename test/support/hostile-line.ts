/** Modbus slaves in memory on a hostile line; for virtual time. */
import type { ByteLink, Chunk, Clock } from "../../drivers/contract.ts";
import { ChunkQueue } from "../../drivers/kit/chunk-queue.ts";
import { withCrc } from "../../drivers/kit/crc.ts";
import { decodeAscii, encodeAscii } from "../../drivers/kit/modbus/framing/ascii-framing.ts";
import { seededRandom } from "../../fixtures/simulators/line-plan.ts";
import { answerPdu, type SlaveTables } from "../../fixtures/simulators/modbus-slave.ts";

export const HOSTILE_TIMEOUT_MS = 50;
/** A reply later than this after its deadline is the business of nobody. */
const VERY_LATE_MS = 1_900;

export interface HostileLineInput {
  readonly framing: "rtu" | "ascii" | "tcp";
  readonly seed: number;
  /** By unit id. */
  readonly tables: ReadonlyMap<number, SlaveTables>;
  readonly clock: Clock;
}

/** Another unit on the line, which nobody here asks. */
const STRANGER_ID = 9;

type Part = "first" | "rest";

/** Bytes, how long after the request they come, and which part of a split frame they are. */
type Emission = readonly [afterMs: number, bytes: Uint8Array, part?: Part];

interface Asked {
  readonly raw: Uint8Array;
  readonly unitId: number;
  readonly pdu: Uint8Array;
}

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
  /** A slave answers in order: what it owes from before comes before its next reply. */
  readonly #busyUntilMs = new Map<number, number>();
  #isMidFrame = false;
  #requests = 0;
  /** The latest request of which anything has come back. */
  #heardOf = 0;
  readonly #held: Uint8Array[] = [];

  constructor(input: HostileLineInput) {
    this.#input = input;
    this.#random = seededRandom(input.seed, 99);
  }

  async write(bytes: Uint8Array): Promise<void> {
    const asked = this.#parse(bytes);
    const nowMs = this.#nowMs();
    const owedMs = this.#busyUntilMs.get(asked.unitId) ?? 0;
    const startMs = this.#input.framing === "tcp" ? nowMs : Math.max(nowMs, owedMs);
    this.#requests += 1;
    const number = this.#requests;
    for (const [afterMs, chunk, part] of this.#answer(asked)) {
      const atMs = startMs + afterMs;
      const busyMs = this.#busyUntilMs.get(asked.unitId) ?? 0;
      this.#busyUntilMs.set(asked.unitId, Math.max(busyMs, atMs));
      setTimeout(() => {
        this.#noteOrder(number);
        this.#arrive(chunk, part);
      }, atMs - nowMs);
    }
  }

  /** Over TCP a unit's replies change places; on a line those of two units do. */
  #noteOrder(number: number): void {
    if (number < this.#heardOf) this.#note("out of order");
    this.#heardOf = Math.max(this.#heardOf, number);
  }

  #note(mischief: string): void {
    this.mischief.set(mischief, (this.mischief.get(mischief) ?? 0) + 1);
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

  #parse(raw: Uint8Array): Asked {
    const { framing } = this.#input;
    if (framing === "tcp") return { raw, unitId: raw[6] ?? 0, pdu: raw.slice(7) };
    const body = framing === "rtu" ? raw.slice(0, -2) : decodeAscii(raw);
    if (body === undefined) throw new TypeError("the master sends a broken frame");
    return { raw, unitId: body[0] ?? 0, pdu: body.slice(1) };
  }

  #frame({ raw }: Asked, unitId: number, pdu: Uint8Array): Uint8Array {
    const body = Uint8Array.of(unitId, ...pdu);
    if (this.#input.framing === "rtu") return withCrc(body);
    if (this.#input.framing === "ascii") return encodeAscii(body);
    return Uint8Array.of(...raw.subarray(0, 4), 0, body.length, ...body);
  }

  /** Half of the time the line is fair. */
  #answer(asked: Asked): readonly Emission[] {
    const { framing, tables } = this.#input;
    const names = framing === "tcp" ? [...ANYWHERE, ...ON_TCP] : [...ANYWHERE, ...ON_SERIAL];
    const name = names[this.#between(0, names.length * 2 - 1)] ?? "fair";
    this.#note(name);
    // It never heard the request, so it does nothing either.
    if (name === "deaf") return [];
    const own = tables.get(asked.unitId);
    if (own === undefined) throw new RangeError(`no unit ${asked.unitId}`);
    const pdu = answerPdu(asked.pdu, own);
    const reply = this.#frame(asked, asked.unitId, pdu);
    const stranger = this.#frame(asked, STRANGER_ID, pdu);
    return this.#emissions(name, { asked, reply, stranger });
  }

  #emissions(
    name: string,
    { asked, reply, stranger }: { asked: Asked; reply: Uint8Array; stranger: Uint8Array },
  ): readonly Emission[] {
    const timely = this.#between(1, 12);
    const soon = timely + this.#between(0, 5);
    const late = HOSTILE_TIMEOUT_MS + this.#between(1, HOSTILE_TIMEOUT_MS - 10);
    const veryLate = HOSTILE_TIMEOUT_MS + this.#between(1, VERY_LATE_MS);
    const cut = this.#between(1, reply.length - 1);
    const noise = Uint8Array.from({ length: this.#between(1, 9) }, () => this.#between(0, 255));
    const refusal = Uint8Array.of((asked.pdu[0] ?? 0) | 0x80, 2);
    // biome-ignore format: one row per mischief
    switch (name) {
      case "late": return [[late, reply]];
      case "very late": return [[veryLate, reply]];
      case "never": return [];
      case "exception": return [[timely, this.#frame(asked, asked.unitId, refusal)]];
      case "late exception": return [[veryLate, this.#frame(asked, asked.unitId, refusal)]];
      case "split": return [[timely, reply.slice(0, cut), "first"], [timely + this.#between(0, 30), reply.slice(cut), "rest"]];
      case "duplicate": return [[timely, reply], [timely + this.#between(0, 1), reply]];
      case "stranger": return [[timely, stranger], [soon, reply]];
      case "echo": return [[timely, asked.raw], [soon, reply]];
      case "late echo": return [[timely, asked.raw], [late, reply]];
      case "crc": return [[timely, flipBit(reply, this.#between(0, reply.length * 8 - 1))]];
      case "truncated": return [[timely, reply.slice(0, cut)]];
      case "trailing noise": return [[timely, Uint8Array.of(...reply, ...noise)]];
      case "leading noise": return [[timely, Uint8Array.of(...noise, ...reply)]];
      case "babble": return [[timely, noise], [late, noise]];
      case "garbage": return [[timely, noise]];
      case "wrong id": return [[timely, Uint8Array.of(0x7f, ...reply.slice(1))]];
      case "wrong length": return [[timely, reply.with(5, (reply[5] ?? 0) ^ this.#between(1, 255))]];
      case "wrong protocol": return [[timely, reply.with(2, 1)]];
      case "doubled": return [[timely, Uint8Array.of(...reply, ...reply)]];
      default: return [[timely, reply]];
    }
  }
}

const ANYWHERE = ["late", "very late", "never", "deaf", "exception", "late exception", "split"];
const ON_SERIAL = [
  ...["duplicate", "stranger", "echo", "late echo", "crc", "truncated"],
  ...["trailing noise", "leading noise", "babble"],
];
const ON_TCP = ["garbage", "wrong id", "wrong length", "wrong protocol", "doubled"];

function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.with(bit >> 3, (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7)));
}
