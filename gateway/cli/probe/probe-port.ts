/** The unit that is probed: on a port of the configuration, or one named on the command line. */
import type { Port, PortSettings } from "../../../drivers/contract.ts";
import { ModbusClient } from "../../../drivers/kit/modbus/modbus-client.ts";
import { createPort } from "../../../drivers/kit/port.ts";
import { openLog } from "../../platform/log.ts";
import { openSystemClock } from "../../platform/system-clock.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import { readConfig } from "../read-config.ts";
import type { ProbePort } from "./probe-options.ts";

/** The caller disposes it. Throws CliError, ConfigError, DriverError. */
export async function openProbe(given: ProbePort, context: CliContext): Promise<ModbusClient> {
  const port = openProbePort(given, context);
  const framing = given.framing ?? (port.settings.kind === "tcp" ? "tcp" : "rtu");
  const { unitId, timeoutMs } = given;
  const clock = openSystemClock();
  const input = { port, clock, framing, unitId, timeoutMs, pauseMs: 0, onStray: () => undefined };
  return await ModbusClient.open(input, context.signal);
}

/** Opened by whoever uses it. Throws CliError, ConfigError. */
export function openProbePort(given: ProbePort, context: CliContext): Port {
  const settings = settingsOf(given, context);
  const clock = openSystemClock();
  const log = openLog("warn", { forPeople: true });
  return createPort({ name: "probe", settings, clock, log });
}

function settingsOf(given: ProbePort, context: CliContext): PortSettings {
  const { config, port, tcp, serial, baud, parity } = given;
  if (tcp !== undefined) return tcpSettings(tcp);
  if (serial !== undefined) {
    const baudRate = baud === "auto" ? 9_600 : baud;
    const speed = given.speed ?? { baudRate, dataBits: 8, parity, stopBits: 1 };
    return { kind: "serial", path: serial, ...speed };
  }
  if (config === undefined || port === undefined) {
    throw new CliError(
      "probe.incomplete",
      "which port? --tcp HOST:PORT, --serial PATH, or --config FILE --port NAME",
    );
  }
  const ports = readConfig(config, context).config.ports;
  const found = ports[port];
  if (found === undefined || found.kind === "simulated") {
    const names = Object.keys(ports).join(", ");
    throw new CliError(
      "probe.incomplete",
      `${config} has no real port ${port}; there are ${names}`,
    );
  }
  return found;
}

function tcpSettings(text: string): PortSettings {
  const match = /^(?:tcp:\/\/)?(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (match?.[1] === undefined || port < 1 || port > 65_535) {
    throw new CliError("probe.incomplete", `--tcp ${text} is no HOST:PORT`);
  }
  return { kind: "tcp", host: match[1].replace(/^\[|\]$/g, ""), port };
}

/** The unit ids of "1-32" or "7". Throws CliError. */
export function unitsOf(range: string): number[] {
  const match = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(range);
  const first = Number(match?.[1]);
  const last = Number(match?.[2] ?? match?.[1]);
  if (match === null || first < 1 || last > 247 || last < first) {
    throw new CliError("probe.incomplete", `--scan-units ${range} is no range within 1-247`);
  }
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
