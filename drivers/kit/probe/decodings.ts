/**
 * The order detective: every way to read some registers, and which of them fits what a person sees
 * on the device. Pure.
 *
 *   registers around the address ─► decodings (base × type × order) ─► fits (with a scale)
 */
import {
  type NumericType,
  ordersOf,
  placesOf,
  REGISTER_TYPES,
  type RegisterOrder,
  widthOf,
} from "../register-layout.ts";
import { scaleValue } from "../register-scaling.ts";
import { decodeRegisters, UndecodableValue } from "../registers.ts";

/** The two bytes of a register by its address on the wire; absent where it could not be read. */
export type Registers = ReadonlyMap<number, Uint8Array>;

export interface Decoding {
  /** Whether the manual's first register is 0 or 1. */
  readonly addressBase: 0 | 1;
  readonly type: NumericType;
  readonly order: RegisterOrder;
  readonly value: number | bigint;
}

export interface Fit extends Decoding {
  readonly scale: number;
  /** The scaled value. */
  readonly quantity: number;
  /** Of the quantity, in parts of what was wanted. */
  readonly error: number;
}

const TYPES = REGISTER_TYPES.filter(
  (type): type is NumericType => type !== "STRING" && type !== "BOOL" && type !== "BIT",
);

/** Every decoding of the value at `address` as the manual has it, each order once. */
export function decodeAll(registers: Registers, address: number): Decoding[] {
  return ([0, 1] as const).flatMap((addressBase) =>
    TYPES.flatMap((type) =>
      distinctOrders(type).flatMap((order): Decoding[] => {
        const value = decodeAt(registers, address - addressBase, { type, order });
        return value === undefined ? [] : [{ addressBase, type, order, value }];
      }),
    ),
  );
}

/** The short names first: `ABCD` and `AB` are the same for a register. */
function distinctOrders(type: NumericType): RegisterOrder[] {
  if (/8[HL]$/.test(type)) return ["AB"];
  const seen = new Set<string>();
  return ordersOf(type).filter((order) => {
    const places = placesOf(order, widthOf(type)).join();
    if (seen.has(places)) return false;
    seen.add(places);
    return true;
  });
}

function decodeAt(
  registers: Registers,
  from: number,
  layout: { readonly type: NumericType; readonly order: RegisterOrder },
): number | bigint | undefined {
  const words = Array.from({ length: widthOf(layout.type) / 2 }, (_, at) =>
    registers.get(from + at),
  );
  if (!words.every((word) => word !== undefined)) return undefined;
  try {
    const value = decodeRegisters(Buffer.concat(words), layout);
    const isNumber = typeof value === "bigint" || Number.isFinite(value);
    return isNumber ? (value as number | bigint) : undefined;
  } catch (error) {
    if (error instanceof UndecodableValue) return undefined;
    throw error;
  }
}

/** Usual scales of devices; floats say the quantity itself. */
const SCALES = [1, 0.1, 0.01, 0.001, 10, 100, 1_000] as const;

export interface Wanted {
  readonly value: number;
  /** Largest error that still fits, in parts of the value. */
  readonly tolerance: number;
}

/** The decodings that give what is wanted, the likeliest first. A value of 0 fits only itself. */
export function findFits(decodings: readonly Decoding[], wanted: Wanted): Fit[] {
  return decodings
    .flatMap((decoding) => fitOf(decoding, wanted) ?? [])
    .toSorted((left, right) => unlikeliness(left) - unlikeliness(right));
}

function fitOf(decoding: Decoding, { value: wanted, tolerance }: Wanted): Fit | undefined {
  const scales = decoding.type.startsWith("FLOAT") ? [1] : SCALES;
  for (const scale of scales) {
    const quantity = Number(scaleValue(Number(decoding.value), { scale, offset: 0 }));
    const error =
      wanted === 0 ? Math.abs(quantity) : Math.abs(quantity - wanted) / Math.abs(wanted);
    if (error <= tolerance) return { ...decoding, scale, quantity, error };
  }
  return undefined;
}

const COMMON_ORDERS = ["ABCD", "AB", "CDAB", "ABCDEFGH", "GHEFCDAB", "DCBA", "BADC"];

/** A float that hits is no accident; of integers the plain and short ones are likelier. */
export function unlikeliness({ type, order, scale, error, addressBase }: Fit): number {
  const isFloat = type.startsWith("FLOAT");
  const place = COMMON_ORDERS.indexOf(order);
  return (
    (isFloat ? (type === "FLOAT16" ? 30 : 0) : 20) +
    (scale === 1 ? 0 : 5) +
    (type.startsWith("INT") || type.startsWith("BCD") ? 2 : 0) +
    (/8[HL]$/.test(type) ? 25 : 0) +
    widthOf(type) / 4 +
    (place === -1 ? COMMON_ORDERS.length : place) +
    addressBase * 0.1 +
    Math.min(1, error * 50)
  );
}

/** Those of `fits` that also fit a second look, after the quantity had changed. */
export function stillFitting<Found extends Fit & { address?: number }>(
  fits: readonly Found[],
  later: readonly Found[],
): Found[] {
  const keyOf = ({ address, addressBase, type, order, scale }: Found) =>
    [address, addressBase, type, order, scale].join(" ");
  const known = new Set(later.map(keyOf));
  return fits.filter((fit) => known.has(keyOf(fit)));
}
