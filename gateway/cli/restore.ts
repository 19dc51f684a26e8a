/** `rigline restore DIR`: a backup becomes a data directory again, or is proved by a drill. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { proveCopy } from "../ledger/backup/prove-copy.ts";
import { type Restored, restoreBackup } from "../ledger/backup/restore-backup.ts";
import { newId } from "../platform/ids.ts";
import { openSystemClock } from "../platform/system-clock.ts";
import { projections } from "../records/projections.ts";
import { upcasters } from "../records/upcasters.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./exit-code.ts";
import { openProgress, type Progress } from "./progress.ts";

const EXAMPLES = `
Examples:
  npx rigline restore /mnt/backup/2026-11-23 --drill
  npx rigline restore /mnt/backup/2026-11-23 --data /var/lib/rigline/plant-restored
  npx rigline restore /mnt/backup/2026-11-23 --data /srv/second --as-new-gateway

Every file is compared with the backup's manifest first. A folder with something in it is never
written to. What is restored begins a new log, whose first entry names the backup: results that were
made after it are not in it, and nobody can mistake the one log for the other.
--drill restores into a folder of its own, reads everything, says so, and removes it.

Exit codes: 0 done · 64 neither --data nor --drill · 74 disk, or the backup is damaged ·
78 the folder is taken, or the backup is of another gateway or a newer version.`;

interface RestoreCommandOptions {
  readonly data?: string;
  readonly drill?: boolean;
  readonly asNewGateway?: boolean;
}

/** Adds the command to the program. */
export function addRestore(program: Command, context: CliContext): void {
  program
    .command("restore")
    .description("make a data directory of a backup, or prove by a drill that it could be done")
    .argument("<directory>", "the folder that `rigline backup` made")
    .option("--data <directory>", "the data directory to be made")
    .option("--as-new-gateway", "with an id of its own, beside the gateway it came from")
    .option("--drill", "restore aside, read everything, say so, remove it")
    .addHelpText("after", EXAMPLES)
    .action((from: string, options: RestoreCommandOptions) => run(from, options, context));
}

async function run(from: string, options: RestoreCommandOptions, context: CliContext) {
  const backup = resolve(context.directory, from);
  const progress = openProgress(context);
  try {
    if (options.drill === true) await drill(backup, progress, context);
    else await restore(backup, { ...options, progress }, context);
  } finally {
    progress.end();
  }
}

async function restore(
  backup: string,
  { data, asNewGateway, progress }: RestoreCommandOptions & { readonly progress: Progress },
  context: CliContext,
): Promise<void> {
  if (data === undefined) throw new CliError("restore.incomplete", "say --data or --drill");
  const directory = resolve(context.directory, data);
  const id = asNewGateway === true ? { asNewGateway: newId() } : {};
  const { manifest, origin } = await restoreInto({ backup, directory, ...id }, progress);
  progress.end();
  context.out(
    `${manifest.entries} entries of ${manifest.madeAt} are in ${directory}.\n` +
      `  log    ${origin} (new; the one before is ${manifest.origin})\n` +
      `  start  npx rigline start --data ${directory} --config FILE\n`,
  );
}

function restoreInto(
  place: { readonly backup: string; readonly directory: string; readonly asNewGateway?: string },
  progress: Progress,
): Promise<Restored> {
  return restoreBackup({
    ...place,
    newLogId: newId(),
    nowUs: openSystemClock().now().utcUs,
    onProgress: (what, done, total) => progress.show(done, total, what),
  });
}

async function drill(backup: string, progress: Progress, context: CliContext): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "rigline-drill-"));
  try {
    const directory = join(scratch, "data");
    const { manifest } = await restoreInto({ backup, directory }, progress);
    const { report, replayed, readings } = await proveCopy({
      backup,
      directory,
      projections,
      upcasters,
      onProgress: (what, done, total) => progress.show(done, total, what),
    });
    progress.end();
    const [first] = report.faults;
    if (first !== undefined) {
      const where = first.seq === undefined ? "" : `entry ${first.seq}: `;
      throw new CliError("ledger.damaged", `the backup is damaged: ${where}${first.what}`);
    }
    context.out(
      `The backup of ${manifest.madeAt} can be restored: ${manifest.files.length} files compared, ` +
        `${manifest.entries} entries and ${report.checkpoints} checkpoints verified, ` +
        `tables built from ${replayed} entries, ${readings} readings decoded. Nothing was kept.\n`,
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
