/** `rigline probe`: finds out how a device holds or prints its values. */
import { type Command, Option } from "commander";
import { ADDRESSINGS } from "../../../drivers/kit/probe/manual-address.ts";
import type { CliContext } from "../cli-context.ts";
import { findBaud } from "./find-baud.ts";
import {
  baudRate,
  finiteNumber,
  type ProbeOptions,
  placeCount,
  wholeNumber,
} from "./probe-options.ts";
import { probeRegisters } from "./probe-registers.ts";
import { probeText } from "./probe-text.ts";
import { scanUnits } from "./scan-units.ts";

const EXAMPLES = `
Examples:
  npx rigline probe --tcp 10.0.0.7:502 --address 100 --value 23.4
  npx rigline probe --serial /dev/ttyUSB0 --baud auto --unit-id 5 --address 10 --value 54.7 --again
  npx rigline probe --config rigline.yaml --port burn-in --unit-id 5 --address 0 --value 54.7 \\
      --name oven --unit Cel --into rigline.yaml --rig burn-in-1
  npx rigline probe --tcp 10.0.0.7:502 --scan-units 1-32          which units answer
  npx rigline probe --serial /dev/ttyUSB0 --baud auto --text      a device that prints lines

The value is what the device's display shows, with its digits. Reads only. The port must not be in
use: stop the gateway, or use its page Rigs > Probe, which shares a Modbus port with running rigs.

Exit codes: 0 something fits · 1 nothing fits, or the device does not answer · 64 usage ·
78 configuration.`;

/** Adds the command to the program. */
export function addProbe(program: Command, context: CliContext): void {
  const command = program
    .command("probe")
    .description("read a known quantity in every type, order and address base, and write its YAML");
  addPlace(command);
  addQuestion(command)
    .option("--scan-units <range>", "1-32: say which units answer, and who they are")
    .option("--text", "listen to a device that prints lines, and propose how to read them")
    .option("--listen-ms <ms>", "with --text", wholeNumber, 3_000)
    .option("--into <file>", "add the channel to a rig of that configuration")
    .option("--rig <name>", "with --into: which rig")
    .option("--pick <number>", "with --into: which of several fits, from 1", wholeNumber)
    .addHelpText("after", EXAMPLES)
    .action((options: ProbeOptions) => probe(options, context));
}

function addPlace(command: Command): Command {
  const framings = ["rtu", "ascii", "tcp", "rtu-over-tcp"];
  return command
    .option("--config <file>", "with --port: a port of that configuration")
    .option("--port <name>", "its name under ports:")
    .option("--tcp <host:port>", "a device or a device server")
    .option("--serial <path>", "a serial port")
    .option("--baud <rate>", "of --serial; `auto` tries the usual ones", baudRate, 9_600)
    .addOption(choice("--parity <parity>", "of --serial", ["none", "even", "odd"]).default("none"))
    .addOption(choice("--framing <framing>", "tcp for --tcp, else rtu", framings))
    .option("--unit-id <id>", "Modbus unit", wholeNumber, 1)
    .option("--timeout-ms <ms>", "for each reply", wholeNumber, 1_000);
}

function addQuestion(command: Command): Command {
  const tables = ["input", "holding", "both"];
  return command
    .option("--address <number>", "of the quantity, as the manual counts")
    .addOption(
      choice("--addressing <how>", "how it counts; prefixed is 40101", ADDRESSINGS).default(
        "unknown",
      ),
    )
    .option("--count <number>", "search so many addresses from there on", placeCount, 1)
    .addOption(choice("--table <table>", "where it is", tables).default("both"))
    .option("--value <number>", "what the device shows", numberText)
    .option("--tolerance <part>", "0.01 is 1 %; half of the last digit typed", finiteNumber)
    .option("--name <channel>", "of the channel in the YAML", "quantity")
    .option("--unit <ucum>", "of measure, in the YAML", "")
    .option("--again", "read again after the quantity has changed, until one is left");
}

/** Kept as typed: its digits say how exactly the device shows it. */
function numberText(text: string): string {
  finiteNumber(text.replace(",", "."));
  return text;
}

function choice(flags: string, text: string, choices: readonly string[]): Option {
  return new Option(flags, text).choices(choices);
}

async function probe(given: ProbeOptions, context: CliContext): Promise<void> {
  const options = given.baud === "auto" ? await findBaud(given, context) : given;
  if (options.text === true) return await probeText(options, context);
  if (options.scanUnits !== undefined) return await scanUnits(options, context);
  if (given.baud === "auto" && options.address === undefined) return;
  await probeRegisters(options, context);
}
