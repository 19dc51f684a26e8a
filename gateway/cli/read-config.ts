/** A configuration file as a command takes it: read, checked, its faults told. */
import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { drivers } from "../../drivers/registry.ts";
import { describeFaults } from "../config/describe-faults.ts";
import type { ConfigFault } from "../config/fault.ts";
import { loadConfig } from "../config/load-config.ts";
import type { Config } from "../config/schema.ts";
import type { Reread } from "../opening.ts";
import type { CliContext } from "./cli-context.ts";
import { checkMappings } from "./config/check-mappings.ts";
import { checkRecords } from "./config/read-records.ts";
import { CliError } from "./exit-code.ts";

/** What runs without `--config`, relative to the installation. */
export const SAMPLE_LINE = "fixtures/sample-line/rigline.yaml";

export interface ReadConfig {
  readonly config: Config;
  /** Absolute. */
  readonly path: string;
  /** True where a port is simulated. */
  readonly simulated: boolean;
}

/** Prints every fault and throws ConfigError where the file cannot be used. */
export function readConfig(file: string, context: CliContext): ReadConfig {
  const path = resolve(context.directory, file);
  const text = readText(path, file);
  const result = loadConfig({ path, text, drivers });
  if (!result.ok) {
    context.err(describeFaults(file, text, result.faults));
    throw new ConfigError(`${file} cannot be used`, result.faults);
  }
  const faults = checkRecords(result.config, context);
  if (faults.length > 0)
    throw new ConfigError(`a file that ${file} imports cannot be used`, faults);
  const mappings = checkMappings(result.config);
  for (const { path: key, message } of mappings) context.err(`${file}: ${key}: ${message}\n`);
  if (mappings.length > 0)
    throw new ConfigError(`a mapping that ${file} names cannot be used`, mappings);
  return { config: result.config, path, simulated: result.simulated };
}

/** A configuration that cannot be used: `config.invalid`, with every fault of it. */
export class ConfigError extends CliError {
  readonly faults: readonly Pick<ConfigFault, "path" | "message">[];

  constructor(message: string, faults: readonly Pick<ConfigFault, "path" | "message">[]) {
    super("config.invalid", message);
    this.faults = faults;
  }
}

/** The same while the gateway runs: prints and throws nothing, tells every fault. */
export function rereadConfig(file: string, context: CliContext): Reread {
  try {
    const { config, simulated } = readConfig(file, { ...context, err: () => undefined });
    return { ok: true, config, simulated };
  } catch (error) {
    if (error instanceof ConfigError) {
      const faults = error.faults.map(({ path, message }) => ({ path, message }));
      return { ok: false, faults };
    }
    if (!(error instanceof CliError)) throw error;
    return { ok: false, faults: [{ path: "", message: error.message }] };
  }
}

/** The text of a configuration. Throws CliError where it can not be read or is no text. */
export function readText(path: string, file: string): string {
  const bytes = readBytes(path, file);
  // What is not text would be read as something else than what stands there.
  if (isUtf8(bytes) && !bytes.includes(0)) return bytes.toString("utf8");
  throw new CliError("config.not-text", `${file} is not a text in UTF-8`);
}

function readBytes(path: string, file: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new CliError("config.not-readable", `${file} cannot be read: ${code}`, { cause });
  }
}
