/** `rigline chaos`: a rehearsal of what goes wrong, with the real program, in a sandbox. */
import { join } from "node:path";
import type { Command } from "commander";
import { openLog } from "../../platform/log.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import { readConfig, SAMPLE_LINE } from "../read-config.ts";

const EXAMPLES = `
Examples:
  npx rigline chaos                              every scenario, with the sample line's settings
  npx rigline chaos --config rigline.yaml        with your own
  npx rigline chaos --only kill --only clock

Nothing outside a temporary folder is touched: of your configuration everything counts but rigs,
ports, broker, database and directories, which are a simulated line, a broker and a database of the
rehearsal's own. After each scenario the account must balance, with the database's own count beside
it. Needs some minutes. \`clock\` needs Debian's package faketime, \`disk-full\` needs root.

Exit codes: 0 nothing was lost · 1 something was, or did not come back · 64 usage ·
78 configuration.`;

interface ChaosOptions {
  readonly config?: string;
  readonly only: readonly string[];
}

/** Adds the command to the program. */
export function addChaos(program: Command, context: CliContext): void {
  program
    .command("chaos")
    .description("rehearse what goes wrong, in a sandbox, and balance the account")
    .option("--config <file>", "your configuration; the sample line's where absent")
    .option("--only <name>", "this scenario; may stand several times", collect, [])
    .addHelpText("after", EXAMPLES)
    .action((options: ChaosOptions) => perform(options, context));
}

function collect(name: string, before: readonly string[]): readonly string[] {
  return [...before, name];
}

async function perform({ config, only }: ChaosOptions, context: CliContext): Promise<void> {
  const line = readConfig(join(context.root, SAMPLE_LINE), context).config;
  const own = config === undefined ? undefined : readConfig(config, context).config;
  const { rehearse } = await import("../../chaos/rehearse.ts");
  const { SCENARIOS } = await import("../../chaos/scenarios.ts");
  const names = SCENARIOS.map(({ name }) => name);
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new CliError("chaos.unknown", `no scenario ${unknown.join(", ")}; ${names.join(", ")}`);
  }
  const scenarios = SCENARIOS.filter(({ name }) => only.length === 0 || only.includes(name));
  const outcomes = await rehearse({
    ...{ scenarios, own, line, env: context.env },
    main: join(context.root, "gateway", "main.ts"),
    isRoot: process.getuid?.() === 0,
    nowMs: () => performance.now(),
    log: openLog("error", { forPeople: context.terminal }),
    say: (text) => context.out(`${text}\n`),
  });
  const performed = outcomes.filter(({ missing }) => missing === undefined);
  context.out(`\n${performed.length} of ${outcomes.length} rehearsed; nothing was lost.\n`);
}
