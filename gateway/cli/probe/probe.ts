/** `rigline probe`: finds out how a device holds a quantity, from what its display shows. */
import { createInterface } from "node:readline/promises";
import { type Command, InvalidArgumentError, Option } from "commander";
import { DriverError } from "../../../drivers/contract.ts";
import type { ModbusClient } from "../../../drivers/kit/modbus/modbus-client.ts";
import {
  decodeAll,
  type Fit,
  findFits,
  stillFitting,
  type Wanted,
} from "../../../drivers/kit/probe/decodings.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import { describeDecodings, describeFits, describeIdentity } from "./describe-probe.ts";
import { openProbe, type ProbePort, unitsOf } from "./probe-port.ts";
import { readAround } from "./read-around.ts";

const EXAMPLES = `
Examples:
  npx rigline probe --tcp 10.0.0.7:502 --address 100 --value 23.4
  npx rigline probe --serial /dev/ttyUSB0 --baud 9600 --parity even --unit-id 5 --address 10 --value 54.7 --again
  npx rigline probe --config rigline.yaml --port burn-in --unit-id 5 --address 0
  npx rigline probe --tcp 10.0.0.7:502 --scan-units 1-32          which units answer

The value is what the device's display shows, with its digits. Reads only. The port must not be in
use: stop the gateway, or take a device's second socket.

Exit codes: 0 something fits · 1 nothing fits, or the device does not answer · 64 usage ·
78 configuration.`;

interface ProbeOptions extends ProbePort {
  readonly address?: number;
  readonly table: "input" | "holding" | "both";
  readonly value?: Typed;
  readonly tolerance?: number;
  readonly name: string;
  readonly unit: string;
  readonly again?: true;
  readonly scanUnits?: string;
}

/** Adds the command to the program. */
export function addProbe(program: Command, context: CliContext): void {
  program
    .command("probe")
    .description("read a known quantity in every type, order and address base, and write its YAML")
    .option("--config <file>", "with --port: a port of that configuration")
    .option("--port <name>", "its name under ports:")
    .option("--tcp <host:port>", "a device or a device server")
    .option("--serial <path>", "a serial port")
    .option("--baud <rate>", "of --serial", wholeNumber, 9_600)
    .addOption(choice("--parity <parity>", "of --serial", ["none", "even", "odd"]).default("none"))
    .addOption(
      choice("--framing <framing>", "tcp for --tcp, else rtu", [
        "rtu",
        "ascii",
        "tcp",
        "rtu-over-tcp",
      ]),
    )
    .option("--unit-id <id>", "Modbus unit", wholeNumber, 1)
    .option("--timeout-ms <ms>", "for each reply", wholeNumber, 1_000)
    .option("--address <number>", "of the quantity, as the manual counts", wholeNumber)
    .addOption(
      choice("--table <table>", "where it is", ["input", "holding", "both"]).default("both"),
    )
    .option("--value <number>", "what the device shows", typed)
    .option("--tolerance <part>", "0.01 is 1 %; half of the last digit typed", number)
    .option("--name <channel>", "of the channel in the YAML", "quantity")
    .option("--unit <ucum>", "of measure, in the YAML", "")
    .option("--again", "read again after the quantity has changed, until one is left")
    .option("--scan-units <range>", "1-32: say which units answer, and who they are")
    .addHelpText("after", EXAMPLES)
    .action((options: ProbeOptions) => probe(options, context));
}

function choice(flags: string, text: string, choices: readonly string[]): Option {
  return new Option(flags, text).choices(choices);
}

function wholeNumber(text: string): number {
  if (/^\d{1,7}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number.");
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It must be a number.");
}

/** A number as somebody typed it: its digits say how exactly the device shows it. */
interface Typed {
  readonly value: number;
  /** After the point. */
  readonly digits: number;
}

function typed(text: string): Typed {
  return { value: number(text), digits: text.split(".")[1]?.length ?? 0 };
}

async function probe(options: ProbeOptions, context: CliContext): Promise<void> {
  if (options.scanUnits !== undefined) return await scanUnits(options, context);
  if (options.address === undefined) {
    throw new CliError("probe.incomplete", "which address? --address N, or --scan-units 1-32");
  }
  if (options.address > 65_536) {
    const message = `--address ${options.address}: give it without the table's digit, 40101 is 101`;
    throw new CliError("probe.incomplete", message);
  }
  await using client = await openProbe(options, context);
  await tellIdentity(client, context);
  const tables = options.table === "both" ? (["holding", "input"] as const) : [options.table];
  let isFound = options.value === undefined;
  for (const table of tables) {
    const fits = await lookAt(client, { ...options, table, address: options.address }, context);
    isFound ||= fits.length > 0;
  }
  if (isFound) return;
  throw new CliError(
    "probe.nothing-fits",
    `nothing at ${options.address} reads as ${options.value?.value}`,
  );
}

type Look = ProbeOptions & { readonly table: "input" | "holding"; readonly address: number };

async function lookAt(client: ModbusClient, look: Look, context: CliContext): Promise<Fit[]> {
  const { table, address, value } = look;
  const registers = await readAround(client, { table, address }, context.signal);
  if (registers.size === 0) {
    context.out(`${table} ${address}: the device has no such register\n`);
    return [];
  }
  const decodings = decodeAll(registers, address);
  const fits = value === undefined ? [] : findFits(decodings, wantedOf(value, look.tolerance));
  context.out(describeDecodings({ table, address, decodings, fits }));
  if (value === undefined) return [];
  const left = look.again === true ? await narrow(client, { ...look, fits }, context) : fits;
  context.out(describeFits(left, look));
  return left;
}

/** Without a tolerance, half of the last digit that was typed, at most 1 %. */
function wantedOf({ value, digits }: Typed, tolerance?: number): Wanted {
  if (tolerance !== undefined) return { value, tolerance };
  const half = 0.5 * 10 ** -digits;
  return {
    value,
    tolerance: value === 0 ? half : Math.min(0.01, (half / Math.abs(value)) * 1.001),
  };
}

/** Asks for what the device shows now, until one decoding is left or nothing is typed. */
async function narrow(
  client: ModbusClient,
  look: Look & { readonly fits: readonly Fit[] },
  context: CliContext,
): Promise<Fit[]> {
  const { stdin, stderr } = await import("node:process");
  using lines = createInterface({ input: stdin, output: stderr });
  let fits = [...look.fits];
  while (fits.length > 1) {
    const question = `${fits.length} fit. Change the quantity, then type what the device shows: `;
    const text = await lines.question(question, { signal: context.signal });
    if (text.trim() === "") break;
    const shown = text.trim().replace(",", ".");
    if (!Number.isFinite(Number(shown))) continue;
    const registers = await readAround(client, look, context.signal);
    const later = findFits(
      decodeAll(registers, look.address),
      wantedOf(typed(shown), look.tolerance),
    );
    fits = stillFitting(fits, later);
  }
  return fits;
}

async function scanUnits(options: ProbeOptions, context: CliContext): Promise<void> {
  const found: number[] = [];
  for (const unitId of unitsOf(options.scanUnits ?? "")) {
    context.signal.throwIfAborted();
    if (context.terminal) context.err(`\runit ${unitId} … `);
    await using client = await openProbe({ ...options, unitId }, context);
    if (!(await answers(client, context.signal))) continue;
    found.push(unitId);
    context.out(`unit ${unitId} answers\n`);
    await tellIdentity(client, context);
  }
  if (context.terminal) context.err("\r");
  if (found.length === 0) throw new CliError("probe.no-answer", "no unit of the range answers");
}

/** An exception is an answer. */
async function answers(client: ModbusClient, signal: AbortSignal): Promise<boolean> {
  try {
    await client.request({ functionCode: 3, address: 0, count: 1 }, signal);
    return true;
  } catch (error) {
    if (error instanceof DriverError && error.code === "request.exception") return true;
    if (error instanceof DriverError && error.code === "request.timeout") return false;
    throw error;
  }
}

async function tellIdentity(client: ModbusClient, { out, signal }: CliContext): Promise<void> {
  try {
    out(describeIdentity(await client.identify(signal)));
  } catch (error) {
    // Few devices know how to say who they are; what matters is told by the reads.
    if (!(error instanceof DriverError)) throw error;
  }
}
