import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";

/** A file named on the command line. Throws CliError `file.not-readable`. */
export function readGiven(file: string, { directory }: Pick<CliContext, "directory">): string {
  const path = resolve(directory, file);
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new CliError("file.not-readable", `cannot read ${path}`, { cause });
  }
}
