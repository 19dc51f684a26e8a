/** What a new configuration changes of the one that runs. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { Config } from "../schema.ts";

/** Blocks that are taken up without a restart; whatever is not listed here needs one. */
const LIVE = ["ports", "rigs", "driven", "import"];
/** Blocks that delivery is opened with. */
const DELIVERY = ["broker", "mqtt", "influxdb", "sparkplug"];
/** The data directory is named after the site, and days are counted in its time zone. */
const SITE_FIXED = ["name", "timeZone"] as const;

export interface ConfigChange {
  /** What to run from now on: the new configuration, with what needs a restart as it runs. */
  readonly config: Config;
  /** Delivery is closed and opened again. */
  readonly delivery: boolean;
  /** Keys whose change takes effect with the next start, e.g. "api", "site.name". */
  readonly needsRestart: readonly string[];
}

/** Compares what runs with what is wanted. */
export function compareConfigs(running: Config, wanted: Config): ConfigChange {
  const keys = [...new Set([...Object.keys(running), ...Object.keys(wanted)])];
  const changed = keys.filter(
    (key) => !isDeepStrictEqual(blockOf(running, key), blockOf(wanted, key)),
  );
  const live = [...LIVE, ...DELIVERY, "site"];
  const fixed = changed.filter((key) => !live.includes(key));
  const fixedSite = SITE_FIXED.filter((key) => running.site[key] !== wanted.site[key]);
  const site = { ...wanted.site, ...pick(running.site, SITE_FIXED) };
  const kept = Object.fromEntries(fixed.map((key) => [key, blockOf(running, key)]));
  return {
    config: { ...wanted, ...kept, site },
    delivery:
      changed.some((key) => DELIVERY.includes(key)) ||
      !isDeepStrictEqual(site, running.site) ||
      !isDeepStrictEqual(stationsOf(wanted), stationsOf(running)),
    needsRestart: [...fixed, ...fixedSite.map((key) => `site.${key}`)],
  };
}

/**
 * All that a rig runs by, as text: two that are equal need not be told apart. A driven rig has that
 * of its instruments in it. Undefined where there is no such rig.
 */
export function signatureOf(name: string, config: Config): string | undefined {
  const rig = config.rigs[name];
  if (rig !== undefined) {
    const sharing = Object.keys(config.rigs).filter(
      (other) => config.rigs[other]?.port === rig.port,
    );
    const drivers = Object.values(config.driven).filter(({ instruments }) =>
      Object.values(instruments).includes(name),
    );
    const alone = sharing.length === 1;
    return print({ rig, port: config.ports[rig.port], alone, asked: drivers.length > 0 });
  }
  const driven = config.driven[name];
  if (driven === undefined) return undefined;
  const instruments = Object.values(driven.instruments).map((role) => signatureOf(role, config));
  return print({ driven, instruments });
}

/** The ports a rig is on, by name; those of its instruments where it is driven. */
export function portsOf(name: string, config: Config): readonly string[] {
  const rig = config.rigs[name];
  if (rig !== undefined) return [rig.port];
  const instruments = Object.values(config.driven[name]?.instruments ?? {});
  return [...new Set(instruments.flatMap((instrument) => portsOf(instrument, config)))];
}

/** Topics name the station of each rig. */
function stationsOf({ rigs, driven }: Config): unknown {
  const all = [...Object.entries(rigs), ...Object.entries(driven)];
  return Object.fromEntries(all.map(([name, { station }]) => [name, station]));
}

/** Values that JSON has no words for are told apart, too. */
function print(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === "bigint" || inner instanceof RegExp) return String(inner);
    if (inner instanceof Map || inner instanceof Set) return [...inner];
    return inner;
  });
}

function blockOf(config: Config, key: string): unknown {
  return Reflect.get(config, key);
}

function pick<Value extends object, Key extends keyof Value>(value: Value, keys: readonly Key[]) {
  return Object.fromEntries(keys.map((key) => [key, value[key]])) as Pick<Value, Key>;
}
