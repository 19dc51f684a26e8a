/** What the commands on sinks have in common. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import type { SinkAccess } from "../../compose-access.ts";
import type { Config } from "../../config/schema.ts";
import { FILES } from "../../ledger/directory.ts";
import { openLog } from "../../platform/log.ts";
import { openSystemClock } from "../../platform/system-clock.ts";
import { type AskOptions, findToken, withAddress } from "../asking/asked-gateway.ts";
import type { CliContext } from "../cli-context.ts";
import { dataDirectoryOf } from "../data-directory.ts";
import { CliError, type KnownFault } from "../exit-code.ts";
import { readConfig, SAMPLE_LINE } from "../read-config.ts";

export interface SinkOptions {
  readonly config?: string;
  readonly data?: string;
}

/** The options that say which gateway is meant. */
export function withGateway(command: Command): Command {
  return command
    .option("--config <file>", "the configuration; the sample line's where absent")
    .option("--data <directory>", "where the ledger is kept");
}

export interface AccessOptions extends SinkOptions, AskOptions {}

/** The options of `openAccess`. */
export function withAccess(command: Command): Command {
  return withAddress(withGateway(command));
}

/** A configuration with the directory it means. */
export interface Chosen {
  readonly config: Config;
  readonly demo: boolean;
  readonly dataDirectory: string;
}

/** Throws CliError where the configuration can not be used. */
export function chooseGateway({ config: file, data }: SinkOptions, context: CliContext): Chosen {
  const read = readConfig(file ?? join(context.root, SAMPLE_LINE), context);
  const { config, simulated: demo } = read;
  const dataDirectory =
    data === undefined
      ? dataDirectoryOf({ config, demo }, context)
      : resolve(context.directory, data);
  return { config, demo, dataDirectory };
}

/** Throws CliError `data.not-found`. */
export function refuseWithoutLedger(dataDirectory: string): void {
  if (existsSync(join(dataDirectory, FILES.ledger))) return;
  throw new CliError("data.not-found", `there is no ledger in ${dataDirectory}`);
}

/** The gateway's API, or the directory itself where no gateway has it. The caller disposes. */
export async function openAccess(options: AccessOptions, context: CliContext): Promise<SinkAccess> {
  const chosen = chooseGateway(options, context);
  if (options.url === undefined) refuseWithoutLedger(chosen.dataDirectory);
  const token = findToken(options, context);
  const { openSinkAccess } = await import("../../compose-access.ts");
  const access = await openSinkAccess({
    ...chosen,
    ...(options.url === undefined ? {} : { url: options.url }),
    ...(token === undefined ? {} : { token }),
    clock: openSystemClock(),
    log: openLog("warn", { forPeople: context.terminal }),
  });
  context.err(
    access.isRunning ? `asking the gateway at ${access.where}\n` : `in ${access.where}\n`,
  );
  return access;
}

/** The gateway said no: its own code, words and remedy. */
export class AnswerError extends Error implements KnownFault {
  readonly code: string;
  readonly remedy: string;

  constructor({ code, detail, remedy }: { code: string; detail: string; remedy: string }) {
    super(detail);
    this.name = "AnswerError";
    this.code = code;
    this.remedy = remedy;
  }
}

/** The body of a good answer; throws AnswerError otherwise. */
export function bodyOf<Body>({ status, body }: { status: number; body: unknown }): Body {
  if (status === 200) return body as Body;
  throw new AnswerError(body as { code: string; detail: string; remedy: string });
}

/** Whom decisions are recorded under: as given, else the user of the shell. */
export function personOf(by: string | undefined, context: CliContext): string {
  return by ?? context.env.USER ?? context.env.LOGNAME ?? "unknown";
}
