import { DriverError } from "../../contract.ts";
import { DeadlineError } from "./deadline.ts";

const UNKNOWN_HOST = ["ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NODATA", "EAI_NONAME"];
const UNREACHABLE = ["ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN"];

/**
 * Why a TCP connection did not come about, as DriverError: `port.unknown-host` where the name has
 * no address, `port.unreachable` where nothing answered, `port.refused` where the host did answer
 * and nobody listens there, `port.failed` for the rest. Each sends a person somewhere else: to
 * the name, to the cable, to the device's own settings.
 */
export function connectFault(
  { host, port }: { readonly host: string; readonly port: number },
  cause: unknown,
): DriverError {
  const description = `tcp ${host}:${port}`;
  const code = cause instanceof Error ? Reflect.get(cause, "code") : undefined;
  if (UNKNOWN_HOST.includes(code)) {
    const message = `${description}: the name ${host} has no address`;
    return new DriverError("port.unknown-host", message, { cause });
  }
  if (cause instanceof DeadlineError || UNREACHABLE.includes(code)) {
    const message = `${description}: nothing answers at this address`;
    return new DriverError("port.unreachable", message, { cause });
  }
  if (code === "ECONNREFUSED" || code === "ECONNRESET") {
    const message = `${description}: the host is there and refuses the connection`;
    return new DriverError("port.refused", message, { cause });
  }
  return new DriverError("port.failed", `${description}: no connection`, { cause });
}
