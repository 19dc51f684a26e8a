/** What the commands on people and tokens have in common. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { PeopleHere } from "../../composition/people-here.ts";
import { Refusal } from "../../ledger/contract.ts";
import { FILES, readDirectoryMark } from "../../ledger/directory.ts";
import { LedgerOpenError } from "../../ledger/open-error.ts";
import { openLog } from "../../platform/log.ts";
import { openSystemClock } from "../../platform/system-clock.ts";
import { chooseDirectory, type DirectoryOptions } from "../choose-directory.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import { AnswerError } from "../sinks/sink-command.ts";

/** The options that say whose people. */
export function withDirectory(command: Command): Command {
  return command
    .option("--config <file>", "the configuration that names the data directory")
    .option("--data <directory>", "where the ledger is kept");
}

/** Does `work` with the people of a directory and lets go of it. Throws CliError, AnswerError. */
export async function withPeople(
  options: DirectoryOptions,
  context: CliContext,
  work: (people: PeopleHere) => Promise<void>,
): Promise<void> {
  await using people = await openPeople(chooseDirectory(options, context), context);
  try {
    await work(people);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message } = error;
    throw new AnswerError({ code, detail: message, remedy: people.remedyOf(code) });
  }
}

async function openPeople(dataDirectory: string, context: CliContext): Promise<PeopleHere> {
  const isLedger = existsSync(join(dataDirectory, FILES.ledger));
  const mark = isLedger ? readDirectoryMark(dataDirectory) : undefined;
  if (mark === undefined) {
    throw new CliError("data.not-found", `there is no ledger in ${dataDirectory}`);
  }
  const { openPeopleHere } = await import("../../composition/people-here.ts");
  const clock = openSystemClock();
  const log = openLog("warn", { forPeople: context.terminal });
  try {
    return await openPeopleHere({ dataDirectory, demo: mark.demo, clock, log });
  } catch (cause) {
    if (!(cause instanceof LedgerOpenError) || cause.code !== "ledger.in-use") throw cause;
    throw new CliError("gateway.running", cause.message, { cause });
  }
}
