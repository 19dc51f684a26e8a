/** `rigline replay`: the tables again, from the ledger alone. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { FILES } from "../ledger/directory.ts";
import { replayLedger } from "../ledger/replay.ts";
import { projections } from "../records/projections.ts";
import { upcasters } from "../records/upcasters.ts";
import { chooseDirectory, type DirectoryOptions } from "./choose-directory.ts";
import type { CliContext } from "./cli-context.ts";
import { CliError } from "./exit-code.ts";

const EXAMPLES = `
Examples:
  npx rigline replay                             the sample line's data
  npx rigline replay --config rigline.yaml
  npx rigline replay --data /var/lib/rigline/plant

The gateway must not run on that directory meanwhile. The ledger itself is only read.

Exit codes: 0 rebuilt · 74 disk · 75 directory in use · 78 written by a newer version.`;

/** Adds the command to the program. */
export function addReplay(program: Command, context: CliContext): void {
  program
    .command("replay")
    .description("rebuild every table from the entries of the ledger")
    .option("--config <file>", "the configuration that names the data directory")
    .option("--data <directory>", "where the ledger is kept")
    .addHelpText("after", EXAMPLES)
    .action((options: DirectoryOptions) => replay(options, context));
}

function replay(options: DirectoryOptions, context: CliContext): void {
  const directory = chooseDirectory(options, context);
  if (!existsSync(join(directory, FILES.ledger))) {
    throw new CliError("data.not-found", `there is no ledger in ${directory}`);
  }
  context.out(`Rebuilding the tables of ${directory}\n`);
  const startedMs = performance.now();
  let shownMs = startedMs;
  const { entries } = replayLedger({
    directory,
    projections,
    upcasters,
    onProgress({ done, total }) {
      if (performance.now() - shownMs < 1_000) return;
      shownMs = performance.now();
      context.err(`  ${done} of ${total} entries\n`);
    },
  });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  context.out(`${entries} entries read, every table rebuilt in ${seconds} s.\n`);
}
