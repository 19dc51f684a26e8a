/** `rigline import`: reports of other tools become runs; a folder can be watched. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import type { ExchangeAccess } from "../../compose-exchange.ts";
import { FORMATS, type Format, type Reading } from "../../exchange/convert-file.ts";
import { describeReceived } from "../../exchange/describe-received.ts";
import { readMapping } from "../../exchange/read-mapping.ts";
import { takeFile } from "../../exchange/take-file.ts";
import { watchFolder } from "../../exchange/watch-folder.ts";
import { Refusal } from "../../ledger/contract.ts";
import { isForLater } from "../../ledger/passing.ts";
import { GatewayAway } from "../../platform/gateway-away.ts";
import { wait } from "../../platform/wait.ts";
import type { ReceivedFile } from "../../records/exchange/record.ts";
import { readGiven } from "../asking/read-given.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import { openProgress } from "../progress.ts";
import { AnswerError } from "../sinks/sink-command.ts";
import { answerOf, type ExchangeOptions, openExchange, withExchange } from "./exchange-command.ts";
import { sendOriginal } from "./send-original.ts";

const EXAMPLES = `
Examples:
  npx rigline import --format openhtf run-1.json run-2.json --config rigline.yaml
  npx rigline import --format csv --mapping line-3.yaml results.csv
  npx rigline import --format wsjf --watch /srv/wats-export

The original of each file is kept by its hash. The same file again counts nothing twice. Of a watched
folder a file is taken when it has stopped growing, and moved to taken/ or refused/ with its report.

Exit codes: 0 every run is there · 65 some were refused, each is named.`;

interface ImportOptions extends ExchangeOptions {
  readonly format: Format;
  readonly mapping?: string;
  readonly operation?: string;
  readonly part?: string;
  readonly station?: string;
  readonly watch?: string;
}

/** Adds the command to the program. */
export function addImport(program: Command, context: CliContext): void {
  withExchange(program.command("import [files...]").description("take in runs of other tools"))
    .addOption(
      new Option("--format <format>", "of the files").choices(FORMATS).makeOptionMandatory(),
    )
    .option("--mapping <file>", "how a CSV is read, as YAML")
    .option("--operation <name>", "of the runs, where the files do not say it")
    .option("--part <number>", "part number, where the files do not say it")
    .option("--station <name>", "of the runs, where the files do not say it")
    .option("--watch <folder>", "go on with every file that comes there")
    .addHelpText("after", EXAMPLES)
    .action((files: readonly string[], options: ImportOptions) =>
      importFiles(files, options, context),
    );
}

function readingOf(options: ImportOptions, context: CliContext): Reading {
  const { format, operation, station, part: partNumber, mapping } = options;
  const given = Object.entries({ operation, station, partNumber });
  const defaults = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  if (mapping === undefined) return { format, defaults };
  return { format, defaults, mapping: readMapping(readGiven(mapping, context)) };
}

async function importFiles(
  files: readonly string[],
  options: ImportOptions,
  context: CliContext,
): Promise<void> {
  const reading = readingOf(options, context);
  await using access = await openExchange(options, context);
  const place = { access, context, isFarAway: options.url !== undefined };
  let refused = 0;
  for (const file of files) {
    const path = resolve(context.directory, file);
    if (!existsSync(path)) throw new CliError("file.not-readable", `cannot read ${path}`);
    const received = await takeOne(path, reading, place);
    context.out(describeReceived(received));
    refused += received.report.refused;
  }
  if (options.watch !== undefined) {
    await watch(resolve(context.directory, options.watch), reading, place);
  }
  if (refused > 0) throw new CliError("import.refused", `${refused} runs were refused`);
}

interface Place {
  readonly access: ExchangeAccess;
  /** Its address was given: its disk may be another machine's. */
  readonly isFarAway: boolean;
  readonly context: CliContext;
}

function takeOne(
  path: string,
  reading: Reading,
  { access, context, isFarAway }: Place,
): Promise<ReceivedFile> {
  const progress = openProgress(context);
  return takeFile(path, reading, {
    keep: (each) => (isFarAway ? sendOriginal(access, each) : access.keep(each)),
    async takeRun(run) {
      const response = await access.sendRun(run);
      if (response.ok) return response.status === 201;
      const problem = (await response.json()) as ConstructorParameters<typeof AnswerError>[0];
      // What is said of the one who asks, or of the gateway, says nothing of this run.
      if (!OF_THE_RUN.has(response.status)) throw new AnswerError(problem);
      throw new Refusal(problem.code, problem.detail);
    },
    async record(file) {
      progress.end();
      const headers = { "content-type": "application/json" };
      const init = { method: "POST", headers, body: JSON.stringify(file) };
      await answerOf(await access.request("/exchange/files", init));
    },
    onProgress: (runs) => progress.show(runs, runs, "runs"),
  });
}

/** Answers about one run, by status; it is named in the report and the others go on. */
const OF_THE_RUN: ReadonlySet<number> = new Set([400, 404, 409, 413, 422]);

const QUIET_MS = 2_000;

async function watch(folder: string, reading: Reading, place: Place): Promise<void> {
  const { context } = place;
  if (!existsSync(folder)) throw new CliError("file.not-readable", `cannot read ${folder}`);
  context.err(`watching ${folder}\n`);
  await watchFolder({
    ...{ folder, quietMs: QUIET_MS, signal: context.signal },
    take: (path) => takeOne(path, reading, place),
    tell: (report) => context.out(report),
    passes: isAwhile,
    onTrouble(trouble) {
      const what = trouble === undefined ? "it works again" : `waiting: ${trouble.message}`;
      context.err(`${folder}: ${what}\n`);
    },
    wait,
    now: () => performance.now(),
  });
}

/** The gateway is being started again, or has no room: the file is left where it is. */
function isAwhile(error: unknown): boolean {
  if (error instanceof GatewayAway || isForLater(error)) return true;
  return error instanceof AnswerError && AWHILE.has(error.code);
}

/** Codes of problems that pass by themselves. */
const AWHILE: ReadonlySet<string> = new Set([
  ...(["ledger.unavailable", "disk.reserved", "projection.rebuilding"] as const),
  ...(["request.too-many"] as const),
]);
