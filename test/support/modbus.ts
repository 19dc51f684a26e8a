/** A Modbus slave with known tables, and a master of ours against it. */
import type { Clock, Port, PortSettings } from "../../drivers/contract.ts";
import type { Stray } from "../../drivers/kit/modbus/framing/modbus-framing.ts";
import { ModbusClient, type ModbusClientInput } from "../../drivers/kit/modbus/modbus-client.ts";
import type { ModbusReply } from "../../drivers/kit/modbus/modbus-queue.ts";
import type { ModbusRequest } from "../../drivers/kit/modbus/modbus-request.ts";
import { createPort } from "../../drivers/kit/port.ts";
import {
  SLAVE_FAULTS,
  type SlaveFraming,
  type SlaveTables,
  startSlave,
} from "../../fixtures/simulators/modbus-slave.ts";
import { Faults } from "../../fixtures/simulators/simulator.ts";

/** The process's own clock. */
export const realClock: Clock = {
  now: () => {
    const utcUs = Math.round((performance.timeOrigin + performance.now()) * 1000);
    return { utcUs, monoNs: process.hrtime.bigint() };
  },
};

/** A log that says nothing. */
export const silentLog = { debug() {}, info() {}, warn() {}, error() {} };

/** Tables in which each address and each table holds what no other place holds nearby. */
export function telltaleTables(size = 2_000): SlaveTables {
  const bit = (at: number, salt: number) => (Math.imul(at + salt, 0x9e3779b1) >>> 17) & 1;
  return {
    coils: Uint8Array.from({ length: size }, (_, at) => bit(at, 1)),
    discrete: Uint8Array.from({ length: size }, (_, at) => bit(at, 5_000)),
    input: Uint16Array.from({ length: size }, (_, at) => 20_000 + at),
    holding: Uint16Array.from({ length: size }, (_, at) => at),
  };
}

/** True when the reply to a read holds what the tables hold at the asked place. */
export function isRightAnswer(
  request: ModbusRequest,
  reply: Pick<ModbusReply, "bits" | "bytes">,
  tables: SlaveTables,
): boolean {
  if (!("count" in request)) return true;
  const { functionCode, address, count } = request;
  if (functionCode <= 2) {
    const table = functionCode === 1 ? tables.coils : tables.discrete;
    return (
      reply.bits.length === count && reply.bits.every((is, at) => is === !!table[address + at])
    );
  }
  const table = functionCode === 3 ? tables.holding : tables.input;
  const data = new DataView(reply.bytes.buffer, reply.bytes.byteOffset, reply.bytes.byteLength);
  if (reply.bytes.length !== count * 2) return false;
  return Array.from({ length: count }, (_, at) => data.getUint16(at * 2)).every(
    (word, at) => word === table[address + at],
  );
}

/** A port of the kit, not opened yet. */
export function openPort(settings: PortSettings): Port {
  return createPort({ name: "test", settings, clock: realClock, log: silentLog });
}

/** A master of one unit, for tests. */
export interface TestMaster extends AsyncDisposable {
  readonly client: ModbusClient;
  readonly strays: Stray[];
  request(request: ModbusRequest): Promise<ModbusReply>;
}

/** A client of unit 1; the strays it was told are kept. The caller disposes it. */
export async function openMaster(
  input: Pick<ModbusClientInput, "port" | "framing"> & Partial<ModbusClientInput>,
): Promise<TestMaster> {
  const strays: Stray[] = [];
  const { signal } = new AbortController();
  const client = await ModbusClient.open(
    {
      unitId: 1,
      timeoutMs: 1_000,
      pauseMs: 0,
      clock: realClock,
      onStray: (stray) => strays.push(stray),
      ...input,
    },
    signal,
  );
  return {
    ...{ client, strays },
    request: (request) => client.request(request, signal),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

/** A slave in this process, as unit 1 on a free port. The caller disposes it. */
export async function openSlave(
  framing: SlaveFraming,
  tables = telltaleTables(),
  onRequest: (pdu: Uint8Array) => void = () => undefined,
) {
  const faults = new Faults(Object.keys(SLAVE_FAULTS));
  const slave = await startSlave({
    ...{ host: "127.0.0.1", port: 0, unitId: 1 },
    ...{ framing, tables, faults, onRequest },
  });
  const settings: PortSettings = { kind: "tcp", host: slave.host, port: slave.port };
  return Object.assign(slave, { faults, tables, settings });
}

/** The settings of a pseudo-terminal. */
export function serialSettings(path: string, baudRate = 115_200): PortSettings {
  return { kind: "serial", path, baudRate, dataBits: 8, parity: "none", stopBits: 1 };
}
