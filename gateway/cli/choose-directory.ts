/** The data directory of a command that works on one: `--data`, or the configuration's. */
import { join, resolve } from "node:path";
import type { CliContext } from "./cli-context.ts";
import { dataDirectoryOf } from "./data-directory.ts";
import { readConfig, SAMPLE_LINE } from "./read-config.ts";

export interface DirectoryOptions {
  readonly config?: string;
  readonly data?: string;
}

/** Absolute; a directory that is named needs no configuration. Throws CliError. */
export function chooseDirectory(
  { config: file, data }: DirectoryOptions,
  context: CliContext,
): string {
  if (data !== undefined) return resolve(context.directory, data);
  const { config, simulated } = readConfig(file ?? join(context.root, SAMPLE_LINE), context);
  return dataDirectoryOf({ config, demo: simulated }, context);
}
