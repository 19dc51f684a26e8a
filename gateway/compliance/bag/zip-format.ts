/** The records of a zip file (APPNOTE 6.3.10), with zip64 where a number needs it. Pure. */

/** One file of an archive. */
export interface ZipEntry {
  readonly path: string;
  readonly crc: number;
  readonly size: number;
  /** Bytes in the archive. */
  readonly packedSize: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const MAX_32 = 0xffffffff;
const MAX_16 = 0xffff;
const VERSION = 45;
const UTF_8 = 0x0800;
const DEFLATED = 8;
/** Every file bears the same day: the same content makes the same bytes. */
const DAY = ((2020 - 1980) << 9) | (1 << 5) | 1;

/** The header before the bytes of one file. */
export function encodeLocalHeader(entry: ZipEntry): Buffer {
  const name = Buffer.from(entry.path, "utf8");
  const sizes = [entry.size, entry.packedSize];
  const extra = sizes.some(isLong) ? extraOf(sizes) : Buffer.alloc(0);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(LOCAL, 0);
  writeShared(header, entry, 4);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

/** The directory at the end of the archive, which begins at `offset`. */
export function encodeDirectory(entries: readonly ZipEntry[], offset: number): Buffer {
  const headers = entries.map(encodeCentralHeader);
  const size = headers.reduce((sum, { length }) => sum + length, 0);
  const isBig = isLong(offset) || isLong(size) || entries.length >= MAX_16;
  const end = { count: entries.length, size, offset };
  return Buffer.concat([...headers, ...(isBig ? [encodeEnd64(end)] : []), encodeEnd(end)]);
}

function encodeCentralHeader(entry: ZipEntry): Buffer {
  const name = Buffer.from(entry.path, "utf8");
  const numbers = [entry.size, entry.packedSize, entry.offset];
  const isBig = numbers.some(isLong);
  const extra = isBig ? extraOf(numbers) : Buffer.alloc(0);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(CENTRAL, 0);
  header.writeUInt16LE(VERSION | (3 << 8), 4);
  writeShared(header, entry, 6);
  // All three or none stand in the extra field.
  if (isBig) header.fill(0xff, 20, 28);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE((0o100644 << 16) >>> 0, 38);
  header.writeUInt32LE(isBig ? MAX_32 : entry.offset, 42);
  return Buffer.concat([header, name, extra]);
}

/** What local and central header have in common, from the version needed on. */
function writeShared(header: Buffer, { crc, size, packedSize }: ZipEntry, at: number): void {
  const isBig = isLong(size) || isLong(packedSize);
  header.writeUInt16LE(VERSION, at);
  header.writeUInt16LE(UTF_8, at + 2);
  header.writeUInt16LE(DEFLATED, at + 4);
  header.writeUInt16LE(0, at + 6);
  header.writeUInt16LE(DAY, at + 8);
  header.writeUInt32LE(crc, at + 10);
  header.writeUInt32LE(isBig ? MAX_32 : packedSize, at + 14);
  header.writeUInt32LE(isBig ? MAX_32 : size, at + 18);
}

function extraOf(numbers: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * numbers.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * numbers.length, 2);
  for (const [index, number] of numbers.entries()) {
    extra.writeBigUInt64LE(BigInt(number), 4 + 8 * index);
  }
  return extra;
}

interface DirectoryEnd {
  readonly count: number;
  readonly size: number;
  readonly offset: number;
}

function encodeEnd64({ count, size, offset }: DirectoryEnd): Buffer {
  const end = Buffer.alloc(76);
  end.writeUInt32LE(END_64, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(VERSION, 12);
  end.writeUInt16LE(VERSION, 14);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(size), 40);
  end.writeBigUInt64LE(BigInt(offset), 48);
  end.writeUInt32LE(LOCATOR_64, 56);
  end.writeBigUInt64LE(BigInt(offset + size), 64);
  end.writeUInt32LE(1, 72);
  return end;
}

function encodeEnd({ count, size, offset }: DirectoryEnd): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(Math.min(count, MAX_16), 8);
  end.writeUInt16LE(Math.min(count, MAX_16), 10);
  end.writeUInt32LE(Math.min(size, MAX_32), 12);
  end.writeUInt32LE(Math.min(offset, MAX_32), 16);
  return end;
}

function isLong(value: number): boolean {
  return value >= MAX_32;
}
