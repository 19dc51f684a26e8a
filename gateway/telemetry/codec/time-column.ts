/** Times in microseconds as deltas; one that is no integer makes all of them doubles. */

import type { Reading } from "../contract.ts";
import type { ByteReader, ByteWriter } from "./byte-buffer.ts";
import { readList } from "./series-table.ts";
import { DELTA_MAX } from "./tagged-value.ts";

/** The times of the readings, in their order. */
export function writeTimes(block: ByteWriter, readings: readonly Reading[]): void {
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

/** As many times as that. */
export function readTimes(block: ByteReader, count: number): number[] {
  const exact = block.byte() === 1;
  let last = 0;
  return readList(count, () => {
    last = exact ? last + block.zigzag() : block.double();
    return last;
  });
}
