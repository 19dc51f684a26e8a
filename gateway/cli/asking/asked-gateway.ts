/** Options of commands that ask a gateway which runs: where it is, and who asks. */
import type { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { readGiven } from "./read-given.ts";

export interface AskOptions {
  readonly url?: string;
  readonly tokenFile?: string;
}

/** The variable of the environment with the token; a command line is seen by everybody. */
const TOKEN_VARIABLE = "RIGLINE_TOKEN";

/** Adds `--url` and `--token-file`. */
export function withAddress(command: Command): Command {
  return command
    .option("--url <address>", "of the running gateway; from the configuration where absent")
    .option("--token-file <file>", `a file with an API token; else the variable ${TOKEN_VARIABLE}`);
}

/** The token to ask with: of the file, else of the environment. Throws `file.not-readable`. */
export function findToken(
  { tokenFile }: AskOptions,
  context: Pick<CliContext, "directory" | "env">,
): string | undefined {
  const text =
    tokenFile === undefined ? context.env[TOKEN_VARIABLE] : readGiven(tokenFile, context);
  const token = text?.trim() ?? "";
  return token === "" ? undefined : token;
}
