/** Why a device could not be probed, as the API refuses it. */
import { DriverError } from "../../drivers/contract.ts";
import { Refusal } from "../ledger/contract.ts";
import type { PortUser } from "./probed-ports.ts";

export interface FailedProbe {
  /** Who was asked. */
  readonly from: string;
  /** Enabled rigs on the port. */
  readonly users: readonly PortUser[];
  /** Of the question: aborted when its time is over, or nobody waits any more. */
  readonly signal: AbortSignal;
}

const SILENT: readonly unknown[] = ["request.timeout", "wire.silent", "request.corrupt"];

/** The refusal for what was thrown; what nobody expected is given back as it is. */
export function refusalOf(error: unknown, { from, users, signal }: FailedProbe): unknown {
  if (!(error instanceof DriverError)) {
    if (!signal.aborted) return error;
    return caused("probe.no-answer", `${from} did not answer in time`, error);
  }
  const { code, message, remedy } = error;
  if (code === "port.busy" && users.length > 0) {
    const names = users.map(({ name, driver }) => `${name} (${driver})`).join(", ");
    return caused("probe.port-in-use", `${from} is used by rig ${names}, which runs`, error);
  }
  if (code === "port.busy") return caused("probe.port-in-use", message, error);
  if (SILENT.includes(code)) return caused("probe.no-answer", `${from}: ${message}`, error);
  return caused("probe.failed", `${from}: ${message} (${code}). ${remedy}`, error);
}

function caused(code: string, message: string, cause: unknown): Refusal {
  return Object.assign(new Refusal(code, message), { cause });
}
