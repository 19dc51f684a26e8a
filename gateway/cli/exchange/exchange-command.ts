/** What the commands on packages and files have in common. */
import type { Command } from "commander";
import type { ExchangeAccess } from "../../compose-exchange.ts";
import { openLog } from "../../platform/log.ts";
import { openSystemClock } from "../../platform/system-clock.ts";
import { type AskOptions, findToken, withAddress } from "../asking/asked-gateway.ts";
import type { CliContext } from "../cli-context.ts";
import {
  AnswerError,
  chooseGateway,
  refuseWithoutLedger,
  type SinkOptions,
  withGateway,
} from "../sinks/sink-command.ts";

export interface ExchangeOptions extends SinkOptions, AskOptions {}

/** The options that say which gateway is meant and who asks. */
export function withExchange(command: Command): Command {
  return withAddress(withGateway(command));
}

/** The gateway's API, or the directory itself where no gateway has it. The caller disposes. */
export async function openExchange(
  options: ExchangeOptions,
  context: CliContext,
): Promise<ExchangeAccess> {
  const chosen = chooseGateway(options, context);
  if (options.url === undefined) refuseWithoutLedger(chosen.dataDirectory);
  const { openExchangeAccess } = await import("../../compose-exchange.ts");
  const { url } = options;
  const token = findToken(options, context);
  const access = await openExchangeAccess({
    ...chosen,
    ...(url === undefined ? {} : { url }),
    ...(token === undefined ? {} : { token }),
    clock: openSystemClock(),
    log: openLog("warn", { forPeople: context.terminal }),
    version: context.version,
  });
  context.err(
    access.isRunning ? `asking the gateway at ${access.where}\n` : `in ${access.where}\n`,
  );
  return access;
}

/** The body of a good answer; throws AnswerError otherwise. */
export async function answerOf<Body>(response: Response): Promise<Body> {
  const body: unknown = await response.json();
  if (response.ok) return body as Body;
  throw new AnswerError(body as { code: string; detail: string; remedy: string });
}
