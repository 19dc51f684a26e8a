/** The command line: one file for each command, errors told in one place. */
import { inspect } from "node:util";
import { Command, CommanderError } from "commander";
import type { CliContext } from "./cli-context.ts";
import { describeError, EXIT, exitCodeOf } from "./exit-code.ts";
import { addStart } from "./start.ts";

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
  for (const add of await commandsFor(argumentsGiven)) add(program, context);
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

/** The gateway itself carries none of the others. */
async function commandsFor([first]: readonly string[]) {
  return first === "start" ? [addStart] : (await import("./commands.ts")).COMMANDS;
}
