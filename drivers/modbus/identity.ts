/** Whether the device at the other end is the one that the configuration means. */
import { DriverError } from "../contract.ts";
import type { ModbusClient } from "../kit/modbus/modbus-client.ts";
import { ModbusException } from "../kit/modbus/modbus-codec.ts";
import type { ModbusOptions } from "./options.ts";

/**
 * Asks by function 43/14 where an identity is configured. Throws DriverError `port.wrong-identity`
 * for another device, and for one that does not say who it is; else what the bus throws.
 */
export async function verifyIdentity(
  identity: ModbusOptions["identity"],
  client: Pick<ModbusClient, "identify">,
  { rig, signal }: { readonly rig: string; readonly signal: AbortSignal },
): Promise<void> {
  if (identity === undefined) return;
  const found = await identify(client, rig, signal);
  const { vendorName: vendor, productCode: product, revision } = found;
  const told = { vendor, product, revision };
  const wrong = (["vendor", "product", "revision"] as const).flatMap((field) => {
    const wanted = identity[field];
    if (wanted === undefined || told[field] === wanted) return [];
    return [`${field} is ${JSON.stringify(told[field] ?? "")}, not ${JSON.stringify(wanted)}`];
  });
  if (wrong.length === 0) return;
  throw new DriverError("port.wrong-identity", `rig ${rig}: ${wrong.join("; ")}`);
}

async function identify(client: Pick<ModbusClient, "identify">, rig: string, signal: AbortSignal) {
  try {
    return await client.identify(signal);
  } catch (error) {
    if (!(error instanceof ModbusException)) throw error;
    const message = `rig ${rig}: the device does not tell its identity (function 43/14)`;
    throw new DriverError("port.wrong-identity", message, { cause: error });
  }
}
