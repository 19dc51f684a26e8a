/** Modbus units in memory that answer as a test says, and a master of ours; for virtual time. */
import type { ByteLink, Chunk, Clock } from "../../drivers/contract.ts";
import { ChunkQueue } from "../../drivers/kit/chunk-queue.ts";
import { withCrc } from "../../drivers/kit/crc.ts";
import type { Stray } from "../../drivers/kit/modbus/framing/modbus-framing.ts";
import { ModbusBus, type ModbusBusSettings } from "../../drivers/kit/modbus/modbus-bus.ts";
import type { ModbusJob, ModbusReply } from "../../drivers/kit/modbus/modbus-queue.ts";
import type { WireRequest } from "../../drivers/kit/modbus/modbus-request.ts";
import { answerPdu, type SlaveTables } from "../../fixtures/simulators/modbus-slave.ts";
import { telltaleTables } from "./modbus.ts";

/** Follows virtual time, which moves Date. */
export const virtualClock: Clock = {
  now: () => ({ utcUs: Date.now() * 1_000, monoNs: BigInt(Date.now()) * 1_000_000n }),
};

/** What virtual time has to move; for `vi.useFakeTimers`. */
export const VIRTUAL = [
  ...(["setTimeout", "clearTimeout", "setImmediate", "clearImmediate", "Date"] as const),
];

export interface Asked {
  readonly unitId: number;
  readonly pdu: Uint8Array;
  readonly atMs: number;
}

/** A reply without unit and checksum and when it comes; undefined for none. */
export type Answer = { readonly pdu: Uint8Array; readonly afterMs: number } | undefined;

export interface ScriptedUnits {
  readonly bus: ModbusBus;
  /** Every request that went over the wire. */
  readonly asked: Asked[];
  readonly strays: Stray[];
  readonly tables: SlaveTables;
  /** One request of a unit; 1 s of patience unless told. */
  request(unitId: number, request: WireRequest, job?: Partial<ModbusJob>): Promise<ModbusReply>;
}

/** RTU. `answer` gets each request and the sound answer to it. The caller disposes the bus. */
export function scriptUnits(
  answer: (asked: Asked, sound: Uint8Array) => Answer,
  settings: Partial<ModbusBusSettings> = {},
): ScriptedUnits {
  const asked: Asked[] = [];
  const strays: Stray[] = [];
  const tables = telltaleTables();
  const link = new ScriptedLink((request) => {
    const one = { unitId: request[0] ?? 0, pdu: request.slice(1, -2), atMs: Date.now() };
    asked.push(one);
    return answer(one, answerPdu(one.pdu, tables));
  });
  const bus = new ModbusBus(link, {
    ...{ framing: "rtu", clock: virtualClock, gapMs: 1.75 },
    ...settings,
  });
  return {
    ...{ bus, asked, strays, tables },
    request(unitId, request, job = {}) {
      const onStray = (stray: Stray) => strays.push(stray);
      const whole = { unitId, request, timeoutMs: 1_000, pauseMs: 0, onStray, ...job };
      return bus.request(whole, new AbortController().signal);
    },
  };
}

class ScriptedLink implements ByteLink {
  readonly description = "scripted units";
  readonly #answer: (request: Uint8Array) => Answer;
  readonly #queue = new ChunkQueue({
    description: "scripted units",
    bytesMax: 1 << 20,
    onOverrun: () => undefined,
  });

  constructor(answer: (request: Uint8Array) => Answer) {
    this.#answer = answer;
  }

  async write(request: Uint8Array): Promise<void> {
    const answer = this.#answer(request);
    if (answer === undefined) return;
    const bytes = withCrc(Uint8Array.of(request[0] ?? 0, ...answer.pdu));
    setTimeout(() => {
      this.#queue.push({ bytes, receivedAt: virtualClock.now() });
    }, answer.afterMs);
  }

  chunks(signal: AbortSignal): AsyncIterable<Chunk> {
    return this.#queue.chunks(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#queue.close();
  }
}
