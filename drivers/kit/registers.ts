/** Values in 16-bit registers, both ways. Pure. `register-layout.ts` says what lies how. */
import {
  type NumericType,
  placesOf,
  type RegisterLayout,
  type RegisterOrder,
  registerCount,
  widthOf,
} from "./register-layout.ts";

export type RegisterValue = number | bigint | string | boolean;

/** The registers hold what the type does not know: a BCD digit of 12, a character beyond ASCII. */
export class UndecodableValue extends Error {}

/** `DataView` of Node 24 has these; the library of this TypeScript does not name them yet. */
interface HalfFloats {
  getFloat16(at: number): number;
  setFloat16(at: number, value: number): void;
}

/** Written and read within one call: a buffer for each value is what decoding would cost most. */
const PLAIN = new DataView(new ArrayBuffer(8));

/** The value's bytes from `from` on, most significant first. Good until the next call. */
function fromWire(bytes: Uint8Array, from: number, layout: NumericLayout): DataView {
  const width = widthOf(layout.type);
  const places = placesOf(layout.order, width);
  for (let at = 0; at < width; at += 1) PLAIN.setUint8(at, bytes[from + (places[at] ?? 0)] ?? 0);
  return PLAIN;
}

function toWire(plain: DataView, { type, order }: NumericLayout): Uint8Array {
  const places = placesOf(order, widthOf(type));
  const bytes = new Uint8Array(plain.byteLength);
  for (let at = 0; at < bytes.length; at += 1) bytes[places[at] ?? 0] = plain.getUint8(at);
  return bytes;
}

type NumericLayout = RegisterLayout & { readonly type: NumericType };

function readNumber(view: DataView, type: Exclude<NumericType, "BOOL" | "BIT">): number | bigint {
  switch (type) {
    case "INT8H":
      return view.getInt8(0);
    case "INT8L":
      return view.getInt8(1);
    case "UINT8H":
      return view.getUint8(0);
    case "UINT8L":
      return view.getUint8(1);
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
    case "FLOAT16":
      return (view as DataView & HalfFloats).getFloat16(0);
    case "FLOAT32":
      return view.getFloat32(0);
    case "FLOAT64":
      return view.getFloat64(0);
    case "BCD16":
      return readBcd(view, 4);
    case "BCD32":
      return readBcd(view, 8);
  }
}

function readBcd(view: DataView, digits: number): number {
  let value = 0;
  for (let at = 0; at < digits; at += 1) {
    const byte = view.getUint8(at >> 1);
    const digit = at % 2 === 0 ? byte >> 4 : byte & 15;
    if (digit > 9) throw new UndecodableValue(`BCD digit ${digit}`);
    value = value * 10 + digit;
  }
  return value;
}

/** `count` bits from bit `from` on; of a signed type the highest of them is the sign. */
function bitsOf(
  value: number | bigint,
  type: NumericType,
  { from, count }: { readonly from: number; readonly count: number },
): number | bigint {
  const part = BigInt(value) >> BigInt(from);
  const field = type.startsWith("U") ? BigInt.asUintN(count, part) : BigInt.asIntN(count, part);
  return typeof value === "bigint" ? field : Number(field);
}

/**
 * The value in `bytes`, which hold exactly the layout's registers. 64-bit integers are bigint.
 * Words are never swapped in text, bytes are where the order says so. Throws RangeError on a wrong
 * byte count, UndecodableValue where the registers hold no value of the type.
 */
export function decodeRegisters(bytes: Uint8Array, layout: RegisterLayout): RegisterValue {
  const expected = registerCount(layout) * 2;
  if (bytes.length !== expected || expected === 0) {
    throw new RangeError(`${layout.type} takes ${expected} bytes, got ${bytes.length}`);
  }
  return decodeRegistersAt(bytes, 0, layout);
}

/**
 * As `decodeRegisters`, of bytes that hold more: the value begins at byte `from`. Throws RangeError
 * where they end before it does.
 */
export function decodeRegistersAt(
  bytes: Uint8Array,
  from: number,
  layout: RegisterLayout,
): RegisterValue {
  const { type, bit, bits } = layout;
  const end = from + registerCount(layout) * 2;
  if (from < 0 || end > bytes.length) {
    throw new RangeError(`${type} ends at byte ${end} of ${bytes.length}`);
  }
  if (type === "STRING") return decodeText(bytes.subarray(from, end), layout);
  const plain = fromWire(bytes, from, layout as NumericLayout);
  if (type !== "BOOL" && type !== "BIT") {
    const value = readNumber(plain, type);
    return bits === undefined ? value : bitsOf(value, type, bits);
  }
  const word = plain.getUint16(0);
  return bit === undefined ? word !== 0 : ((word >>> bit) & 1) === 1;
}

/** Each register's two characters as they are read. */
function inTextOrder(bytes: Uint8Array, order: RegisterOrder): Uint8Array {
  if (!["BA", "BADC", "DCBA"].includes(order)) return bytes;
  return bytes.map((_, at) => bytes[at ^ 1] ?? 0);
}

function decodeText(bytes: Uint8Array, { order, encoding, trim }: RegisterLayout): string {
  const plain = inTextOrder(bytes, order);
  const end = trim === "none" ? -1 : plain.indexOf(0);
  const text = end < 0 ? plain : plain.subarray(0, end);
  const beyond = encoding === "ascii" ? text.find((code) => code > 0x7f) : undefined;
  if (beyond !== undefined) throw new UndecodableValue(`character ${beyond} is not ASCII`);
  const decoded = String.fromCharCode(...text);
  return (trim ?? "nul-and-space") === "nul-and-space" ? decoded.replace(/ +$/, "") : decoded;
}

/**
 * The registers' bytes for `value`, the inverse of `decodeRegisters`. Text is padded with NUL.
 * Throws RangeError when the value does not fit its type, and for a part of a register.
 */
export function encodeRegisters(value: RegisterValue, layout: RegisterLayout): Uint8Array {
  if (layout.type === "STRING") return encodeText(String(value), layout);
  if (layout.bits !== undefined) throw new RangeError("bits of a register are not written alone");
  const plain = new DataView(new ArrayBuffer(widthOf(layout.type)));
  encodeNumber(plain, value, layout);
  return toWire(plain, layout as NumericLayout);
}

function encodeText(text: string, { order, encoding, ...layout }: RegisterLayout): Uint8Array {
  const plain = new Uint8Array(registerCount(layout) * 2);
  if (text.length > plain.length) {
    throw new RangeError(`text of ${text.length} characters does not fit ${plain.length} bytes`);
  }
  const highest = encoding === "ascii" ? 0x7f : 0xff;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > highest)
      throw new RangeError(`character ${code} is not in ${encoding ?? "latin-1"}`);
    plain[at] = code;
  }
  return inTextOrder(plain, order);
}

const INTEGER_BOUNDS: Readonly<Record<string, readonly [bigint, bigint]>> = {
  INT8: [-(2n ** 7n), 2n ** 7n - 1n],
  UINT8: [0n, 2n ** 8n - 1n],
  INT16: [-(2n ** 15n), 2n ** 15n - 1n],
  UINT16: [0n, 2n ** 16n - 1n],
  INT32: [-(2n ** 31n), 2n ** 31n - 1n],
  UINT32: [0n, 2n ** 32n - 1n],
  INT64: [-(2n ** 63n), 2n ** 63n - 1n],
  UINT64: [0n, 2n ** 64n - 1n],
  BCD16: [0n, 9_999n],
  BCD32: [0n, 99_999_999n],
};

function encodeNumber(view: DataView, value: RegisterValue, layout: RegisterLayout): void {
  const { type } = layout;
  if (type === "BOOL" || type === "BIT") {
    view.setUint16(0, value ? 1 << (layout.bit ?? 0) : 0);
  } else if (type.startsWith("FLOAT")) encodeFloat(view, value);
  else encodeInteger(view, value, type as NumericType);
}

function encodeFloat(view: DataView, value: RegisterValue): void {
  const number = Number(value);
  if (view.byteLength === 8) view.setFloat64(0, number);
  else if (view.byteLength === 4) view.setFloat32(0, number);
  else (view as DataView & HalfFloats).setFloat16(0, number);
  const type = `FLOAT${view.byteLength * 8}` as "FLOAT16" | "FLOAT32" | "FLOAT64";
  if (Number.isFinite(number) && !Number.isFinite(Number(readNumber(view, type)))) {
    throw new RangeError(`${value} does not fit ${type}`);
  }
}

function encodeInteger(view: DataView, value: RegisterValue, type: NumericType): void {
  // BigInt refuses fractions and NaN with a RangeError of its own.
  const integer = BigInt(value);
  const [lowest, highest] = INTEGER_BOUNDS[type.replace(/8[HL]$/, "8")] ?? [0n, 0n];
  if (integer < lowest || integer > highest) {
    throw new RangeError(`${value} does not fit ${type} (${lowest} to ${highest})`);
  }
  if (type.startsWith("BCD")) {
    const raw = Number.parseInt(String(integer), 16);
    if (view.byteLength === 4) view.setUint32(0, raw);
    else view.setUint16(0, raw);
  } else if (/8[HL]$/.test(type)) {
    view.setUint8(type.endsWith("H") ? 0 : 1, Number(BigInt.asUintN(8, integer)));
  } else if (view.byteLength === 8) view.setBigUint64(0, BigInt.asUintN(64, integer));
  else if (view.byteLength === 4) view.setUint32(0, Number(BigInt.asUintN(32, integer)));
  else view.setUint16(0, Number(BigInt.asUintN(16, integer)));
}
