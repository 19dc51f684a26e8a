/** `rigline verify`: is everything in the ledger what it was when it was signed? */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { FILES } from "../ledger/directory.ts";
import { type VerifyReport, verifyLedger } from "../ledger/log/verify-ledger.ts";
import { chooseDirectory, type DirectoryOptions } from "./choose-directory.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./exit-code.ts";
import { openProgress } from "./progress.ts";

const EXAMPLES = `
Examples:
  npx rigline verify                                        the sample line's data
  npx rigline verify --config rigline.yaml
  npx rigline verify --data /var/lib/rigline/plant --checkpoint kept-elsewhere.txt

Reads every entry, body and checkpoint; changes nothing. The gateway may run meanwhile. A checkpoint
that was kept elsewhere (GET /api/v1/checkpoint, or the retained MQTT topic) also tells whether
everything here was rewritten and signed anew.

Exit codes: 0 whole · 74 damaged, the first bad entry is named · 78 no ledger there.`;

interface VerifyCommandOptions extends DirectoryOptions {
  readonly checkpoint: readonly string[];
}

/** Adds the command to the program. */
export function addVerify(program: Command, context: CliContext): void {
  program
    .command("verify")
    .description("check every entry of the ledger against its hashes and signed checkpoints")
    .option("--config <file>", "the configuration that names the data directory")
    .option("--data <directory>", "where the ledger is kept")
    .option(
      "--checkpoint <file>",
      "a checkpoint kept elsewhere; may be given again",
      (file: string, files: readonly string[]) => [...files, file],
      [] as readonly string[],
    )
    .addHelpText("after", EXAMPLES)
    .action((options: VerifyCommandOptions) => verify(options, context));
}

function verify(options: VerifyCommandOptions, context: CliContext): void {
  const directory = chooseDirectory(options, context);
  if (!existsSync(join(directory, FILES.ledger))) {
    throw new CliError("data.not-found", `there is no ledger in ${directory}`);
  }
  const checkpoints = options.checkpoint.map((file) => readCheckpoint(file, context));
  context.out(`Verifying the ledger of ${directory}\n`);
  const progress = openProgress(context);
  const report = verifyLedger({
    directory,
    checkpoints,
    onProgress: (done, total) => progress.show(done, total, "entries"),
  });
  progress.end();
  const [first] = report.faults;
  if (first === undefined) {
    context.out(describeWhole(report));
    return;
  }
  context.out(describeFaults(report));
  throw new CliError("ledger.damaged", `the ledger is damaged: ${nameFault(first)}`);
}

function readCheckpoint(file: string, context: CliContext): string {
  const path = resolve(context.directory, file);
  try {
    return noteOf(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new CliError("file.not-readable", `cannot read ${path}`, { cause });
  }
}

/** A checkpoint as the API answers it holds the note; elsewhere the file is the note. */
function noteOf(text: string): string {
  if (!text.startsWith("{")) return text;
  const { note } = JSON.parse(text) as { readonly note?: unknown };
  return typeof note === "string" ? note : text;
}

/** The report of a ledger without fault. Pure. */
export function describeWhole({ entries, checkpoints, root, origin }: VerifyReport): string {
  return [
    `${entries} entries, ${checkpoints} checkpoints: every one is what it was when it was signed.`,
    `  log   ${origin}`,
    `  root  ${root ?? "none yet"}`,
    "",
  ].join("\n");
}

function describeFaults({ entries, faults }: VerifyReport): string {
  const lines = faults.map((fault) => `  ${nameFault(fault)}`);
  return [`${entries} entries read, ${faults.length} faults:`, ...lines, ""].join("\n");
}

function nameFault({ seq, type, id, what }: VerifyReport["faults"][number]): string {
  if (seq === undefined) return what;
  return `entry ${seq}${type === undefined ? "" : ` (${type} ${id})`}: ${what}`;
}
