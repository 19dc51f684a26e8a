/** `rigline import`: reports of other tools become runs; a folder can be watched. */
import { createReadStream } from "node:fs";
import { mkdir, readdir, rename, stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Command, Option } from "commander";
import type { ExchangeAccess } from "../../compose-exchange.ts";
import { convertFile, FORMATS, type Format, type Reading } from "../../exchange/convert-file.ts";
import { ExchangeError } from "../../exchange/converted.ts";
import { importRuns } from "../../exchange/import-runs.ts";
import { readMapping } from "../../exchange/read-mapping.ts";
import { Refusal } from "../../ledger/contract.ts";
import type { ReceivedFile } from "../../records/exchange/record.ts";
import { readGiven } from "../asking/read-given.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import { openProgress } from "../progress.ts";
import { answerOf, type ExchangeOptions, openExchange, withExchange } from "./exchange-command.ts";

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
  let refused = 0;
  for (const file of files) {
    const path = resolve(context.directory, file);
    const received = await takeFile(path, reading, { access, context });
    context.out(describe(received));
    refused += received.report.refused;
  }
  if (options.watch !== undefined) {
    await watchFolder(resolve(context.directory, options.watch), reading, { access, context });
  }
  if (refused > 0) throw new CliError("import.refused", `${refused} runs were refused`);
}

interface Place {
  readonly access: ExchangeAccess;
  readonly context: CliContext;
}

async function takeFile(
  path: string,
  reading: Reading,
  { access, context }: Place,
): Promise<ReceivedFile> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new CliError("file.not-readable", `cannot read ${path}`, { cause });
  });
  const hash = await access.keep(path);
  const progress = openProgress(context);
  const converted = convertFile(createReadStream(path), reading);
  const send = async (run: Parameters<ExchangeAccess["sendRun"]>[0]) => {
    const response = await access.sendRun(run);
    if (response.ok) return response.status === 201;
    const { code, detail } = (await response.json()) as { code: string; detail: string };
    throw new Refusal(code, detail);
  };
  const report = await importRuns(converted, send, (runs) => progress.show(runs, runs, "runs"));
  progress.end();
  const { format } = reading;
  const file = { hash, name: basename(path), format, bytes: found.size, report };
  const headers = { "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(file) };
  return answerOf(await access.request("/exchange/files", init));
}

function describe({ name, report }: ReceivedFile): string {
  const { stored, known, refused, refusals, unmapped } = report;
  return [
    `${name}: ${stored} new, ${known} here already, ${refused} refused`,
    ...refusals.map(({ place, code, message }) => `  refused  ${place}: ${message} (${code})`),
    ...unmapped.map(
      ({ what, count }) => `  unmapped ${what}${count > 1 ? ` (${count} times)` : ""}`,
    ),
    "",
  ].join("\n");
}

const LOOK_EVERY_MS = 2_000;

/** Until the process is asked to stop. A file is taken when two looks found it alike. */
async function watchFolder(folder: string, reading: Reading, place: Place): Promise<void> {
  const { context } = place;
  for (const name of ["taken", "refused"]) await mkdir(join(folder, name), { recursive: true });
  context.err(`watching ${folder}\n`);
  let before = new Map<string, number>();
  while (!context.signal.aborted) {
    const now = await listFiles(folder);
    for (const [name, bytes] of now) {
      if (before.get(name) === bytes) await takeWatched(folder, name, { reading, place });
    }
    before = now;
    await wait(LOOK_EVERY_MS, undefined, { signal: context.signal }).catch(() => undefined);
  }
}

async function listFiles(folder: string): Promise<Map<string, number>> {
  const found = await readdir(folder, { withFileTypes: true });
  const files = found.filter((entry) => entry.isFile() && !entry.name.startsWith("."));
  const sizes = files.map(
    async ({ name }) => [name, (await stat(join(folder, name))).size] as const,
  );
  return new Map(await Promise.all(sizes));
}

async function takeWatched(
  folder: string,
  name: string,
  { reading, place }: { readonly reading: Reading; readonly place: Place },
): Promise<void> {
  const path = join(folder, name);
  let [to, report] = ["taken", ""];
  try {
    const received = await takeFile(path, reading, place);
    report = describe(received);
    if (received.report.refused > 0) to = "refused";
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    [to, report] = ["refused", `${name}: ${error.message} (${error.code})\n  ${error.remedy}\n`];
  }
  place.context.out(report);
  await writeFile(join(folder, to, `${name}.report.txt`), report);
  await rename(path, join(folder, to, name));
}
