/** The wire format of Protocol Buffers, as much as Sparkplug needs of it. */

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

/** Collects fields in the order they are written. */
export class ProtoWriter {
  readonly #parts: Uint8Array[] = [];

  /** Unsigned, at most 64 bits. */
  varint(field: number, value: bigint): void {
    this.#parts.push(varintBytes(BigInt((field << 3) | VARINT)), varintBytes(value));
  }

  double(field: number, value: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    this.#parts.push(varintBytes(BigInt((field << 3) | FIXED64)), bytes);
  }

  text(field: number, value: string): void {
    this.bytes(field, Buffer.from(value, "utf8"));
  }

  bytes(field: number, value: Uint8Array): void {
    const head = varintBytes(BigInt((field << 3) | LENGTH));
    this.#parts.push(head, varintBytes(BigInt(value.length)), value);
  }

  finish(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}

function varintBytes(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

export interface ProtoField {
  readonly field: number;
  readonly varint?: bigint;
  readonly bytes?: Uint8Array;
}

/** Reads one message field by field. */
export class ProtoReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Undefined where the bytes are no message. */
  static read(bytes: Uint8Array): readonly ProtoField[] | undefined {
    const reader = new ProtoReader(bytes);
    const fields: ProtoField[] = [];
    while (reader.#at < bytes.length) {
      const field = reader.#field();
      if (field === undefined) return undefined;
      fields.push(field);
    }
    return fields;
  }

  #field(): ProtoField | undefined {
    const tag = this.#varint();
    if (tag === undefined) return undefined;
    const field = Number(tag >> 3n);
    const type = Number(tag & 7n);
    if (type === VARINT) {
      const varint = this.#varint();
      return varint === undefined ? undefined : { field, varint };
    }
    const length = type === FIXED64 ? 8n : type === FIXED32 ? 4n : this.#lengthOf(type);
    if (length === undefined || length > BigInt(this.#bytes.length - this.#at)) return undefined;
    const from = this.#at;
    this.#at += Number(length);
    return { field, bytes: this.#bytes.subarray(from, this.#at) };
  }

  #lengthOf(type: number): bigint | undefined {
    return type === LENGTH ? this.#varint() : undefined;
  }

  #varint(): bigint | undefined {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) return undefined;
      this.#at += 1;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    return undefined;
  }
}
