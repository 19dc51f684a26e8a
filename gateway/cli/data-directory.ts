/** Where a gateway keeps its data. Pure. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Config } from "../config/schema.ts";
import type { CliContext } from "./cli-context.ts";

export interface DataDirectoryInput {
  /** `--data` of the command line. */
  readonly option?: string | undefined;
  readonly config: Pick<Config, "dataDirectory" | "site">;
  readonly demo: boolean;
}

/**
 * The absolute path: `--data`, else the configuration's, else systemd's StateDirectory, else one
 * for each site under the user's state folder (XDG). Demo and real data never share a folder.
 */
export function dataDirectoryOf(
  { option, config, demo }: DataDirectoryInput,
  { directory, env }: Pick<CliContext, "directory" | "env">,
): string {
  if (option !== undefined) return resolve(directory, option);
  if (config.dataDirectory !== undefined) return config.dataDirectory;
  const name = demo ? `demo-${config.site.name}` : config.site.name;
  // systemd lists several directories separated by colons; ours has one.
  if (env.STATE_DIRECTORY) return join(env.STATE_DIRECTORY.split(":")[0] ?? "", name);
  const state = env.XDG_STATE_HOME || join(env.HOME || homedir(), ".local", "state");
  return join(state, "rigline", name);
}
