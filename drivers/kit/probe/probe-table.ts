/**
 * One look at a device: the registers around an address, each of their decodings, and what fits.
 *
 *   address, count ─► registers ─► decodings at the address ─► fits there, then in the block
 */
import type { ModbusClient } from "../modbus/modbus-client.ts";
import {
  type Decoding,
  decodeAll,
  type Fit,
  findFits,
  type Registers,
  unlikeliness,
  type Wanted,
} from "./decodings.ts";
import { type RegistersAround, readAround } from "./read-around.ts";

export interface TableQuestion extends RegistersAround {
  /** Absent: both are looked at. */
  readonly addressBase?: 0 | 1 | undefined;
  /** Absent: nothing is searched. */
  readonly wanted?: Wanted | undefined;
}

/** A fit with the address it is at, as the manual counts. */
export interface PlacedFit extends Fit {
  readonly address: number;
}

export interface ProbedTable {
  readonly table: "input" | "holding";
  readonly address: number;
  /** Empty where the device has none there. */
  readonly registers: Registers;
  /** At the address itself. */
  readonly decodings: readonly Decoding[];
  /** The likeliest first. */
  readonly fits: readonly PlacedFit[];
}

/** Reads once. Throws DriverError for anything but a refused register. */
export async function probeTable(
  client: ModbusClient,
  question: TableQuestion,
  signal: AbortSignal,
): Promise<ProbedTable> {
  const registers = await readAround(client, question, signal);
  const { table, address } = question;
  const decodings = decodingsAt(registers, question);
  return { table, address, registers, decodings, fits: fitsIn(registers, question) };
}

function decodingsAt(
  registers: Registers,
  { address, addressBase }: Pick<TableQuestion, "address" | "addressBase">,
): Decoding[] {
  const all = decodeAll(registers, address);
  return addressBase === undefined
    ? all
    : all.filter((decoding) => decoding.addressBase === addressBase);
}

/** That the address is wrong, too, is less likely than an unusual order at the right one. */
const ELSEWHERE = 15;

/** What fits at the address and in the block after it. Pure. */
export function fitsIn(
  registers: Registers,
  { address, count = 1, addressBase, wanted }: Omit<TableQuestion, "table">,
): readonly PlacedFit[] {
  if (wanted === undefined) return [];
  const places = Array.from({ length: count }, (_, index) => address + index);
  return places
    .flatMap((place) => {
      // Base 1 of the next address is this register again: it would be told twice.
      const base = place === address ? addressBase : (addressBase ?? 0);
      const decodings = decodingsAt(registers, { address: place, addressBase: base });
      return findFits(decodings, wanted).map((fit): PlacedFit => ({ ...fit, address: place }));
    })
    .toSorted((one, other) => rank(one, address) - rank(other, address));
}

function rank(fit: PlacedFit, asked: number): number {
  return unlikeliness(fit) + (fit.address === asked ? 0 : ELSEWHERE);
}
