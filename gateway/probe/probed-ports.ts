/** The ports that can be probed: of the configuration, and devices that none of them names. */
import { describeHolder } from "../../drivers/kit/ports/device-holder.ts";
import type { DeviceRoots } from "../../drivers/kit/ports/device-roots.ts";
import type { PortView } from "../api/probe/views.ts";
import type { Config, PortConfig } from "../config/schema.ts";
import { type SurveyedDevice, surveyPorts } from "./port-survey.ts";

/** A rig that names the port. */
export type PortUser = PortView["rigs"][number];

/** The rigs of a port, as the configuration has them. */
export function usersOf({ rigs }: Pick<Config, "rigs">, port: string): readonly PortUser[] {
  return Object.entries(rigs)
    .filter(([, rig]) => rig.port === port)
    .map(([name, { driver, enabled, options }]): PortUser => {
      const { unitId, framing } = options;
      return {
        ...{ name, driver, enabled },
        ...(typeof unitId === "number" ? { unitId } : {}),
        ...(typeof framing === "string" ? { framing } : {}),
      };
    });
}

/** Looks and opens nothing. */
export async function listPorts(
  config: Pick<Config, "ports" | "rigs">,
  roots: DeviceRoots,
): Promise<readonly PortView[]> {
  const { devices } = await surveyPorts(config, roots);
  const named = Object.entries(config.ports).map(([name, settings]): PortView => {
    const rigs = [...usersOf(config, name)];
    return { name, kind: kindOf(settings), address: addressOf(settings), rigs };
  });
  return [...named, ...devices.filter(({ ports }) => ports.length === 0).map(presentDevice)];
}

function presentDevice({ path, usb, holder }: SurveyedDevice): PortView {
  const product = [usb?.manufacturer, usb?.product].filter(Boolean).join(" ");
  const address = product === "" ? path : `${path} (${product})`;
  const heldBy = holder === undefined ? {} : { heldBy: describeHolder(holder) };
  return { kind: "serial", address, device: path, rigs: [], ...heldBy };
}

function kindOf(settings: PortConfig): PortView["kind"] {
  if (settings.kind === "simulated") return settings.via === "tcp" ? "tcp" : "serial";
  return settings.kind;
}

function addressOf(settings: PortConfig): string {
  if (settings.kind === "simulated") return "a simulator";
  if (settings.kind === "tcp") return `tcp ${settings.host}:${settings.port}`;
  const { path, identity, baudRate, dataBits, parity, stopBits } = settings;
  const place = path ?? identity?.usb ?? identity?.byPath ?? "";
  return `${place} at ${baudRate} ${dataBits}${parity[0]?.toUpperCase()}${stopBits}`;
}
