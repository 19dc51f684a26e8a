/**
 * rigline.yaml → one frozen value, or every fault at once.
 *
 *   text ─► YAML (source.ts) ─► schema, driver options (schema-faults.ts) ─► rules (rules.ts)
 */
import { dirname, resolve } from "node:path";
import type { Driver } from "../../drivers/contract.ts";
import { checkAlarmChannels } from "./alarms/alarm-rules.ts";
import type { ConfigFault, Finding } from "./fault.ts";
import { emptyFault, placeFinding, syntaxFault } from "./place-fault.ts";
import { checkPortLoads } from "./port-load.ts";
import { checkRules } from "./rules.ts";
import { type Config, configSchema } from "./schema.ts";
import { checkSchema } from "./schema-faults.ts";
import { parseSource } from "./source.ts";
import { keysAt, textAt, valueAt } from "./value-at.ts";

export interface LoadInput {
  /** Where the text comes from: relative paths in it start at the folder of this file. */
  readonly path: string;
  readonly text: string;
  /** Every driver there is; their option schemas check the rigs' `options:`. */
  readonly drivers: readonly Driver[];
}

export type LoadResult =
  | {
      readonly ok: true;
      /** Deep-frozen, with all defaults and absolute paths. */
      readonly config: Config;
      /** True where a port is simulated: such a configuration only runs as a demo. */
      readonly simulated: boolean;
    }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

/**
 * Checks everything that can be checked without starting, and tells all faults in the order of
 * the lines. Reads the file system only to see whether the files named are there; never throws
 * for what the text says.
 */
export function loadConfig({ path, text, drivers }: LoadInput): LoadResult {
  const folder = dirname(resolve(path));
  const source = parseSource(text);
  const { value } = source;
  const syntax = source.faults.map(syntaxFault);
  if (value === undefined) return refuse(syntax);
  if (value === null) return refuse([emptyFault()]);

  const { output, findings } = checkSchema(configSchema, value);
  const options = checkDriverOptions(value, drivers);
  const rules = checkRules({ value, folder, drivers });
  const loads =
    output === undefined
      ? []
      : checkPortLoads({ config: output, drivers, optionsOf: (rig) => options.outputs.get(rig) });
  const alarms = checkAlarmChannels({
    value,
    drivers,
    optionsOf: (rig) => options.outputs.get(rig),
  });
  const all = [...findings, ...options.findings, ...rules, ...loads, ...alarms];
  const faults = [...syntax, ...all.map((finding) => placeFinding(source, finding))];
  if (output === undefined || faults.length > 0) return refuse(faults);
  const config = withDriverOptions(resolvePaths(output, folder), options.outputs);
  const simulated = Object.values(config.ports).some((port) => port.kind === "simulated");
  return { ok: true, config: deepFreeze(config), simulated };
}

interface DriverOptions {
  readonly findings: readonly Finding[];
  /** What each driver's schema made of the options, by rig. */
  readonly outputs: ReadonlyMap<string, unknown>;
}

function checkDriverOptions(value: unknown, drivers: readonly Driver[]): DriverOptions {
  const findings: Finding[] = [];
  const outputs = new Map<string, unknown>();
  for (const name of keysAt(value, ["rigs"])) {
    const driver = drivers.find(
      (candidate) => candidate.name === textAt(value, ["rigs", name, "driver"]),
    );
    if (driver === undefined) continue;
    const path = ["rigs", name, "options"];
    const checked = checkSchema(driver.options, valueAt(value, path) ?? {}, path);
    findings.push(...checked.findings);
    outputs.set(name, checked.output);
  }
  return { findings, outputs };
}

function withDriverOptions(config: Config, outputs: ReadonlyMap<string, unknown>): Config {
  const rigs = Object.entries(config.rigs).map(([name, rig]) => [
    name,
    { ...rig, options: outputs.get(name) ?? rig.options },
  ]);
  return { ...config, rigs: Object.fromEntries(rigs) };
}

/** Every key that holds a path of a file, wherever it stands. */
const PATH_KEYS = [
  ...[
    "dataDirectory",
    "story",
    "passwordFile",
    "caFile",
    "certFile",
    "keyFile",
    "tokenFile",
    "secretFile",
    "folder",
    "mapping",
  ],
];

function resolvePaths(config: Config, folder: string): Config {
  const ports = Object.entries(config.ports).map(([name, port]) => [
    name,
    port.kind === "simulated" ? { ...port, program: resolve(folder, port.program) } : port,
  ]);
  return {
    ...resolveKeys(config, folder),
    import: config.import.map((file) => resolve(folder, file)),
    ports: Object.fromEntries(ports),
    api:
      config.api.tls === undefined
        ? config.api
        : { ...config.api, tls: resolveKeys(config.api.tls, folder) },
    watchedFolders: Object.fromEntries(
      Object.entries(config.watchedFolders).map(([name, each]) => [
        name,
        resolveKeys(each, folder),
      ]),
    ),
    broker: resolveKeys(config.broker, folder),
    mqtt:
      config.mqtt.commands === undefined
        ? config.mqtt
        : { ...config.mqtt, commands: resolveKeys(config.mqtt.commands, folder) },
    ...(config.demo === undefined ? {} : { demo: resolveKeys(config.demo, folder) }),
    ...(config.influxdb === undefined ? {} : { influxdb: resolveKeys(config.influxdb, folder) }),
  };
}

function resolveKeys<Value extends object>(value: Value, folder: string): Value {
  const resolved = Object.entries(value).map(([key, field]) => [
    key,
    PATH_KEYS.includes(key) && typeof field === "string" ? resolve(folder, field) : field,
  ]);
  return Object.fromEntries(resolved) as Value;
}

function refuse(faults: readonly ConfigFault[]): LoadResult {
  const sorted = [...faults].sort((a, b) => a.line - b.line || a.column - b.column);
  return { ok: false, faults: sorted };
}

function deepFreeze<Value>(value: Value): Value {
  // The elements of a byte array cannot be frozen: a driver's options have markers in such.
  const isPlain = typeof value === "object" && value !== null && !ArrayBuffer.isView(value);
  if (isPlain && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
