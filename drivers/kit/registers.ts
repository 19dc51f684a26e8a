/**
 * Values in 16-bit registers: types, word and byte orders, scaling. Pure.
 *
 * A block's bytes come as Modbus sends them, high byte of each register first. `order` says how
 * the device laid the value over them, for a 32-bit value 0xAABBCCDD:
 *
 *   ABCD  big endian            CDAB  words swapped
 *   BADC  bytes swapped         DCBA  little endian
 *
 * For 64 bits the same four names mean big, word-swapped, byte-swapped and little.
 */

/** How many bytes a value of each numeric type takes. */
const WIDTHS = {
  BOOL: 2,
  INT16: 2,
  UINT16: 2,
  INT32: 4,
  UINT32: 4,
  INT64: 8,
  UINT64: 8,
  FLOAT32: 4,
  FLOAT64: 8,
} as const;

export type NumericType = keyof typeof WIDTHS;
export type RegisterType = NumericType | "STRING";
export type RegisterOrder = "ABCD" | "CDAB" | "BADC" | "DCBA";

/** Every type a channel may name. */
export const REGISTER_TYPES = [
  "BOOL",
  "INT16",
  "UINT16",
  "INT32",
  "UINT32",
  "INT64",
  "UINT64",
  "FLOAT32",
  "FLOAT64",
  "STRING",
] as const satisfies readonly RegisterType[];

/** Every order a channel may name. */
export const REGISTER_ORDERS = [
  "ABCD",
  "CDAB",
  "BADC",
  "DCBA",
] as const satisfies readonly RegisterOrder[];

/** A value's layout. `length` is in registers and only for STRING; `bit` only for BOOL. */
export interface RegisterLayout {
  readonly type: RegisterType;
  readonly order: RegisterOrder;
  readonly length?: number | undefined;
  /** Bit of the register, 0 the least significant; without it any non-zero register is true. */
  readonly bit?: number | undefined;
}

export type RegisterValue = number | bigint | string | boolean;

/** How many registers a value of this layout takes. */
export function registerCount(layout: Pick<RegisterLayout, "type" | "length">): number {
  return layout.type === "STRING" ? (layout.length ?? 0) : WIDTHS[layout.type] / 2;
}

/** The bytes in big-endian order; its own inverse, so encoding uses it too. */
function reordered(bytes: Uint8Array, order: RegisterOrder): Uint8Array {
  const { length } = bytes;
  const swapsBytes = order === "BADC" || order === "DCBA";
  const swapsWords = order === "CDAB" || order === "DCBA";
  return bytes.map((_, at) => {
    const word = swapsWords ? length - 2 - (at & ~1) : at & ~1;
    return bytes[word + (swapsBytes ? 1 - (at & 1) : at & 1)] ?? 0;
  });
}

function decodeNumeric(view: DataView, type: Exclude<NumericType, "BOOL">): number | bigint {
  switch (type) {
    case "INT16":
      return view.getInt16(0);
    case "UINT16":
      return view.getUint16(0);
    case "INT32":
      return view.getInt32(0);
    case "UINT32":
      return view.getUint32(0);
    case "INT64":
      return view.getBigInt64(0);
    case "UINT64":
      return view.getBigUint64(0);
    case "FLOAT32":
      return view.getFloat32(0);
    case "FLOAT64":
      return view.getFloat64(0);
  }
}

/**
 * The value in `bytes`, which hold exactly the layout's registers. 64-bit integers are bigint.
 * Text is taken as ISO 8859-1 up to the first NUL, trailing blanks removed; words are never
 * swapped in text, bytes are where the order says so. Throws RangeError on a wrong byte count.
 */
export function decodeRegisters(bytes: Uint8Array, layout: RegisterLayout): RegisterValue {
  const expected = registerCount(layout) * 2;
  if (bytes.length !== expected || expected === 0) {
    throw new RangeError(`${layout.type} takes ${expected} bytes, got ${bytes.length}`);
  }
  if (layout.type === "STRING") return decodeText(bytes, layout.order);
  const plain = reordered(bytes, layout.order);
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  if (layout.type !== "BOOL") return decodeNumeric(view, layout.type);
  const word = view.getUint16(0);
  return layout.bit === undefined ? word !== 0 : ((word >>> layout.bit) & 1) === 1;
}

function textOrder(order: RegisterOrder): RegisterOrder {
  return order === "BADC" || order === "DCBA" ? "BADC" : "ABCD";
}

function decodeText(bytes: Uint8Array, order: RegisterOrder): string {
  const plain = reordered(bytes, textOrder(order));
  const end = plain.indexOf(0);
  const text = String.fromCharCode(...(end < 0 ? plain : plain.subarray(0, end)));
  return text.replace(/ +$/, "");
}

/**
 * The registers' bytes for `value`, the inverse of `decodeRegisters`. Text is padded with NUL.
 * Throws RangeError when the value does not fit its type.
 */
export function encodeRegisters(value: RegisterValue, layout: RegisterLayout): Uint8Array {
  if (layout.type === "STRING") return encodeText(String(value), layout);
  const plain = new Uint8Array(WIDTHS[layout.type]);
  encodeNumeric(new DataView(plain.buffer), value, layout);
  return reordered(plain, layout.order);
}

function encodeText(text: string, layout: RegisterLayout): Uint8Array {
  const plain = new Uint8Array(registerCount(layout) * 2);
  if (text.length > plain.length) {
    throw new RangeError(`text of ${text.length} characters does not fit ${plain.length} bytes`);
  }
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0xff) throw new RangeError(`character ${code} is not in ISO 8859-1`);
    plain[at] = code;
  }
  return reordered(plain, textOrder(layout.order));
}

const INTEGER_BOUNDS: Readonly<Record<string, readonly [bigint, bigint]>> = {
  INT16: [-(2n ** 15n), 2n ** 15n - 1n],
  UINT16: [0n, 2n ** 16n - 1n],
  INT32: [-(2n ** 31n), 2n ** 31n - 1n],
  UINT32: [0n, 2n ** 32n - 1n],
  INT64: [-(2n ** 63n), 2n ** 63n - 1n],
  UINT64: [0n, 2n ** 64n - 1n],
};

function encodeNumeric(view: DataView, value: RegisterValue, layout: RegisterLayout): void {
  const { type } = layout;
  if (type === "BOOL") {
    view.setUint16(0, value ? 1 << (layout.bit ?? 0) : 0);
  } else if (type === "FLOAT32" || type === "FLOAT64") {
    if (type === "FLOAT32") view.setFloat32(0, Number(value));
    else view.setFloat64(0, Number(value));
  } else {
    // BigInt refuses fractions and NaN with a RangeError of its own.
    const integer = BigInt(value);
    const [lowest, highest] = INTEGER_BOUNDS[type] ?? [0n, 0n];
    if (integer < lowest || integer > highest) {
      throw new RangeError(`${value} does not fit ${type} (${lowest} to ${highest})`);
    }
    if (view.byteLength === 8) view.setBigUint64(0, BigInt.asUintN(64, integer));
    else if (view.byteLength === 4) view.setUint32(0, Number(BigInt.asUintN(32, integer)));
    else view.setUint16(0, Number(BigInt.asUintN(16, integer)));
  }
}

/** `value × factor + offset`, by which a device's raw number becomes the quantity. */
export interface Scaling {
  readonly scale: number;
  readonly offset: number;
}

/**
 * The decimal digits of the quantity are those a person expects: 2376 at scale 0.01 is 23.76,
 * not 23.759999999999998, because integers are scaled as decimals. 64-bit integers stay bigint
 * as long as the scaling is whole. Text and booleans pass unchanged.
 */
export function scaleValue(value: RegisterValue, { scale, offset }: Scaling): RegisterValue {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (scale === 1 && offset === 0) return value;
  if (typeof value === "bigint") {
    const isWhole = Number.isSafeInteger(scale) && Number.isSafeInteger(offset);
    return isWhole ? value * BigInt(scale) + BigInt(offset) : scaleDecimal(value, scale, offset);
  }
  if (Number.isSafeInteger(value)) return scaleDecimal(BigInt(value), scale, offset);
  return value * scale + offset;
}

/** A finite number as digits × 10^-places, exactly as it is written in decimal. */
function toDecimal(value: number): { digits: bigint; places: number } {
  const [mantissa = "0", exponent = "0"] = value.toString().split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const places = fraction.length - Number(exponent);
  const digits = BigInt(whole + fraction);
  return places >= 0 ? { digits, places } : { digits: digits * 10n ** BigInt(-places), places: 0 };
}

function scaleDecimal(value: bigint, scale: number, offset: number): number {
  const factor = toDecimal(scale);
  const shift = toDecimal(offset);
  const places = Math.max(factor.places, shift.places);
  const sum =
    value * factor.digits * 10n ** BigInt(places - factor.places) +
    shift.digits * 10n ** BigInt(places - shift.places);
  return Number(`${sum}e-${places}`);
}
