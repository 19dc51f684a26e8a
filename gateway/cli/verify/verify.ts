/** `rigline verify`: is everything in a ledger, or in an evidence package, what was signed? */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { type FileReport, verifyFiles } from "../../ledger/backup/verify-files.ts";
import { FILES } from "../../ledger/directory.ts";
import { type VerifyReport, verifyLedger } from "../../ledger/log/verify-ledger.ts";
import { namedBlobs } from "../../records/file/named-blobs.ts";
import { chooseDirectory, type DirectoryOptions } from "../choose-directory.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import { openProgress } from "../progress.ts";
import { verifyPackage } from "./verify-bag.ts";

const EXAMPLES = `
Examples:
  npx rigline verify                                        the sample line's data
  npx rigline verify --config rigline.yaml
  npx rigline verify --data /var/lib/rigline/plant --checkpoint kept-elsewhere.txt
  npx rigline verify EP-2026-0001.zip                       an evidence package, zip or folder
  npx rigline verify EP-2026-0001.zip --key log.vkey --checkpoint kept-elsewhere.txt
  npx rigline verify EP-2026-0001.zip --json                one JSON object, for programs

Reads every entry, body and checkpoint, every file that they name and every reading; changes nothing.
The gateway may run meanwhile. --ledger-only leaves files and readings unread. A checkpoint that was kept elsewhere (GET /api/v1/checkpoint, or the retained MQTT topic) also tells whether
everything here was rewritten and signed anew.

A package needs no gateway and no network: files, seal, entries, proofs and completeness are checked.

With --json standard output is one object: \`findings\` of a package and whether it is \`sound\`, \`faults\`
of a ledger and \`beside\` it; progress and errors stand on standard error.

Exit codes: 0 whole · 65 no package, or cut off · 74 damaged, the first bad entry or file is named ·
77 signed by another key, or another log than the checkpoint kept · 78 no ledger there.`;

interface VerifyCommandOptions extends DirectoryOptions {
  readonly checkpoint: readonly string[];
  readonly key: readonly string[];
  readonly ledgerOnly?: boolean;
  readonly json?: boolean;
}

/** Adds the command to the program. */
export function addVerify(program: Command, context: CliContext): void {
  program
    .command("verify")
    .argument("[package]", "an evidence package, as zip or folder; the ledger where absent")
    .description("check a ledger, or an evidence package, against its hashes and signatures")
    .option("--config <file>", "the configuration that names the data directory")
    .option("--data <directory>", "where the ledger is kept")
    .option(
      "--checkpoint <file>",
      "a checkpoint kept elsewhere; may be given again",
      (file: string, files: readonly string[]) => [...files, file],
      [] as readonly string[],
    )
    .option(
      "--key <key>",
      "of a package: the gateway's verifier key or a file with it; may be given again",
      (key: string, keys: readonly string[]) => [...keys, key],
      [] as readonly string[],
    )
    .option("--ledger-only", "leave the files and the readings beside the ledger unread")
    .option("--json", "the report as one JSON object, sound or not; the exit codes stay")
    .addHelpText("after", EXAMPLES)
    .action((file: string | undefined, options: VerifyCommandOptions) => {
      if (file === undefined) return verify(options, context);
      const checkpoints = options.checkpoint.map((kept) => readCheckpoint(kept, context));
      const json = options.json === true;
      return verifyPackage(file, { checkpoints, keys: options.key, json }, context);
    });
}

async function verify(options: VerifyCommandOptions, context: CliContext): Promise<void> {
  const directory = chooseDirectory(options, context);
  if (!existsSync(join(directory, FILES.ledger))) {
    throw new CliError("data.not-found", `there is no ledger in ${directory}`);
  }
  const checkpoints = options.checkpoint.map((file) => readCheckpoint(file, context));
  const say = options.json === true ? () => undefined : context.out;
  say(`Verifying the ledger of ${directory}\n`);
  const progress = openProgress(context);
  const report = verifyLedger({
    directory,
    checkpoints,
    onProgress: (done, total) => progress.show(done, total, "entries"),
  });
  progress.end();
  const [first] = report.faults;
  say(first === undefined ? describeWhole(report) : describeFaults(report));
  const isWhole = first === undefined && options.ledgerOnly !== true;
  const beside = isWhole ? await readBeside(directory, context) : undefined;
  if (options.json === true) context.out(`${JSON.stringify({ directory, ...report, beside })}\n`);
  if (first !== undefined) {
    throw new CliError("ledger.damaged", `the ledger is damaged: ${nameFault(first)}`);
  }
  if (beside === undefined) return;
  say(describeBeside(beside));
  const [lost] = beside.faults;
  if (lost !== undefined) throw new CliError("data.damaged", nameFault(lost));
}

function readBeside(directory: string, context: CliContext): Promise<FileReport> {
  const progress = openProgress(context);
  const onProgress = (what: string, done: number, total: number) =>
    progress.show(done, total, what);
  return verifyFiles({ directory, namedBlobs, onProgress }).finally(() => progress.end());
}

function describeBeside({ blobs, readings, faults }: FileReport): string {
  const read = `${blobs} files, ${readings} readings`;
  if (faults.length === 0) return `${read}: all there, all readable.\n`;
  const lines = faults.map((fault) => `  ${nameFault(fault)}\n`);
  return `${read}; ${faults.length} faults:\n${lines.join("")}`;
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
