/** `rigline demo-history`: a year of runs into a demo, told as its fourteen days are told. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Command, InvalidArgumentError } from "commander";
import type { HistoryAccess } from "../../composition/history.ts";
import { openLog } from "../../platform/log.ts";
import { openSystemClock } from "../../platform/system-clock.ts";
import { findToken } from "../asking/asked-gateway.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import { openProgress } from "../progress.ts";
import { chooseGateway, refuseWithoutLedger } from "../sinks/sink-command.ts";
import { type ExchangeOptions, withExchange } from "./exchange-command.ts";

/** Beside the simulators: a demo's past is no part of the program. */
const PROGRAM = join("fixtures", "story", "tell-year.ts");
const RUNS_MIN = 100;
const RUNS_MAX = 1_000_000;
/** With a line beside it, and alone. */
const AT_ONCE = { running: 12, alone: 48 } as const;

const EXAMPLES = `
Examples:
  npx rigline demo-history --runs 100000                      the sample line's demo
  npx rigline demo-history --runs 5000 --data /tmp/my-demo

The year before the demo's fourteen days: power supplies and boards with bad reels, a worn probe and
repairs to be found. Sent as anybody would send runs, to the gateway that runs on the directory, or
into the directory where none does, which is faster. Ctrl-C stops it; the same command goes on, and
counts nothing twice. Only a demo takes it.

Exit codes: 0 all of it is there · 64 usage · 65 a year of another size was begun · 75 stopped ·
78 not a demo, or one that was never started.`;

interface HistoryOptions extends ExchangeOptions {
  readonly runs: number;
}

/** Adds the command to the program. */
export function addDemoHistory(program: Command, context: CliContext): void {
  const command = program.command("demo-history").description("give a demo a year of runs");
  withExchange(command)
    .requiredOption("--runs <number>", "how many, at least; from 100 to 1,000,000", parseRuns)
    .addHelpText("after", EXAMPLES)
    .action((options: HistoryOptions) => tellHistory(options, context));
}

function parseRuns(text: string): number {
  const runs = Number(text);
  if (Number.isInteger(runs) && runs >= RUNS_MIN && runs <= RUNS_MAX) return runs;
  throw new InvalidArgumentError(`A whole number from ${RUNS_MIN} to ${RUNS_MAX}.`);
}

/** What fixtures/story/tell-year.ts exports. */
interface YearTeller {
  readonly tellYear: (parts: {
    readonly ask: HistoryAccess["request"];
    readonly runs: number;
    readonly atOnce: number;
    readonly signal: AbortSignal;
    readonly onProgress: (told: number, of: number) => void;
  }) => Promise<
    | { readonly state: "told" | "stopped"; readonly told: number; readonly of: number }
    | { readonly state: "no-line" | "other-year" }
  >;
}

async function tellHistory(options: HistoryOptions, context: CliContext): Promise<void> {
  const { runs } = options;
  await using access = await openAccess(options, context);
  await refuseUnlessDemo(access);
  const { tellYear } = (await import(
    pathToFileURL(join(context.root, PROGRAM)).href
  )) as YearTeller;
  const shown = openProgress(context);
  const result = await tellYear({
    ...{ ask: access.request, runs, signal: context.signal },
    atOnce: access.isRunning ? AT_ONCE.running : AT_ONCE.alone,
    onProgress: (told, of) => shown.show(told, of, "runs"),
  }).finally(() => shown.end());
  switch (result.state) {
    case "told":
      context.out(`${result.told} runs of a year are in ${access.where}\n`);
      return;
    case "stopped": {
      const { told, of } = result;
      throw new CliError("history.stopped", `stopped after ${told} of ${of} runs`);
    }
    case "no-line":
      throw new CliError("history.no-line", `${access.where} has no product PSU-24`);
    case "other-year":
      throw new CliError("history.other-size", `a year of another size is in ${access.where}`);
  }
}

async function openAccess(options: HistoryOptions, context: CliContext): Promise<HistoryAccess> {
  const chosen = chooseGateway(options, context);
  const { url } = options;
  if (url === undefined && !chosen.demo) {
    throw new CliError("history.not-a-demo", "that configuration has no simulated rigs");
  }
  if (url === undefined) refuseWithoutLedger(chosen.dataDirectory);
  const token = findToken(options, context);
  const { openHistoryAccess } = await import("../../composition/history.ts");
  const access = await openHistoryAccess({
    ...chosen,
    ...(url === undefined ? {} : { url }),
    ...(token === undefined ? {} : { token }),
    clock: openSystemClock(),
    log: openLog("warn", { forPeople: context.terminal }),
    version: context.version,
  });
  const { isRunning, where } = access;
  context.err(isRunning ? `asking the gateway at ${where}\n` : `in ${where}\n`);
  return access;
}

/** A directory was opened as a demo's or not at all; of a gateway that runs it is asked. */
async function refuseUnlessDemo({ isRunning, where, request }: HistoryAccess): Promise<void> {
  if (!isRunning) return;
  const response = await request("/demo");
  const { demo } = (await response.json()) as { demo?: boolean };
  if (demo === true) return;
  throw new CliError("history.not-a-demo", `the gateway at ${where} is no demo`);
}
