/** What a probe found, as the API answers it. Pure. */
import type { DeviceIdentification } from "../../drivers/kit/modbus/device-identification.ts";
import { channelFields, flowMapping } from "../../drivers/kit/probe/channel-yaml.ts";
import type { Decoding, Fit } from "../../drivers/kit/probe/decodings.ts";
import { type LineGuess, lineOptionsYaml } from "../../drivers/kit/probe/line-guess.ts";
import type { PlacedFit, ProbedTable } from "../../drivers/kit/probe/probe-table.ts";
import type {
  ProbedRegistersView,
  ProbedTableView,
  ProbedTextView,
  RegistersQuestion,
} from "../api/probe/views.ts";

type About = Pick<RegistersQuestion, "name" | "unit" | "addressing"> & {
  readonly from: string;
  readonly isShared: boolean;
  readonly identity: string | undefined;
};

const FITS_MAX = 20;

/** All tables side by side, and the YAML of the likeliest fit of them all. */
export function presentRegisters(
  probed: readonly ProbedTable[],
  about: About,
): ProbedRegistersView {
  const { from, isShared, identity } = about;
  const tables = probed.map((table) => presentTable(table, about));
  const best = tables.flatMap(({ fits }) => fits.slice(0, 1))[0];
  return {
    ...{ from, isShared, tables },
    ...(identity === undefined ? {} : { identity }),
    ...(best === undefined ? {} : { yaml: channelsYaml(best) }),
  };
}

function channelsYaml({ addressBase, yaml }: ProbedTableView["fits"][number]): string {
  return `addressBase: ${addressBase}\nchannels:\n  - ${yaml}\n`;
}

function presentTable(probed: ProbedTable, about: About): ProbedTableView {
  const { table, address, registers, decodings, fits } = probed;
  return {
    ...{ table, address },
    registers: [...registers].map(([at, bytes]) => ({
      address: at,
      hex: Buffer.from(bytes).toString("hex").toUpperCase(),
      value: Buffer.from(bytes).readUInt16BE(),
    })),
    decodings: presentDecodings(
      decodings,
      fits.filter((fit) => fit.address === address),
    ),
    fits: fits.slice(0, FITS_MAX).map((fit) => presentFit(fit, table, about)),
    fitsInAll: fits.length,
  };
}

function presentFit(fit: PlacedFit, table: string, { name, unit, addressing }: About) {
  const { address, addressBase, type, order, scale, quantity } = fit;
  const place = { table, address, name, unit, isPrefixed: addressing === "prefixed" };
  return {
    ...{ address, addressBase, type, scale },
    order: isByte(type) ? "" : order,
    quantity: shownNumber(quantity),
    yaml: flowMapping(channelFields(fit, place)),
  };
}

type Row = ProbedTableView["decodings"][number];

/** Both bases side by side, a row for each type and order. */
function presentDecodings(decodings: readonly Decoding[], fits: readonly Fit[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { type, order, addressBase, value } of decodings) {
    const key = `${type} ${order}`;
    const row = rows.get(key) ?? { type, order: isByte(type) ? "" : order };
    const fit = fits.find(
      (each) => each.type === type && each.order === order && each.addressBase === addressBase,
    );
    const cell = { value: shownNumber(value), ...(fit === undefined ? {} : { scale: fit.scale }) };
    rows.set(key, { ...row, [addressBase === 0 ? "base0" : "base1"]: cell });
  }
  return [...rows.values()];
}

function isByte(type: string): boolean {
  return /8[HL]$/.test(type);
}

/** Seven digits tell a float; huge and tiny numbers in powers of ten. */
export function shownNumber(value: number | bigint): string {
  if (typeof value === "bigint" || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(7)));
}

/** In one line; undefined where the device says nothing of itself. */
export function describeIdentification(identity?: DeviceIdentification): string | undefined {
  const texts = Object.values(identity ?? {}).filter(
    (each) => typeof each === "string" && each !== "",
  );
  return texts.length === 0 ? undefined : texts.join(" · ");
}

const HEX_BYTES = 64;

/** What was heard, and how it reads. */
export function presentText(
  guess: LineGuess,
  { from, heard, isShared }: { from: string; heard: Uint8Array; isShared: boolean },
): ProbedTextView {
  const { textShare, lines, delimiter, pattern } = guess;
  const yaml = lineOptionsYaml(guess);
  return {
    ...{ from, isShared, heardBytes: heard.length, textShare, lines: [...lines] },
    hex: Buffer.from(heard.subarray(-HEX_BYTES))
      .toString("hex")
      .replace(/(..)(?=.)/g, "$1 "),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(pattern === undefined ? {} : { pattern: presentPattern(pattern) }),
    ...(yaml === "" ? {} : { yaml }),
  };
}

function presentPattern({ kind, fits, of, found }: NonNullable<LineGuess["pattern"]>) {
  return { kind, fits, of, found: found.map((each) => ({ ...each })) };
}
