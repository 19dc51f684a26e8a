/**
 * Where a value lies, as the device's manual writes it. Pure.
 *
 *   address: 17                with `table:`; counts from `addressBase`
 *   address: "40017"           holding 17, counting from 1; also "400017" and "4x00017"
 */
import type { PlaceTable } from "../kit/plan/poll-plan.ts";

export interface WrittenPlace {
  readonly table?: PlaceTable | undefined;
  readonly address: number | string;
}

/** On the wire: addresses count from 0. */
export interface WireAddress {
  readonly table: PlaceTable;
  readonly address: number;
}

const TABLES: Readonly<Record<string, PlaceTable>> = {
  0: "coil",
  1: "discrete",
  3: "input",
  4: "holding",
};
const NOTATION = /^(?:([0134])(\d{4,5})|([0134])x(\d{1,5}))$/i;

/** The place on the wire, or what is wrong with the way it is written. */
export function resolveAddress(
  { table, address }: WrittenPlace,
  addressBase: 0 | 1,
): WireAddress | string {
  if (typeof address === "number") return resolveNumber({ table, address }, addressBase);
  const [, digit, number, prefix, rest] = NOTATION.exec(address) ?? [];
  const named = TABLES[digit ?? prefix ?? ""];
  if (named === undefined) {
    return `address "${address}" is no notation of Modbus: write a number, "40001" or "4x00001"`;
  }
  if (table !== undefined && table !== named) {
    return `address "${address}" is in ${named}, but table says ${table}`;
  }
  const first = Number(number ?? rest) - 1;
  if (first < 0) return `address "${address}": this notation counts from 1`;
  return first > 65_535
    ? `address "${address}" is beyond the last one`
    : { table: named, address: first };
}

function resolveNumber(
  { table, address }: { table?: PlaceTable | undefined; address: number },
  addressBase: 0 | 1,
): WireAddress | string {
  if (table === undefined) {
    return `address ${address} needs a table; only the notation "4x${address}" implies one`;
  }
  if (address < addressBase) return "address 0 does not exist with addressBase 1";
  return { table, address: address - addressBase };
}

/** The place on the wire of options that were checked; throws RangeError for others. */
export function wireAddress(place: WrittenPlace, addressBase: 0 | 1): WireAddress {
  const resolved = resolveAddress(place, addressBase);
  if (typeof resolved === "string") throw new RangeError(resolved);
  return resolved;
}
