/**
 * One block of readings as bytes, exact to the last bit.
 *
 *   format | count | strings | series (what readings have in common) | times | rows (series, value)
 *   | CRC-32 of all before
 *
 * Times are deltas in microseconds; a time that is no integer makes the whole block store doubles.
 */
import { crc32 } from "node:zlib";
import type { Quality, ReadingValue } from "../../drivers/contract.ts";
import { ByteReader, ByteWriter } from "./byte-buffer.ts";
import type { Reading } from "./contract.ts";

const FORMAT = 1;
/** Deltas beyond this would lose their lowest bit in the zigzag. */
const DELTA_MAX = 2 ** 51;

const TAG = { double: 0, integer: 1, positive: 2, negative: 3, text: 4, no: 5, yes: 6 } as const;
const HAS = { slot: 1, run: 2, step: 4, attempt: 8, pass: 16, fail: 32 } as const;

type Series = Omit<Reading, "value" | "takenAt">;

/** The readings as one block. Any order, any value; at least one reading. */
export function encodeBlock(readings: readonly Reading[]): Uint8Array {
  const strings = new Numbered<string>();
  const series = new Numbered<string>();
  const table = new ByteWriter();
  const rows = new ByteWriter();
  for (const reading of readings) {
    const known = series.size;
    const index = series.number(seriesKey(reading));
    if (index === known) writeSeries(table, reading, strings);
    rows.varint(index);
    writeValue(rows, reading.value);
  }
  const block = new ByteWriter();
  block.byte(FORMAT);
  block.varint(readings.length);
  block.varint(strings.size);
  for (const text of strings.keys()) block.string(text);
  block.varint(series.size);
  block.raw(table.finish());
  writeTimes(block, readings);
  block.raw(rows.finish());
  return seal(block.finish());
}

/** The readings of a block, as they were given. Throws RangeError for bytes that were altered. */
export function decodeBlock(bytes: Uint8Array): Reading[] {
  const block = new ByteReader(unseal(bytes));
  const format = block.byte();
  if (format !== FORMAT) throw new RangeError(`telemetry block of unknown format ${format}`);
  const count = block.varint();
  const strings = readList(block.varint(), () => block.string());
  const series = readList(block.varint(), () => readSeries(block, strings));
  const times = readTimes(block, count);
  return times.map((takenAt) => {
    const common = series[block.varint()];
    if (common === undefined) throw new RangeError("telemetry block names a series it has not");
    return { ...common, value: readValue(block), takenAt };
  });
}

const CRC_BYTES = 4;

/** SQLite has no checksum of its pages: without this a flipped bit would be a wrong value. */
function seal(content: Uint8Array): Uint8Array {
  const sealed = Buffer.allocUnsafe(content.length + CRC_BYTES);
  sealed.set(content);
  sealed.writeUInt32LE(crc32(content), content.length);
  return sealed;
}

function unseal(bytes: Uint8Array): Uint8Array {
  const end = bytes.length - CRC_BYTES;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (end < 1 || view.getUint32(end, true) !== crc32(bytes.subarray(0, end))) {
    throw new RangeError("telemetry block is damaged: its checksum does not match");
  }
  return bytes.subarray(0, end);
}

/** Numbers things in the order they are first seen. */
class Numbered<Key> {
  readonly #numbers = new Map<Key, number>();
  get size(): number {
    return this.#numbers.size;
  }
  number(key: Key): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const next = this.#numbers.size;
    this.#numbers.set(key, next);
    return next;
  }
  keys(): Iterable<Key> {
    return this.#numbers.keys();
  }
}

function readList<Item>(length: number, read: () => Item): Item[] {
  const items: Item[] = [];
  for (let index = 0; index < length; index += 1) items.push(read());
  return items;
}

function seriesKey(reading: Reading): string {
  const { rig, channel, slot, unit, quality, runId, step, attempt, reported } = reading;
  // Short form for what most readings are; JSON keeps the parts apart.
  if (runId === undefined && step === undefined && slot === undefined) {
    return JSON.stringify([rig, channel, unit, quality, attempt, reported]);
  }
  return JSON.stringify([rig, channel, unit, quality, attempt, reported, slot, runId, step, 0]);
}

function writeSeries(table: ByteWriter, reading: Reading, strings: Numbered<string>): void {
  const { slot, runId, step, attempt, reported } = reading;
  table.byte(
    (slot === undefined ? 0 : HAS.slot) |
      (runId === undefined ? 0 : HAS.run) |
      (step === undefined ? 0 : HAS.step) |
      (attempt === undefined ? 0 : HAS.attempt) |
      (reported === undefined ? 0 : HAS[reported]),
  );
  for (const text of [reading.rig, reading.channel, reading.unit, reading.quality]) {
    table.varint(strings.number(text));
  }
  for (const text of [slot, runId, step]) {
    if (text !== undefined) table.varint(strings.number(text));
  }
  if (attempt !== undefined) writeValue(table, attempt);
}

function readSeries(block: ByteReader, strings: readonly string[]): Series {
  const has = block.byte();
  const text = (): string => {
    const found = strings[block.varint()];
    if (found === undefined) throw new RangeError("telemetry block names a string it has not");
    return found;
  };
  return {
    rig: text(),
    channel: text(),
    unit: text(),
    quality: text() as Quality,
    ...(has & HAS.slot ? { slot: text() } : {}),
    ...(has & HAS.run ? { runId: text() } : {}),
    ...(has & HAS.step ? { step: text() } : {}),
    ...(has & HAS.attempt ? { attempt: Number(readValue(block)) } : {}),
    ...(has & HAS.pass ? { reported: "pass" as const } : {}),
    ...(has & HAS.fail ? { reported: "fail" as const } : {}),
  };
}

function writeTimes(block: ByteWriter, readings: readonly Reading[]): void {
  const deltas = readings.map(({ takenAt }, at) => takenAt - (readings[at - 1]?.takenAt ?? 0));
  const exact = readings.every(
    ({ takenAt }, at) =>
      Number.isSafeInteger(takenAt) &&
      !Object.is(takenAt, -0) &&
      Math.abs(deltas[at] ?? 0) <= DELTA_MAX,
  );
  block.byte(exact ? 1 : 0);
  if (exact) for (const delta of deltas) block.zigzag(delta);
  else for (const { takenAt } of readings) block.double(takenAt);
}

function readTimes(block: ByteReader, count: number): number[] {
  const exact = block.byte() === 1;
  let last = 0;
  return readList(count, () => {
    last = exact ? last + block.zigzag() : block.double();
    return last;
  });
}

function writeValue(block: ByteWriter, value: ReadingValue): void {
  switch (typeof value) {
    case "number":
      if (Number.isInteger(value) && Math.abs(value) <= DELTA_MAX && !Object.is(value, -0)) {
        block.byte(TAG.integer);
        block.zigzag(value);
      } else {
        block.byte(TAG.double);
        block.double(value);
      }
      return;
    case "bigint": {
      block.byte(value < 0n ? TAG.negative : TAG.positive);
      block.string((value < 0n ? -value : value).toString(16));
      return;
    }
    case "string":
      block.byte(TAG.text);
      block.string(value);
      return;
    case "boolean":
      block.byte(value ? TAG.yes : TAG.no);
  }
}

function readValue(block: ByteReader): ReadingValue {
  const tag = block.byte();
  switch (tag) {
    case TAG.double:
      return block.double();
    case TAG.integer:
      return block.zigzag();
    case TAG.positive:
      return parseBigInt(block.string());
    case TAG.negative:
      return -parseBigInt(block.string());
    case TAG.text:
      return block.string();
    case TAG.no:
      return false;
    case TAG.yes:
      return true;
    default:
      throw new RangeError(`telemetry block holds a value of unknown kind ${tag}`);
  }
}

function parseBigInt(hex: string): bigint {
  return BigInt(`0x${hex}`);
}
