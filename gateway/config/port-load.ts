/** What the rigs of a port ask of it together, against what it can carry. Pure. */
import type { Driver, PortDemand } from "../../drivers/contract.ts";
import type { Finding } from "./fault.ts";
import type { Config, PortConfig, RigConfig } from "./schema.ts";

/** A port's polling. `neededMs` is what one cycle of the slowest cadence takes. */
export interface PortLoad {
  readonly port: string;
  readonly rigs: readonly string[];
  /** 1 is a line that never rests. */
  readonly utilisation: number;
  readonly askedMs: number;
  readonly neededMs: number;
}

/** Drivers' options as their schemas made them, by rig. */
type OptionsOf = (rig: string) => unknown;

export interface PortLoadInput {
  readonly config: Pick<Config, "ports" | "rigs">;
  readonly drivers: readonly Driver[];
  readonly optionsOf: OptionsOf;
  /** What a device takes for a reply where its options do not say. */
  readonly assumedMs: number;
}

/** The load of each port whose rigs are polled. Simulated ports have no line that limits. */
export function listPortLoads(input: PortLoadInput): readonly PortLoad[] {
  return Object.entries(input.config.ports).flatMap(([port, settings]): PortLoad[] => {
    const rigs = Object.entries(input.config.rigs).filter(
      ([, rig]) => rig.enabled && rig.port === port,
    );
    const demands = rigs.flatMap((rig) => demandsOf(rig, settings, input));
    if (demands.length === 0) return [];
    const utilisation = demands.reduce((sum, each) => sum + each.busyMs / each.everyMs, 0);
    const askedMs = Math.max(...demands.map(({ everyMs }) => everyMs));
    const names = rigs.map(([name]) => name);
    return [{ port, rigs: names, utilisation, askedMs, neededMs: utilisation * askedMs }];
  });
}

function demandsOf(
  [name, rig]: [string, RigConfig],
  settings: PortConfig,
  { drivers, optionsOf, assumedMs }: PortLoadInput,
): readonly PortDemand[] {
  const driver = drivers.find((candidate) => candidate.name === rig.driver);
  const options = optionsOf(name);
  if (settings.kind === "simulated" || options === undefined) return [];
  return driver?.demand?.(options, settings, assumedMs) ?? [];
}

/** A fault for each port that cannot carry what is asked even if every device answered at once. */
export function checkPortLoads(input: Omit<PortLoadInput, "assumedMs">): readonly Finding[] {
  return listPortLoads({ ...input, assumedMs: 0 }).flatMap((load): Finding[] => {
    if (load.utilisation <= 1) return [];
    const message =
      `the plan of ${load.rigs.join(", ")} needs ${inMs(load.neededMs)} a cycle, ` +
      `you asked for ${inMs(load.askedMs)}`;
    return [{ code: "config.cadence-impossible", path: ["ports", load.port], at: "key", message }];
  });
}

/** "62 % of the line: 620 ms in each 1,000 ms". */
export function describePortLoad({ utilisation, neededMs, askedMs }: PortLoad): string {
  const share = Math.round(utilisation * 100);
  return `${share} % of the line: ${inMs(neededMs)} in each ${inMs(askedMs)}`;
}

function inMs(durationMs: number): string {
  return `${Math.ceil(durationMs).toLocaleString("en")} ms`;
}
