/**
 * What a frame of bytes looks like, and where the first whole one in a buffer is. Pure.
 *
 *   delimited   start … end              an escape byte may hide both inside
 *   length      start … length field …   the field says how many bytes there are
 *   fixed       start? … n bytes … end?
 */
import { type ChecksumKind, checksumOf, checksumSize } from "../checksums.ts";

export interface FrameChecksum {
  readonly kind: ChecksumKind;
  /**
   * `before-end`: the last bytes of the frame, or the last before its end marker; escaped as the
   * body is. `after-end`: behind the marker, where nothing needs hiding, as it is.
   */
  readonly place: "before-end" | "after-end";
  readonly coversStart: boolean;
  /** Only where it stands after the end. */
  readonly coversEnd: boolean;
  readonly order: "big" | "little";
  /** As it is, or as hexadecimal digits. */
  readonly as: "binary" | "hex";
}

export interface LengthField {
  /** Of its first byte, from the first byte of the frame. */
  readonly offset: number;
  readonly size: 1 | 2;
  readonly order: "big" | "little";
  /** Bytes of the whole frame that the field does not count; negative where it counts twice. */
  readonly adds: number;
}

export interface FrameRules {
  readonly start: Uint8Array;
  readonly end: Uint8Array;
  readonly escape?: { readonly byte: number; readonly xor: number };
  readonly lengthField?: LengthField;
  /** Bytes of the whole frame, for `fixed`. */
  readonly length?: number;
  /** Bytes of the whole frame at most. */
  readonly lengthMax: number;
  readonly checksum?: FrameChecksum;
}

export type Search =
  /** A whole sound frame from `from` to `to`; the body is without markers, checksum, escapes. */
  | {
      readonly kind: "frame";
      readonly from: number;
      readonly to: number;
      readonly body: Uint8Array;
    }
  /** Bytes before `to` are no frame, whatever follows. */
  | {
      readonly kind: "noise";
      readonly to: number;
      readonly reason: "crc" | "unparsable" | "too-long";
    }
  /** Not decided yet; what lies before `from` is no frame. */
  | { readonly kind: "more"; readonly from: number };

/** The first frame in `bytes`, or what can be said of them so far. */
export function findFrame(bytes: Uint8Array, rules: FrameRules): Search {
  const from = findMarker(bytes, rules.start, 0);
  if (from > 0) return { kind: "noise", to: from, reason: "unparsable" };
  if (bytes.length < rules.start.length) return { kind: "more", from: 0 };
  const size = sizeOf(bytes, rules);
  if (size === "more") return { kind: "more", from: 0 };
  if (typeof size === "object") return { kind: "noise", to: 1, reason: size.reason };
  if (bytes.length < size) return { kind: "more", from: 0 };
  const body = readBody(bytes.subarray(0, size), rules);
  if (typeof body === "string") return { kind: "noise", to: 1, reason: body };
  return { kind: "frame", from: 0, to: size, body };
}

/** Where the marker begins, or could begin at the end of the bytes; their length where nowhere. */
function findMarker(bytes: Uint8Array, marker: Uint8Array, from: number): number {
  const [first] = marker;
  if (first === undefined) return from;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (startsWith(bytes, marker, at)) return at;
  }
  return bytes.length;
}

/** True also where the bytes end within the marker. */
function startsWith(bytes: Uint8Array, marker: Uint8Array, at: number): boolean {
  for (let index = 0; index < marker.length && at + index < bytes.length; index += 1) {
    if (bytes[at + index] !== marker[index]) return false;
  }
  return true;
}

type Size = number | "more" | { readonly reason: "unparsable" | "too-long" };

/** Bytes of the frame that begins at 0, as far as they tell. */
function sizeOf(bytes: Uint8Array, rules: FrameRules): Size {
  if (rules.length !== undefined) return rules.length;
  if (rules.lengthField !== undefined) return statedSize(bytes, rules, rules.lengthField);
  return delimitedSize(bytes, rules);
}

function statedSize(bytes: Uint8Array, rules: FrameRules, field: LengthField): Size {
  const { offset, size, order, adds } = field;
  if (bytes.length < offset + size) return "more";
  const total = readInteger(bytes.subarray(offset, offset + size), order) + adds;
  if (total > rules.lengthMax) return { reason: "too-long" };
  const least = Math.max(offset + size, rules.start.length + rules.end.length + sumSize(rules));
  return total < least ? { reason: "unparsable" } : total;
}

function delimitedSize(bytes: Uint8Array, rules: FrameRules): Size {
  const { start, end, escape: hidden, lengthMax, checksum } = rules;
  const after = checksum?.place === "after-end" ? sumSize(rules) : 0;
  for (let at = start.length; at + end.length <= bytes.length; at += 1) {
    if (at + end.length + after > lengthMax) return { reason: "too-long" };
    if (hidden !== undefined && bytes[at] === hidden.byte) at += 1;
    else if (startsWith(bytes, end, at)) return at + end.length + after;
    // A start that was not escaped: the frame before it was cut off.
    else if (hidden !== undefined && startsWith(bytes, start, at)) return { reason: "unparsable" };
  }
  return bytes.length >= lengthMax ? { reason: "too-long" } : "more";
}

/** Bytes that the checksum takes on the wire. */
export function sumSize({ checksum }: Pick<FrameRules, "checksum">): number {
  if (checksum === undefined) return 0;
  return checksumSize(checksum.kind) * (checksum.as === "hex" ? 2 : 1);
}

/** The body, without markers, checksum and escapes; or why the frame is none. */
function readBody(frame: Uint8Array, rules: FrameRules): Uint8Array | "crc" | "unparsable" {
  const { start, end, checksum } = rules;
  const isAfter = checksum?.place === "after-end";
  const endAt = frame.length - end.length - (isAfter ? sumSize(rules) : 0);
  if (endAt < start.length || !startsWith(frame, end, endAt)) return "unparsable";
  // Where one marker is both, an empty frame is an end and the next start: SLIP, HDLC.
  if (endAt === start.length && Buffer.compare(start, end) === 0) return "unparsable";
  // PPP and HDLC hide what is like a marker in the checksum, too: it is split off afterwards.
  const content = unescaped(frame.subarray(start.length, endAt), rules);
  // A copy, for the buffer is used again.
  if (checksum === undefined) return Uint8Array.from(content);
  const bodyEnd = isAfter ? content.length : content.length - sumSize(rules);
  if (bodyEnd < 0) return "crc";
  const body = Uint8Array.from(content.subarray(0, bodyEnd));
  const stated = isAfter ? frame.subarray(endAt + end.length) : content.subarray(bodyEnd);
  return checksumHolds({ body, stated }, rules, checksum) ? body : "crc";
}

function checksumHolds(
  { body, stated }: { readonly body: Uint8Array; readonly stated: Uint8Array },
  { start, end }: FrameRules,
  { kind, coversStart, coversEnd, order, as, place }: FrameChecksum,
): boolean {
  const covered = Buffer.concat([
    ...(coversStart ? [start] : []),
    body,
    ...(coversEnd && place === "after-end" ? [end] : []),
  ]);
  const value = as === "hex" ? hexInteger(stated) : readInteger(stated, order);
  return value === checksumOf(kind, covered);
}

function unescaped(bytes: Uint8Array, { escape: hidden }: FrameRules): Uint8Array {
  if (hidden === undefined) return bytes;
  const plain: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === hidden.byte && at + 1 < bytes.length) {
      at += 1;
      plain.push((bytes[at] ?? 0) ^ hidden.xor);
    } else plain.push(byte);
  }
  return Uint8Array.from(plain);
}

function readInteger(bytes: Uint8Array, order: "big" | "little"): number {
  const high = order === "big" ? bytes : bytes.toReversed();
  return high.reduce((value, byte) => value * 256 + byte, 0);
}

/** NaN where it is no hexadecimal number: equal to nothing. */
function hexInteger(digits: Uint8Array): number {
  const text = Buffer.from(digits).toString("latin1");
  return /^[0-9a-f]+$/i.test(text) ? Number.parseInt(text, 16) : Number.NaN;
}
