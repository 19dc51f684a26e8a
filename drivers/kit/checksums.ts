/** The checksums that serial frames end with. Pure; known answers in the test beside. */

/** How a CRC is computed, in the words of the Rocksoft model. */
interface CrcModel {
  readonly bits: 8 | 16 | 32;
  readonly polynomial: number;
  readonly initial: number;
  readonly isReflected: boolean;
  readonly finalXor: number;
}

/** Parameters: Catalogue of parametrised CRC algorithms (reveng.sourceforge.io). */
const CRCS = {
  "crc-8": plain(8, 0x07, 0),
  "crc-8-maxim": reflected(8, 0x31, 0),
  "crc-16-modbus": reflected(16, 0x8005, 0xffff),
  "crc-16-arc": reflected(16, 0x8005, 0),
  "crc-16-ccitt-false": plain(16, 0x1021, 0xffff),
  "crc-16-xmodem": plain(16, 0x1021, 0),
  "crc-16-kermit": reflected(16, 0x1021, 0),
  "crc-32": { ...reflected(32, 0x04c11db7, 0xffffffff), finalXor: 0xffffffff },
} as const;

const SUMS = ["sum-8", "sum-16", "xor-8", "lrc-8"] as const;

export type ChecksumKind = keyof typeof CRCS | (typeof SUMS)[number];

/** Every checksum a frame may name. */
export const CHECKSUM_KINDS = [
  ...SUMS,
  ...(Object.keys(CRCS) as (keyof typeof CRCS)[]),
] as const satisfies readonly ChecksumKind[];

function plain(bits: CrcModel["bits"], polynomial: number, initial: number): CrcModel {
  return { bits, polynomial, initial, isReflected: false, finalXor: 0 };
}

function reflected(bits: CrcModel["bits"], polynomial: number, initial: number): CrcModel {
  return { bits, polynomial, initial, isReflected: true, finalXor: 0 };
}

/** Bytes that the checksum takes in a frame, as it is and not as text. */
export function checksumSize(kind: ChecksumKind): 1 | 2 | 4 {
  if (kind === "sum-16") return 2;
  const bits = kind in CRCS ? CRCS[kind as keyof typeof CRCS].bits : 8;
  return (bits / 8) as 1 | 2 | 4;
}

/** The checksum over `bytes`, an unsigned number of `checksumSize` bytes. */
export function checksumOf(kind: ChecksumKind, bytes: Uint8Array): number {
  switch (kind) {
    case "sum-8":
      return sumOf(bytes) & 0xff;
    case "sum-16":
      return sumOf(bytes) & 0xffff;
    case "lrc-8":
      return -sumOf(bytes) & 0xff;
    case "xor-8":
      return bytes.reduce((result, byte) => result ^ byte, 0);
    default:
      return crcOf(kind, bytes);
  }
}

function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) >>> 0;
  return sum;
}

/** Tables are made when first needed: a gateway uses one or two of them. */
const tables = new Map<string, Uint32Array>();

function tableOf(kind: keyof typeof CRCS): Uint32Array {
  const known = tables.get(kind);
  if (known !== undefined) return known;
  const { bits, polynomial, isReflected } = CRCS[kind];
  const table = Uint32Array.from({ length: 256 }, (_, byte) =>
    isReflected
      ? reflectedEntry(byte, mirror(polynomial, bits))
      : plainEntry(byte, polynomial, bits),
  );
  tables.set(kind, table);
  return table;
}

function reflectedEntry(byte: number, polynomial: number): number {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
  return value >>> 0;
}

/** Left-aligned in 32 bits, so that every width shifts alike. */
function plainEntry(byte: number, polynomial: number, bits: number): number {
  const aligned = (polynomial << (32 - bits)) >>> 0;
  let value = (byte << 24) >>> 0;
  for (let bit = 0; bit < 8; bit += 1) {
    value = (value & 0x80000000 ? (value << 1) ^ aligned : value << 1) >>> 0;
  }
  return value;
}

function mirror(value: number, bits: number): number {
  let result = 0;
  for (let bit = 0; bit < bits; bit += 1) {
    if ((value >>> bit) & 1) result |= 1 << (bits - 1 - bit);
  }
  return result >>> 0;
}

function crcOf(kind: keyof typeof CRCS, bytes: Uint8Array): number {
  const { bits, initial, isReflected, finalXor } = CRCS[kind];
  const table = tableOf(kind);
  if (isReflected) {
    let value = initial;
    for (const byte of bytes) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] ?? 0);
    return (value ^ finalXor) >>> 0;
  }
  let value = (initial << (32 - bits)) >>> 0;
  for (const byte of bytes) value = ((value << 8) ^ (table[(value >>> 24) ^ byte] ?? 0)) >>> 0;
  return ((value >>> (32 - bits)) ^ finalXor) >>> 0;
}
