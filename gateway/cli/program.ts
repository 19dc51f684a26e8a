/** The command line: one file for each command, errors told in one place. */
import { inspect } from "node:util";
import { Command, CommanderError } from "commander";
import { addBackup } from "./backup.ts";
import { addCheck } from "./check.ts";
import type { CliContext } from "./cli-context.ts";
import { addDemand } from "./exchange/demand.ts";
import { addDemoHistory } from "./exchange/demo-history.ts";
import { addEvidence } from "./exchange/evidence.ts";
import { addImport } from "./exchange/import.ts";
import { describeError, EXIT, exitCodeOf } from "./exit-code.ts";
import { addPerson } from "./people/person.ts";
import { addToken } from "./people/token.ts";
import { addPorts } from "./ports/ports.ts";
import { addProbe } from "./probe/probe.ts";
import { addReplay } from "./replay.ts";
import { addReplayWire } from "./replay-wire.ts";
import { addRestore } from "./restore.ts";
import { addSimulate } from "./simulate.ts";
import { addHistorian } from "./sinks/historian.ts";
import { addQuarantine } from "./sinks/quarantine.ts";
import { addRebuild } from "./sinks/rebuild.ts";
import { addReconcile } from "./sinks/reconcile.ts";
import { addStart } from "./start.ts";
import { addChaos } from "./support/chaos.ts";
import { addSupportBundle } from "./support/support-bundle.ts";
import { addVerify } from "./verify/verify.ts";

/** In the order of the help. */
const COMMANDS = [
  ...[addStart, addCheck, addPorts, addProbe],
  ...[addEvidence, addVerify, addImport, addDemand, addBackup, addRestore],
  ...[addReplay, addReplayWire, addSimulate, addDemoHistory],
  ...[addPerson, addToken],
  ...[addHistorian, addQuarantine, addReconcile, addRebuild],
  ...[addSupportBundle, addChaos],
];

/** Runs one command line (without program names); resolves with the exit code, never throws. */
export async function runProgram(
  argumentsGiven: readonly string[],
  context: CliContext,
): Promise<number> {
  const program = new Command("rigline")
    .description("Edge gateway for hardware test rigs and manufacturing telemetry")
    .version(context.version)
    .exitOverride()
    .configureOutput({ writeOut: context.out, writeErr: context.err })
    .showHelpAfterError("(add --help to see what the command takes)");
  for (const add of COMMANDS) add(program, context);
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    await program.parseAsync([...argumentsGiven], { from: "user" });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    context.err(describeError(error, inspect));
    return exitCodeOf(error);
  }
}
