/** `rigline rebuild`: fills an emptied database again from the ledger. */
import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import type { SinkAccess } from "../../compose-access.ts";
import type { HealthView } from "../../records/views.ts";
import type { CliContext } from "../cli-context.ts";
import { openProgress } from "../progress.ts";
import { type AccessOptions, bodyOf, openAccess, personOf, withAccess } from "./sink-command.ts";

const EXAMPLES = `
Examples:
  npx rigline rebuild --config rigline.yaml --why "the disk of the database was replaced"
  npx rigline rebuild --config rigline.yaml --why "lost in March" --ledger-from 5000

Empty the database first: points of the same series and time are overwritten, others would stay.
Everything is owed once more, what was discarded excepted; live values go before history. Needs the
right to write the data directory, or a running gateway, whose progress is shown until all is there.

Exit codes: 0 filled, or owed until the gateway runs · 1 refused · 75 busy.`;

interface RebuildOptions extends AccessOptions {
  readonly sink: string;
  readonly by?: string;
  readonly why: string;
  readonly ledgerFrom?: string;
  readonly telemetryFrom?: string;
  readonly wait: boolean;
}

/** Adds the command to the program. */
export function addRebuild(program: Command, context: CliContext): void {
  withAccess(program.command("rebuild").description("fill an emptied database from the ledger"))
    .option("--sink <name>", "which database", "influxdb")
    .requiredOption("--why <text>", "why; stays in the ledger")
    .option("--by <person>", "who decides; the user of the shell where absent")
    .option("--ledger-from <seq>", "the entry to begin at; the first where absent")
    .option("--telemetry-from <ordinal>", "the reading to begin at; the oldest kept where absent")
    .option("--no-wait", "do not wait until all is there")
    .addHelpText("after", EXAMPLES)
    .action((options: RebuildOptions) => rebuild(options, context));
}

async function rebuild(options: RebuildOptions, context: CliContext): Promise<void> {
  await using access = await openAccess(options, context);
  const { sink, why, ledgerFrom, telemetryFrom } = options;
  const from = bodyOf<{ ledger: number; telemetry: number }>(
    await access.post(`/sinks/${encodeURIComponent(sink)}/rebuild`, {
      ...{ why, by: personOf(options.by, context) },
      ...(ledgerFrom === undefined ? {} : { ledgerFrom: Number(ledgerFrom) }),
      ...(telemetryFrom === undefined ? {} : { telemetryFrom: Number(telemetryFrom) }),
    }),
  );
  context.out(
    `${sink} is owed again: entries from ${from.ledger}, readings from ${from.telemetry}.\n`,
  );
  if (!access.isRunning) context.out("It is filled as soon as the gateway runs.\n");
  else if (options.wait) await watch(access, sink, context);
}

const LOOK_MS = 1_000;

/** Until nothing is pending, or the process is asked to stop: the gateway goes on either way. */
async function watch(access: SinkAccess, name: string, context: CliContext): Promise<void> {
  const progress = openProgress(context);
  let most = 0;
  while (!context.signal.aborted) {
    const health = bodyOf<HealthView>(await access.get("/health"));
    const sink = health.sinks.find((one) => one.name === name);
    const pending = (sink?.accounts ?? []).reduce((sum, one) => sum + one.pending, 0);
    const held = (sink?.accounts ?? []).reduce((sum, one) => sum + one.quarantined, 0);
    most = Math.max(most, pending);
    progress.show(most - pending, most, "positions");
    if (pending === 0) {
      progress.end();
      context.out(
        `All is there${held === 0 ? "" : `, but ${held} held back: see quarantine list`}.\n`,
      );
      return;
    }
    if (sink?.fault !== undefined) context.err(`  ${sink.fault.message}\n  ${sink.fault.remedy}\n`);
    // An abort is an early end of the wait; the loop looks at it.
    await delay(LOOK_MS, undefined, { signal: context.signal }).catch(() => undefined);
  }
}
