/** What a probe found, for people: a table of decodings, and the YAML of what fits. Pure. */
import type { DeviceIdentification } from "../../../drivers/kit/modbus/device-identification.ts";
import {
  channelFields,
  type FoundPlace,
  flowMapping,
} from "../../../drivers/kit/probe/channel-yaml.ts";
import type { Decoding, Fit } from "../../../drivers/kit/probe/decodings.ts";
import type { PlacedFit, ProbedTable } from "../../../drivers/kit/probe/probe-table.ts";

/** Both bases side by side, one line for each type and order. */
export function describeDecodings({ table, address, decodings, fits: all }: ProbedTable): string {
  const rows = new Map<string, [string, string]>();
  const fits = all.filter((fit) => fit.address === address);
  for (const decoding of decodings) {
    const { type, order, addressBase, value } = decoding;
    const key = `${type.padEnd(8)} ${/8[HL]$/.test(type) ? "" : order}`;
    const row = rows.get(key) ?? ["", ""];
    const fit = fits.find((each) => isSame(each, decoding));
    row[addressBase] = `${shown(value)}${fit === undefined ? "" : mark(fit)}`;
    rows.set(key, row);
  }
  const head = `${table}, address ${address}\n\n${line("type     order", "base 0", "base 1")}`;
  return `${head}${[...rows].map(([key, [zero, one]]) => line(key, zero, one)).join("")}\n`;
}

function isSame(left: Decoding, right: Decoding): boolean {
  const isType = left.type === right.type && left.order === right.order;
  return isType && left.addressBase === right.addressBase;
}

function mark({ scale }: Fit): string {
  return scale === 1 ? "  ◄ fits" : `  ◄ fits × ${scale}`;
}

function line(key: string, zero: string, one: string): string {
  return `  ${key.padEnd(18)} ${zero.padEnd(34)} ${one}\n`;
}

/** Seven digits tell a float; huge and tiny numbers in powers of ten. */
function shown(value: number | bigint): string {
  if (typeof value === "bigint" || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(7)));
}

/** Ready to be copied under `channels:`; the likeliest, then others as comments, numbered. */
export function describeFits(
  fits: readonly PlacedFit[],
  about: Omit<FoundPlace, "address">,
): string {
  const [best, ...others] = fits;
  if (best === undefined) return "Nothing fits.\n\n";
  const warning =
    others.length === 0
      ? ""
      : `# ${fits.length} decodings fit: change the quantity and use --again before you trust one.\n`;
  const rest = others.map((fit, index) => `# ${index + 2}: ${channelLine(fit, about)}\n`).join("");
  return `${warning}addressBase: ${best.addressBase}\nchannels:\n  - ${channelLine(best, about)}\n${rest}\n`;
}

function channelLine(fit: PlacedFit, about: Omit<FoundPlace, "address">): string {
  const { table, name, unit, isPrefixed = false } = about;
  const place = { table, name, unit, isPrefixed, address: fit.address };
  const base = fit.addressBase === 1 && !isPrefixed ? "  # addressBase: 1" : "";
  return `${flowMapping(channelFields(fit, place))}${base}`;
}

/** One line; what the device does not say is left out. */
export function describeIdentity(identity: DeviceIdentification): string {
  const texts = Object.values(identity).filter((each) => typeof each === "string" && each !== "");
  return texts.length === 0 ? "" : `The device says it is ${texts.join(" · ")}\n\n`;
}
