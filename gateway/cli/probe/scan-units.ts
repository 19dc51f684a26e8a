/** Which units of a bus answer, and who they say they are. */
import { DriverError } from "../../../drivers/contract.ts";
import type { ModbusClient } from "../../../drivers/kit/modbus/modbus-client.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import { describeIdentity } from "./describe-probe.ts";
import type { ProbeOptions } from "./probe-options.ts";
import { openProbe, unitsOf } from "./probe-port.ts";

/** Asks each unit of `--scan-units`. Throws CliError where none answers. */
export async function scanUnits(options: ProbeOptions, context: CliContext): Promise<void> {
  const found: number[] = [];
  for (const unitId of unitsOf(options.scanUnits ?? "")) {
    context.signal.throwIfAborted();
    if (context.terminal) context.err(`\runit ${unitId} … `);
    await using client = await openProbe({ ...options, unitId }, context);
    if (!(await isAnswered(client, context.signal))) continue;
    found.push(unitId);
    context.out(`unit ${unitId} answers\n`);
    await tellIdentity(client, context);
  }
  if (context.terminal) context.err("\r");
  if (found.length === 0) throw new CliError("probe.no-answer", "no unit of the range answers");
}

/** An exception is an answer, and so is a value; nothing and rubbish are none. */
export async function isAnswered(client: ModbusClient, signal: AbortSignal): Promise<boolean> {
  try {
    await client.request({ functionCode: 3, address: 0, count: 1 }, signal);
    return true;
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    if (error.code === "request.exception" || error.code === "request.busy") return true;
    if (error.code === "request.timeout" || error.code === "request.corrupt") return false;
    throw error;
  }
}

/** Few devices know how to say who they are: then nothing is said. */
export async function tellIdentity(
  client: ModbusClient,
  { out, signal }: Pick<CliContext, "out" | "signal">,
): Promise<void> {
  try {
    out(describeIdentity(await client.identify(signal)));
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
  }
}
