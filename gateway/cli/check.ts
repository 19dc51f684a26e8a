/** `rigline check FILE`: every fault of a configuration, without starting anything. */
import type { Command } from "commander";
import { drivers } from "../../drivers/registry.ts";
import { describePortLoad, listPortLoads } from "../config/port-load.ts";
import type { Config, PortConfig, RigConfig } from "../config/schema.ts";
import type { CliContext } from "./cli-context.ts";
import { readConfig } from "./read-config.ts";

const EXAMPLES = `
Examples:
  npx rigline check rigline.yaml
  npx rigline check deploy/example.yaml

Exit code: 0 when the file can be used, 78 when it has faults (all are told).`;

/** Adds the command to the program. */
export function addCheck(program: Command, context: CliContext): void {
  program
    .command("check")
    .description("tell all faults of a configuration at once, without starting anything")
    .argument("<file>", "the configuration")
    .addHelpText("after", EXAMPLES)
    .action((file: string) => {
      const { config, simulated } = readConfig(file, context);
      context.out(describeConfig(file, config, simulated));
    });
}

/** The configuration in a few lines: what would be read, and where it would go. Pure. */
export function describeConfig(file: string, config: Config, simulated: boolean): string {
  const rigs = Object.entries(config.rigs).map(([name, rig]) =>
    describeRig(name, rig, config.ports[rig.port]),
  );
  const { broker, influxdb } = config;
  const mqtt = broker.kind === "embedded" ? `embedded, port ${broker.port}` : broker.url;
  return [
    `${file} has no fault${simulated ? " (simulated: runs as a demo only)" : ""}.`,
    `  site      ${config.site.enterprise} / ${config.site.name} / ${config.site.area}`,
    ...rigs,
    ...Object.entries(config.driven).map(describeDriven),
    ...describePolling(config),
    `  API       ${describeApi(config.api)}`,
    `  MQTT      ${mqtt}`,
    `  InfluxDB  ${influxdb === undefined ? "none" : `${influxdb.url}, bucket ${influxdb.bucket}`}`,
    "",
  ].join("\n");
}

function describeApi({ host, port, tls, trustedProxy }: Config["api"]): string {
  const address = `${tls === undefined ? "http" : "https"}://${host}:${port}`;
  const own = tls !== undefined && tls.certFile === undefined ? ", a certificate of its own" : "";
  const proxies = trustedProxy.length === 0 ? "" : `, behind ${trustedProxy.join(", ")}`;
  return `${address}${own}${proxies}`;
}

/** Devices are taken to answer in 10 ms where their options do not say. */
const DEVICE_MS = 10;

function describePolling(config: Config): string[] {
  const optionsOf = (rig: string) => config.rigs[rig]?.options;
  const loads = listPortLoads({ config, drivers, optionsOf, assumedMs: DEVICE_MS });
  return loads.map((load) => {
    const tight = load.utilisation > 1 ? "; too much, unless the devices answer faster" : "";
    return `  polling   ${load.port}: about ${describePortLoad(load)}${tight}`;
  });
}

function describeRig(name: string, rig: RigConfig, port: PortConfig | undefined): string {
  const channels = Reflect.get(rig.options, "channels");
  const count = countOf(channels);
  const shown = count === undefined ? "" : `, ${count} ${count === 1 ? "channel" : "channels"}`;
  const off = rig.enabled ? "" : " (not enabled)";
  return `  rig       ${name}: ${rig.driver} on ${describePort(port)}${shown}${off}`;
}

function describeDriven([name, rig]: [string, Config["driven"][string]]): string {
  const roles = Object.entries(rig.instruments).map(([role, of]) => `${role} ${of}`);
  return `  driven    ${name}: ${roles.join(", ")}${rig.enabled ? "" : " (not enabled)"}`;
}

function countOf(channels: unknown): number | undefined {
  if (Array.isArray(channels)) return channels.length;
  return typeof channels === "object" && channels !== null
    ? Object.keys(channels).length
    : undefined;
}

function describePort(port: PortConfig | undefined): string {
  switch (port?.kind) {
    case "serial":
      return `${port.path ?? port.identity?.usb ?? port.identity?.byPath} at ${port.baudRate} Bd`;
    case "tcp":
      return `tcp ${port.host}:${port.port}`;
    case "simulated":
      return "a simulator";
    case undefined:
      return "no port";
  }
}
