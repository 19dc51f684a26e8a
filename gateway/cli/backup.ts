/** `rigline backup DIR`: a copy of a data directory, taken while the gateway runs. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { makeBackup } from "../ledger/backup/make-backup.ts";
import { FILES } from "../ledger/directory.ts";
import { openSystemClock } from "../platform/system-clock.ts";
import { chooseDirectory, type DirectoryOptions } from "./choose-directory.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./exit-code.ts";
import { openProgress } from "./progress.ts";

const EXAMPLES = `
Examples:
  npx rigline backup /mnt/backup/$(date +%F)
  npx rigline backup /mnt/backup/today --data /var/lib/rigline/plant

The gateway may run meanwhile. The folder must not exist; it is there when it is complete, or not at
all. Ledger, telemetry and blobs are in it, with the hash of every file; the copy of the ledger is
verified. The key that signs checkpoints is not: what is restored begins a log of its own.
\`rigline restore DIR --drill\` proves the copy.

Exit codes: 0 made · 74 disk, or the ledger is damaged · 78 no ledger there, or the folder exists.`;

/** Adds the command to the program. */
export function addBackup(program: Command, context: CliContext): void {
  program
    .command("backup")
    .description("copy the whole data directory while the gateway runs")
    .argument("<directory>", "the folder to be made")
    .option("--config <file>", "the configuration that names the data directory")
    .option("--data <directory>", "where the ledger is kept")
    .addHelpText("after", EXAMPLES)
    .action((target: string, options: DirectoryOptions) => backup(target, options, context));
}

const MEGABYTE = 1_000_000;

async function backup(
  target: string,
  options: DirectoryOptions,
  context: CliContext,
): Promise<void> {
  const directory = chooseDirectory(options, context);
  if (!existsSync(join(directory, FILES.ledger))) {
    throw new CliError("data.not-found", `there is no ledger in ${directory}`);
  }
  const path = resolve(context.directory, target);
  context.out(`Backing up ${directory}\n`);
  const progress = openProgress(context);
  const startedMs = performance.now();
  const { entries, files, report } = await makeBackup({
    directory,
    target: path,
    gatewayVersion: context.version,
    madeAt: new Date(openSystemClock().now().utcUs / 1000).toISOString(),
    onProgress: (what, done, total) => progress.show(done, total, what),
  }).finally(() => progress.end());
  const megabytes = files.reduce((sum, { bytes }) => sum + bytes, 0) / MEGABYTE;
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  context.out(
    `${entries} entries, ${files.length} files, ${megabytes.toFixed(1)} MB in ${seconds} s.\n` +
      `  backup  ${path}\n  prove   npx rigline restore ${path} --drill\n`,
  );
  const [first] = report.faults;
  if (first === undefined) return;
  const where = first.seq === undefined ? "" : `entry ${first.seq}: `;
  throw new CliError(
    "ledger.damaged",
    `it was copied as it is, and is damaged: ${where}${first.what}`,
  );
}
