/**
 * The user's configuration in a sandbox: everything of it but what leads outside. Rigs are those of
 * the simulated line, the broker is a throwaway one behind a link that can be cut, the database a
 * stand-in, the data directory one that is removed.
 */
import type { Config } from "../config/schema.ts";

export interface SandboxPlaces {
  readonly brokerUrl: string;
  readonly influxUrl: string;
  /** Of a disk that is small on purpose: its share is kept free, not that of a large one. */
  readonly reserveMb?: number | undefined;
}

/** Blocks that lead outside, or name what is not there. */
const OUTSIDE = ["ports", "rigs", "driven", "import", "broker", "influxdb", "api", "dataDirectory"];
const RIGS = ["fct-1", "burn-in-1", "hipot-1"];
/** Each takes seconds for a unit then, not minutes. */
const FAST = ["--pace", "20"];

/** The text of the sandbox's rigline.yaml; JSON is YAML. `line` is the sample line's own. */
export function encodeSandbox(
  own: Config | undefined,
  line: Config,
  { brokerUrl, influxUrl, reserveMb }: SandboxPlaces,
): string {
  const kept = Object.entries(own ?? line).filter(([key]) => !OUTSIDE.includes(key));
  const { tokenFile: _, ...influxdb } = own?.influxdb ?? { bucket: "rehearsal" };
  const ports = Object.entries(line.ports).filter(([name]) => RIGS.includes(name));
  const sandbox = {
    ...Object.fromEntries(kept),
    import: line.import,
    ports: Object.fromEntries(ports.map(([name, port]) => [name, asFast(port)])),
    rigs: Object.fromEntries(Object.entries(line.rigs).filter(([name]) => RIGS.includes(name))),
    broker: { kind: "external", url: brokerUrl },
    influxdb: { ...influxdb, url: influxUrl },
    api: { port: 0 },
    ...(reserveMb === undefined ? {} : { disk: { reserveMb } }),
  };
  return JSON.stringify(sandbox, undefined, 2);
}

function asFast(port: Config["ports"][string]): object {
  return port.kind === "simulated" ? { ...port, via: "tcp", arguments: FAST } : port;
}
