/** Bytes to write and to read: varints, doubles, strings; a checksum. */
import { crc32 } from "node:zlib";

/** Growing bytes to write to. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(256);
  #length = 0;

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + count));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  /** A non-negative safe integer in groups of seven bits, lowest first. */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      // Not `>>>`: values reach 2^53.
      this.#bytes[this.#length] = (rest % 0x80) | 0x80;
      this.#length += 1;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  /** A signed integer of at most 2^52 in size: the sign in the lowest bit. */
  zigzag(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#bytes.writeDoubleLE(value, this.#length);
    this.#length += 8;
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** UTF-8, or UTF-16 where half a surrogate pair would not survive UTF-8. */
  string(text: string): void {
    const wellFormed = text.isWellFormed();
    const bytes = Buffer.from(text, wellFormed ? "utf8" : "utf16le");
    this.varint(bytes.length * 2 + (wellFormed ? 0 : 1));
    this.raw(bytes);
  }

  /** What was written, as a copy. */
  finish(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(0, this.#length));
  }
}

/** Throws RangeError when read past the end: a torn or foreign block. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new RangeError(`telemetry block ends at byte ${this.#at}`);
    this.#at += 1;
    return value;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  double(): number {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }

  raw(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError(`telemetry block ends before byte ${end}`);
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }

  string(): string {
    const header = this.varint();
    const bytes = this.raw(Math.floor(header / 2));
    return bytes.toString(header % 2 === 0 ? "utf8" : "utf16le");
  }
}

const CRC_BYTES = 4;

/** The bytes and their checksum: SQLite has none, and a flipped bit would be a wrong value. */
export function seal(content: Uint8Array): Uint8Array {
  const sealed = Buffer.allocUnsafe(content.length + CRC_BYTES);
  sealed.set(content);
  sealed.writeUInt32LE(crc32(content), content.length);
  return sealed;
}

/** What was sealed. Throws RangeError where a bit of it differs. */
export function unseal(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - CRC_BYTES;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (end < 1 || view.getUint32(end, true) !== crc32(bytes.subarray(0, end))) {
    throw new RangeError("telemetry block is damaged: its checksum does not match");
  }
  return bytes.subarray(0, end);
}
