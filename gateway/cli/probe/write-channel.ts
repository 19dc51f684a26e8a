/** `--into`: the channel that was found, written into a configuration. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  type ChannelFields,
  channelFields,
  flowMapping,
} from "../../../drivers/kit/probe/channel-yaml.ts";
import type { PlacedFit } from "../../../drivers/kit/probe/probe-table.ts";
import { drivers } from "../../../drivers/registry.ts";
import { describeFaults } from "../../config/describe-faults.ts";
import { insertChannel } from "../../config/edit/insert-channel.ts";
import { replaceFile } from "../../config/edit/replace-file.ts";
import { describeDiff } from "../../config/edit/text-diff.ts";
import { loadConfig } from "../../config/load-config.ts";
import type { CliContext } from "../cli-context.ts";
import { CliError } from "../exit-code.ts";
import { readConfig } from "../read-config.ts";
import type { ProbeOptions } from "./probe-options.ts";

export interface TableFit {
  readonly table: "input" | "holding";
  readonly fit: PlacedFit;
}

/**
 * Adds the fit that is chosen to the rig, keeps a backup, and tells the difference. Throws CliError
 * where several fit and none is chosen, and where `rigline check` would refuse the result.
 */
export async function writeChannel(
  fits: readonly TableFit[],
  options: ProbeOptions,
  context: CliContext,
): Promise<void> {
  const { into = "", rig } = options;
  if (rig === undefined) throw new CliError("probe.incomplete", "--into needs --rig NAME");
  const chosen = choose(fits, options);
  // What is there must be right before: its faults are not those of the channel.
  const { config, path } = readConfig(into, context);
  const before = readFileSync(path, "utf8");
  const addressBase = Reflect.get(config.rigs[rig]?.options ?? {}, "addressBase");
  const fields = fieldsOf(chosen, options, addressBase === 1 ? 1 : 0);
  const inserted = insertChannel(before, { rig, fields, line: flowMapping(fields) });
  if (!inserted.ok) throw new CliError("probe.not-written", `${into}: ${inserted.why}`);
  const checked = loadConfig({ path: resolve(path), text: inserted.text, drivers });
  if (!checked.ok) {
    context.err(describeFaults(into, inserted.text, checked.faults));
    throw new CliError("probe.not-written", `${into} with this channel would be refused`);
  }
  const backup = await replaceFile(path, before, inserted.text);
  context.out(`${into}:\n${describeDiff(before, inserted.text)}\nThe file before is ${backup}\n`);
}

function choose(fits: readonly TableFit[], { pick, value }: ProbeOptions): TableFit {
  if (value === undefined) throw new CliError("probe.incomplete", "--into needs --value");
  const [first] = fits;
  if (new Set(fits.map(({ table }) => table)).size > 1) {
    throw new CliError("probe.ambiguous", "it fits in both tables: say which with --table");
  }
  if (first !== undefined && fits.length === 1 && pick === undefined) return first;
  const chosen = pick === undefined ? undefined : fits[pick - 1];
  if (chosen !== undefined) return chosen;
  throw new CliError("probe.ambiguous", `${fits.length} decodings fit, from 1 as listed above`);
}

/** In the counting of the rig, whatever the manual's is. */
function fieldsOf(
  { table, fit }: TableFit,
  { name, unit, addressing }: ProbeOptions,
  addressBase: 0 | 1,
): ChannelFields {
  const isPrefixed = addressing === "prefixed";
  const address = isPrefixed ? fit.address : fit.address - fit.addressBase + addressBase;
  return channelFields(fit, { table, address, isPrefixed, name, unit });
}
