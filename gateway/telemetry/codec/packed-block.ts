/**
 * A block as sealing leaves it: in columns, each deflated where that makes it smaller.
 *
 *   format | count | series | which series | times | kinds | integers | doubles × 8 | tagged | CRC
 *
 * The numbers of a series stand together. Where all are decimals of a few digits, as instruments
 * print them, they are whole numbers of that digit and only their steps are kept; else the
 * doubles are kept byte by byte: the first bytes of all, the second bytes of all, … Whatever is
 * not a number has its kind before it. See gateway/decisions/0067.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { ReadingValue } from "../../../drivers/contract.ts";
import type { Reading } from "../contract.ts";
import { ByteReader, ByteWriter, seal } from "./byte-buffer.ts";
import {
  Numbered,
  readList,
  readSeries,
  type Series,
  seriesKey,
  writeSeries,
} from "./series-table.ts";
import { readValue, writeValue } from "./tagged-value.ts";
import { readTimes, writeTimes } from "./time-column.ts";

/** The first byte of such a block. */
export const PACKED = 2;

const DIGITS_MAX = 9;
const KIND = { doubles: DIGITS_MAX + 1, tagged: DIGITS_MAX + 2 } as const;
/** The step between two of them still fits the zigzag. */
const SCALED_MAX = 2 ** 50;
const BYTES_OF_DOUBLE = 8;
/** What is shorter gains nothing. */
const DEFLATED_MIN = 24;

/** The readings as one packed block. Any order, any value; at least one reading. */
export function encodePacked(readings: readonly Reading[]): Uint8Array {
  const strings = new Numbered<string>();
  const numbers = new Numbered<string>();
  const columns = new ColumnWriters();
  const values: ReadingValue[][] = [];
  for (const reading of readings) {
    const index = numbers.number(seriesKey(reading));
    if (values[index] === undefined) {
      writeSeries(columns.table, reading, strings);
      values[index] = [];
    }
    columns.which.varint(index);
    values[index].push(reading.value);
  }
  const texts = new ByteWriter();
  texts.varint(strings.size);
  for (const text of strings.keys()) texts.string(text);
  texts.varint(numbers.size);
  texts.raw(columns.table.finish());
  writeTimes(columns.times, readings);
  for (const series of values) columns.add(series);
  const block = new ByteWriter();
  block.byte(PACKED);
  block.varint(readings.length);
  for (const column of [texts.finish(), ...columns.finish()]) writeColumn(block, column);
  return seal(block.finish());
}

/** The readings of a packed block, from behind its first byte. Throws RangeError. */
export function decodePacked(block: ByteReader): Reading[] {
  const count = block.varint();
  const texts = readColumn(block);
  const strings = readList(texts.varint(), () => texts.string());
  const series = readList(texts.varint(), () => readSeries(texts, strings));
  const which = readColumn(block);
  const order = readList(count, () => which.varint());
  const times = readTimes(readColumn(block), count);
  const sizes = new Array<number>(series.length).fill(0);
  for (const index of order) sizes[index] = (sizes[index] ?? 0) + 1;
  const columns = new ColumnReaders(block);
  const values = sizes.map((size) => columns.take(size));
  const next = new Array<number>(series.length).fill(0);
  return order.map((index, at) => {
    const place = next[index] ?? 0;
    next[index] = place + 1;
    return whole(series[index], values[index]?.[place], times[at]);
  });
}

function whole(
  series: Series | undefined,
  value: ReadingValue | undefined,
  takenAt: number | undefined,
): Reading {
  if (series === undefined || value === undefined || takenAt === undefined) {
    throw new RangeError("telemetry block names a series it has not");
  }
  return { ...series, value, takenAt };
}

class ColumnWriters {
  readonly table = new ByteWriter();
  readonly which = new ByteWriter();
  readonly times = new ByteWriter();
  readonly #kinds = new ByteWriter();
  readonly #integers = new ByteWriter();
  readonly #doubles = new ByteWriter();
  readonly #tagged = new ByteWriter();

  add(values: readonly ReadingValue[]): void {
    const scaled = scaleAll(values);
    if (scaled !== undefined) {
      this.#kinds.byte(scaled.digits);
      let last = 0;
      for (const value of scaled.values) {
        this.#integers.zigzag(value - last);
        last = value;
      }
    } else if (values.every((value) => typeof value === "number")) {
      this.#kinds.byte(KIND.doubles);
      for (const value of values) this.#doubles.double(value);
    } else {
      this.#kinds.byte(KIND.tagged);
      for (const value of values) writeValue(this.#tagged, value);
    }
  }

  finish(): Uint8Array[] {
    const doubles = this.#doubles.finish();
    return [
      this.which.finish(),
      this.times.finish(),
      this.#kinds.finish(),
      this.#integers.finish(),
      ...Array.from({ length: BYTES_OF_DOUBLE }, (_, place) => takePlane(doubles, place)),
      this.#tagged.finish(),
    ];
  }
}

class ColumnReaders {
  readonly #kinds: ByteReader;
  readonly #integers: ByteReader;
  readonly #doubles: ByteReader;
  readonly #tagged: ByteReader;

  constructor(block: ByteReader) {
    this.#kinds = readColumn(block);
    this.#integers = readColumn(block);
    this.#doubles = readPlanes(block);
    this.#tagged = readColumn(block);
  }

  /** The next series, of so many values. */
  take(size: number): ReadingValue[] {
    const kind = this.#kinds.byte();
    if (kind === KIND.doubles) return readList(size, () => this.#doubles.double());
    if (kind === KIND.tagged) return readList(size, () => readValue(this.#tagged));
    if (kind > DIGITS_MAX) throw new RangeError(`telemetry block holds a series of kind ${kind}`);
    const scale = 10 ** kind;
    let last = 0;
    return readList(size, () => {
      last += this.#integers.zigzag();
      return last / scale;
    });
  }
}

/** As whole numbers of the fewest decimal digits that give every value back to the last bit. */
function scaleAll(
  values: readonly ReadingValue[],
): { digits: number; values: number[] } | undefined {
  let digits = 0;
  for (const value of values) {
    while (!isExact(value, digits)) {
      digits += 1;
      if (digits > DIGITS_MAX) return undefined;
    }
  }
  const scale = 10 ** digits;
  const scaled = values.map((value) => Math.round(Number(value) * scale) || 0);
  // More digits may lose what fewer kept: each is looked at again with those of all.
  return values.every((value) => isExact(value, digits)) ? { digits, values: scaled } : undefined;
}

function isExact(value: ReadingValue, digits: number): boolean {
  if (typeof value !== "number") return false;
  const scale = 10 ** digits;
  const scaled = Math.round(value * scale);
  return Math.abs(scaled) <= SCALED_MAX && Object.is((scaled || 0) / scale, value);
}

function takePlane(doubles: Uint8Array, place: number): Uint8Array {
  const plane = new Uint8Array(doubles.length / BYTES_OF_DOUBLE);
  for (let at = 0; at < plane.length; at += 1) {
    plane[at] = doubles[at * BYTES_OF_DOUBLE + place] ?? 0;
  }
  return plane;
}

function readPlanes(block: ByteReader): ByteReader {
  const planes = readList(BYTES_OF_DOUBLE, () => columnBytes(block));
  const doubles = new Uint8Array((planes[0]?.length ?? 0) * BYTES_OF_DOUBLE);
  planes.forEach((plane, place) => {
    for (let at = 0; at < plane.length; at += 1) {
      doubles[at * BYTES_OF_DOUBLE + place] = plane[at] ?? 0;
    }
  });
  return new ByteReader(doubles);
}

/** Length × 2, the lowest bit set where it is deflated; then its length as stored. */
function writeColumn(block: ByteWriter, column: Uint8Array): void {
  const deflated = column.length < DEFLATED_MIN ? column : deflateRawSync(column);
  if (deflated.length + 2 < column.length) {
    block.varint(column.length * 2 + 1);
    block.varint(deflated.length);
    block.raw(deflated);
  } else {
    block.varint(column.length * 2);
    block.raw(column);
  }
}

function columnBytes(block: ByteReader): Uint8Array {
  const header = block.varint();
  const length = Math.floor(header / 2);
  if (header % 2 === 0) return block.raw(length);
  const column = inflateRawSync(block.raw(block.varint()), { maxOutputLength: length });
  if (column.length !== length) throw new RangeError("telemetry block holds half a column");
  return column;
}

function readColumn(block: ByteReader): ByteReader {
  return new ByteReader(columnBytes(block));
}
