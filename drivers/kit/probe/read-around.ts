/** The registers that a value at an address could lie in, whatever the base. */
import { DriverError } from "../../contract.ts";
import type { ModbusClient } from "../modbus/modbus-client.ts";
import type { Registers } from "./decodings.ts";

/** One before, for base 1; three after the last, for 64 bits. */
const AROUND = { before: 1, after: 3 } as const;

export interface RegistersAround {
  readonly table: "input" | "holding";
  /** As the manual counts. */
  readonly address: number;
  /** How many addresses the value may lie at, from that one on; at most 100. */
  readonly count?: number;
}

/**
 * In one request, so that all are of one instant; one by one where the device refuses that.
 * Registers that are refused are left out. Throws DriverError for anything but a refusal.
 */
export async function readAround(
  client: ModbusClient,
  { table, address, count: places = 1 }: RegistersAround,
  signal: AbortSignal,
): Promise<Registers> {
  const first = Math.max(0, address - AROUND.before);
  const count = Math.min(65_536, address + places + AROUND.after) - first;
  const functionCode = table === "holding" ? 3 : 4;
  const read = async (from: number, length: number) => {
    try {
      const request = { functionCode, address: from, count: length } as const;
      return (await client.request(request, signal)).bytes;
    } catch (error) {
      if (error instanceof DriverError && error.code === "request.exception") return undefined;
      throw error;
    }
  };
  const whole = await read(first, count);
  const registers = new Map<number, Uint8Array>();
  for (let index = 0; index < count; index += 1) {
    const bytes = whole?.slice(index * 2, index * 2 + 2) ?? (await read(first + index, 1));
    if (bytes !== undefined) registers.set(first + index, Uint8Array.from(bytes));
  }
  return registers;
}
