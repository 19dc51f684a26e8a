/** The order detective in the terminal: reads, shows every decoding, and narrows down. */
import { createInterface } from "node:readline/promises";
import type { ModbusClient } from "../../../drivers/kit/modbus/modbus-client.ts";
import { stillFitting } from "../../../drivers/kit/probe/decodings.ts";
import {
  type ManualAddress,
  readManualAddress,
} from "../../../drivers/kit/probe/manual-address.ts";
import { type PlacedFit, probeTable } from "../../../drivers/kit/probe/probe-table.ts";
import { wantedOf } from "../../../drivers/kit/probe/wanted.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import { describeDecodings, describeFits } from "./describe-probe.ts";
import type { ProbeOptions } from "./probe-options.ts";
import { openProbe } from "./probe-port.ts";
import { tellIdentity } from "./scan-units.ts";
import { writeChannel } from "./write-channel.ts";

type Look = ProbeOptions & {
  readonly table: "input" | "holding";
  readonly place: ManualAddress;
};

/** Tells what was read and what fits. Throws CliError where nothing does. */
export async function probeRegisters(options: ProbeOptions, context: CliContext): Promise<void> {
  const place = placeOf(options);
  const found: { look: Look; fits: readonly PlacedFit[] }[] = [];
  {
    await using client = await openProbe(options, context);
    await tellIdentity(client, context);
    for (const table of tablesOf(options, place)) {
      const look = { ...options, table, place };
      found.push({ look, fits: await lookAt(client, look, context) });
    }
  }
  const [best] = found.filter(({ fits }) => fits.length > 0);
  if (options.value !== undefined && best === undefined) {
    const words = `nothing at ${options.address} reads as ${options.value}`;
    throw new CliError("probe.nothing-fits", words);
  }
  if (options.into === undefined) return;
  const all = found.flatMap(({ look: { table }, fits }) => fits.map((fit) => ({ table, fit })));
  await writeChannel(all, options, context);
}

function placeOf({ address, addressing }: ProbeOptions): ManualAddress {
  if (address === undefined) {
    throw new CliError("probe.incomplete", "which address? --address N, or --scan-units 1-32");
  }
  const place = readManualAddress(address, addressing);
  if (typeof place === "string") throw new CliError("probe.incomplete", `--address: ${place}`);
  return place;
}

function tablesOf({ table }: ProbeOptions, place: ManualAddress) {
  if (place.table !== undefined) return [place.table];
  return table === "both" ? (["holding", "input"] as const) : [table];
}

async function lookAt(client: ModbusClient, look: Look, context: CliContext): Promise<PlacedFit[]> {
  const { table, place, value } = look;
  const probed = await read(client, look, context.signal);
  if (probed.registers.size === 0) {
    context.out(`${table} ${place.address}: the device has no such register\n`);
    return [];
  }
  context.out(describeDecodings(probed));
  if (value === undefined) return [];
  const fits = look.again === true ? await narrow(client, look, context) : [...probed.fits];
  context.out(describeFits(fits, { ...look, isPrefixed: look.addressing === "prefixed" }));
  return fits;
}

function read(client: ModbusClient, look: Look, signal: AbortSignal) {
  const { table, place, count, value, tolerance } = look;
  const wanted = value === undefined ? undefined : wantedOf(value, tolerance);
  return probeTable(client, { ...place, table, count, wanted }, signal);
}

/** Asks for what the device shows now, until one decoding is left or nothing is typed. */
async function narrow(client: ModbusClient, look: Look, context: CliContext): Promise<PlacedFit[]> {
  const { stdin, stderr } = await import("node:process");
  using lines = createInterface({ input: stdin, output: stderr });
  let fits = [...(await read(client, look, context.signal)).fits];
  while (fits.length > 1) {
    const question = `${fits.length} fit. Change the quantity, then type what the device shows: `;
    const text = await lines.question(question, { signal: context.signal });
    if (text.trim() === "") break;
    if (wantedOf(text, look.tolerance) === undefined) continue;
    const later = await read(client, { ...look, value: text }, context.signal);
    fits = stillFitting(fits, later.fits);
  }
  return fits;
}
