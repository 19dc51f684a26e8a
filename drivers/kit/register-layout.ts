/**
 * How a value lies in 16-bit registers: types and orders. Pure.
 *
 * A block's bytes come as Modbus sends them, high byte of each register first. An order names the
 * value's bytes as they come on the wire, A the most significant:
 *
 *   16 bit  AB  BA
 *   32 bit  ABCD big    CDAB words swapped    BADC bytes swapped    DCBA little
 *   64 bit  ABCDEFGH    GHEFCDAB words reversed  BADCFEHG bytes swapped  HGFEDCBA little
 *           CDABGHEF    DCBAHGFE                 EFGHABCD                FEHGBADC
 *
 * The 32-bit names also say the same of the other widths: ABCD big, CDAB words reversed, BADC
 * bytes swapped, DCBA little.
 */

/** How many bytes a value of each numeric type takes on the wire. */
const WIDTHS = {
  BOOL: 2,
  BIT: 2,
  INT8H: 2,
  INT8L: 2,
  UINT8H: 2,
  UINT8L: 2,
  INT16: 2,
  UINT16: 2,
  INT32: 4,
  UINT32: 4,
  INT64: 8,
  UINT64: 8,
  FLOAT16: 2,
  FLOAT32: 4,
  FLOAT64: 8,
  BCD16: 2,
  BCD32: 4,
} as const;

export type NumericType = keyof typeof WIDTHS;
export type RegisterType = NumericType | "STRING";

/** Every type a channel may name. */
export const REGISTER_TYPES = [
  ...(Object.keys(WIDTHS) as NumericType[]),
  "STRING",
] as const satisfies readonly RegisterType[];

const ORDERS_16 = ["AB", "BA"] as const;
const ORDERS_32 = ["ABCD", "CDAB", "BADC", "DCBA"] as const;
const ORDERS_64 = [
  "ABCDEFGH",
  "GHEFCDAB",
  "BADCFEHG",
  "HGFEDCBA",
  "CDABGHEF",
  "DCBAHGFE",
  "EFGHABCD",
  "FEHGBADC",
] as const;

/** Every order a channel may name. */
export const REGISTER_ORDERS = [...ORDERS_32, ...ORDERS_16, ...ORDERS_64] as const;

export type RegisterOrder = (typeof REGISTER_ORDERS)[number];

/** A value's layout. */
export interface RegisterLayout {
  readonly type: RegisterType;
  readonly order: RegisterOrder;
  /** Registers of a STRING. */
  readonly length?: number | undefined;
  /** Bit of the register, 0 the least significant; without it any non-zero register is true. */
  readonly bit?: number | undefined;
  /** Part of an integer: `count` bits from bit `from` on, 0 the least significant. */
  readonly bits?: { readonly from: number; readonly count: number } | undefined;
  /** Of a STRING; `latin-1` unless told. */
  readonly encoding?: "latin-1" | "ascii" | undefined;
  /** What ends a STRING; `nul-and-space` unless told. */
  readonly trim?: "nul-and-space" | "nul" | "none" | undefined;
}

/** A layout as far as it was written. */
export type WrittenLayout = {
  readonly [Key in keyof RegisterLayout]?: RegisterLayout[Key] | undefined;
};

/** The bytes of a number of this type. */
export function widthOf(type: NumericType): 2 | 4 | 8 {
  return WIDTHS[type];
}

/** How many registers a value of this layout takes. */
export function registerCount(layout: Pick<RegisterLayout, "type" | "length">): number {
  return layout.type === "STRING" ? (layout.length ?? 0) : WIDTHS[layout.type] / 2;
}

/** True for numbers that have no fraction of their own. */
export function isInteger(type: RegisterType): boolean {
  return /^U?INT|^BCD/.test(type);
}

/** The orders that mean something for the type. */
export function ordersOf(type: RegisterType): readonly RegisterOrder[] {
  if (type === "STRING" || WIDTHS[type] === 2) return [...ORDERS_16, "ABCD", "BADC"];
  return WIDTHS[type] === 4 ? ORDERS_32 : [...ORDERS_64, ...ORDERS_32];
}

/** What is wrong with a layout as it was written; undefined where nothing is. */
export function layoutFault(layout: RegisterLayout): string | undefined {
  const { type, order, length, bit, bits, encoding, trim } = layout;
  if (!ordersOf(type).includes(order)) {
    const what = type === "STRING" ? "text" : `${registerCount(layout) * 16} bits`;
    return `order ${order} is not for ${type} (${what}): ${ordersOf(type).join(", ")}`;
  }
  if (type === "STRING" && length === undefined) return "STRING needs a length";
  if (type !== "STRING") {
    if (length !== undefined) return "only STRING has a length";
    if (encoding !== undefined || trim !== undefined) return "encoding and trim are for STRING";
  }
  return bitFault(type, bit, bits);
}

function bitFault(
  type: RegisterType,
  bit: RegisterLayout["bit"],
  bits: RegisterLayout["bits"],
): string | undefined {
  if (bit !== undefined && type !== "BOOL" && type !== "BIT")
    return "bit is for BOOL in a register";
  if (type === "BIT" && bit === undefined) return "BIT in a register needs `bit`";
  if (bits === undefined) return undefined;
  if (!/^U?INT(16|32|64)$/.test(type)) return "bits are for INT and UINT of 16, 32 or 64 bits";
  const width = widthOf(type as NumericType) * 8;
  return bits.from + bits.count > width ? `bits reach beyond the ${width} of ${type}` : undefined;
}

/** The four short names as they read for the width. */
const SHORT_NAMES: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  2: { ABCD: "AB", CDAB: "AB", BADC: "BA", DCBA: "BA" },
  4: {},
  8: { ABCD: "ABCDEFGH", CDAB: "GHEFCDAB", BADC: "BADCFEHG", DCBA: "HGFEDCBA" },
};

/** By the value's width and order. */
const places: Readonly<Record<number, Map<RegisterOrder, Uint8Array>>> = {
  ...{ 2: new Map(), 4: new Map(), 8: new Map() },
};

/** For each byte of the value, most significant first, where it stands on the wire. */
export function placesOf(order: RegisterOrder, width: 2 | 4 | 8): Uint8Array {
  const known = places[width]?.get(order);
  if (known !== undefined) return known;
  const letters = SHORT_NAMES[width]?.[order] ?? order;
  const found = Uint8Array.from({ length: width }, (_, at) =>
    letters.indexOf(String.fromCharCode(65 + at)),
  );
  places[width]?.set(order, found);
  return found;
}
