/** The registers that a value at an address could lie in, whatever the base. */
import { DriverError } from "../../../drivers/contract.ts";
import type { ModbusClient } from "../../../drivers/kit/modbus/modbus-client.ts";
import type { Registers } from "../../../drivers/kit/probe/decodings.ts";

/** One before, for base 1; four from there on, for 64 bits. */
const AROUND = { before: 1, after: 3 } as const;

/**
 * In one request, so that all are of one instant; one by one where the device refuses that.
 * Registers that are refused are left out. Throws DriverError for anything but a refusal.
 */
export async function readAround(
  client: ModbusClient,
  { table, address }: { readonly table: "input" | "holding"; readonly address: number },
  signal: AbortSignal,
): Promise<Registers> {
  const first = Math.max(0, address - AROUND.before);
  const count = Math.min(65_536, address + AROUND.after + 1) - first;
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
