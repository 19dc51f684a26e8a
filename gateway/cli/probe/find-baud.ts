/** `--baud auto`: the usual speeds and parities in turn, until the device makes sense. */
import { hearBytes } from "../../../drivers/kit/probe/hear-bytes.ts";
import { guessLines } from "../../../drivers/kit/probe/line-guess.ts";
import {
  describeSpeed,
  findSpeed,
  type LineSpeed,
  MODBUS_SPEEDS,
  TEXT_SPEEDS,
} from "../../../drivers/kit/probe/line-speeds.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import type { ProbeOptions } from "./probe-options.ts";
import { openProbe, openProbePort } from "./probe-port.ts";
import { isAnswered } from "./scan-units.ts";

/** The options with the speed that answered. Throws CliError where none does. */
export async function findBaud(options: ProbeOptions, context: CliContext): Promise<ProbeOptions> {
  if (options.serial === undefined) {
    throw new CliError("probe.incomplete", "--baud auto is for --serial PATH alone");
  }
  const isText = options.text === true;
  const found = await findSpeed({
    speeds: isText ? TEXT_SPEEDS : MODBUS_SPEEDS,
    onTry(speed) {
      context.signal.throwIfAborted();
      const words = `${describeSpeed(speed)} …`;
      context.err(context.terminal ? `\r${words.padEnd(20)}` : `${words}\n`);
    },
    attempt: (speed) => (isText ? hears(options, speed, context) : asks(options, speed, context)),
  });
  if (context.terminal) context.err("\r");
  if (found === undefined) {
    const words = `${options.serial} makes no sense at any of the usual speeds`;
    throw new CliError("probe.no-answer", words);
  }
  const { baudRate: baud } = found.speed;
  context.out(`It speaks ${describeSpeed(found.speed)}: ${yamlOf(found.speed)}\n\n`);
  return { ...options, baud, speed: found.speed };
}

function yamlOf({ baudRate, dataBits, parity, stopBits }: LineSpeed): string {
  return `{ baudRate: ${baudRate}, dataBits: ${dataBits}, parity: ${parity}, stopBits: ${stopBits} }`;
}

/** Modbus: a sound reply, or a sound refusal. */
async function asks(
  options: ProbeOptions,
  speed: LineSpeed,
  context: CliContext,
): Promise<true | undefined> {
  await using client = await openProbe({ ...options, speed }, context);
  return (await isAnswered(client, context.signal)) ? true : undefined;
}

const BYTES_ENOUGH = 512;

/** Text: whole lines of nothing but text. */
async function hears(
  options: ProbeOptions,
  speed: LineSpeed,
  context: CliContext,
): Promise<true | undefined> {
  const port = openProbePort({ ...options, speed }, context);
  const listening = { listenMs: options.listenMs, bytesMax: BYTES_ENOUGH };
  const { delimiter, lines } = guessLines(await hearBytes(port, listening, context.signal));
  return delimiter !== undefined && lines.length > 0 ? true : undefined;
}
