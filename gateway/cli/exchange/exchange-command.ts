/** What the commands on packages and files have in common. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { ExchangeAccess } from "../../compose-exchange.ts";
import { openLog } from "../../platform/log.ts";
import { openSystemClock } from "../../platform/system-clock.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import {
  AnswerError,
  chooseGateway,
  refuseWithoutLedger,
  type SinkOptions,
  withGateway,
} from "../sinks/sink-command.ts";

export interface ExchangeOptions extends SinkOptions {
  readonly tokenFile?: string;
}

/** The options that say which gateway is meant and who asks. */
export function withExchange(command: Command): Command {
  return withGateway(command)
    .option("--url <address>", "of the running gateway; from the configuration where absent")
    .option("--token-file <file>", "a file with an API token, where the gateway asks for one");
}

/** The gateway's API, or the directory itself where no gateway has it. The caller disposes. */
export async function openExchange(
  options: ExchangeOptions,
  context: CliContext,
): Promise<ExchangeAccess> {
  const chosen = chooseGateway(options, context);
  if (options.url === undefined) refuseWithoutLedger(chosen.dataDirectory);
  const { openExchangeAccess } = await import("../../compose-exchange.ts");
  const { url, tokenFile } = options;
  const access = await openExchangeAccess({
    ...chosen,
    ...(url === undefined ? {} : { url }),
    ...(tokenFile === undefined ? {} : { token: readWord(tokenFile, context) }),
    clock: openSystemClock(),
    log: openLog("warn", { forPeople: context.terminal }),
    version: context.version,
  });
  context.err(
    access.isRunning ? `asking the gateway at ${access.where}\n` : `in ${access.where}\n`,
  );
  return access;
}

function readWord(file: string, context: CliContext): string {
  return readGiven(file, context).trim();
}

/** A file named on the command line. Throws CliError `file.not-readable`. */
export function readGiven(file: string, context: CliContext): string {
  const path = resolve(context.directory, file);
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new CliError("file.not-readable", `cannot read ${path}`, { cause });
  }
}

/** The body of a good answer; throws AnswerError otherwise. */
export async function answerOf<Body>(response: Response): Promise<Body> {
  const body: unknown = await response.json();
  if (response.ok) return body as Body;
  throw new AnswerError(body as { code: string; detail: string; remedy: string });
}
