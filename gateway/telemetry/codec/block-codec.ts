/**
 * One block of readings as bytes, exact to the last bit: the form they are first written in. What
 * sealing makes of it is in packed-block.ts; both are read for ever.
 *
 *   format | count | strings | series (what readings have in common) | times | rows (series, value)
 *   | CRC-32 of all before
 *
 * Times are deltas in microseconds; a time that is no integer makes the whole block store doubles.
 */

import type { Reading } from "../contract.ts";
import { ByteReader, ByteWriter, seal, unseal } from "./byte-buffer.ts";
import { decodePacked, PACKED } from "./packed-block.ts";
import { Numbered, readList, readSeries, seriesKey, writeSeries } from "./series-table.ts";
import { readValue, writeValue } from "./tagged-value.ts";
import { readTimes, writeTimes } from "./time-column.ts";

const FORMAT = 1;

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
  if (format === PACKED) return decodePacked(block);
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
