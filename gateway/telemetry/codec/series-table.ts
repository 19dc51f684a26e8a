/** What the readings of a block have in common, written once: all but value and time. */
import type { Quality } from "../../../drivers/contract.ts";
import type { Reading } from "../contract.ts";
import type { ByteReader, ByteWriter } from "./byte-buffer.ts";
import { readValue, writeValue } from "./tagged-value.ts";

/** All of a reading but its value and its time. */
export type Series = Omit<Reading, "value" | "takenAt">;

const HAS = { slot: 1, run: 2, step: 4, attempt: 8, pass: 16, fail: 32 } as const;

/** Numbers things in the order they are first seen. */
export class Numbered<Key> {
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

/** As many items as that, in order. */
export function readList<Item>(length: number, read: () => Item): Item[] {
  const items: Item[] = [];
  for (let index = 0; index < length; index += 1) items.push(read());
  return items;
}

/** Equal for readings of one series alone. */
export function seriesKey(reading: Reading): string {
  const { rig, channel, slot, unit, quality, runId, step, attempt, reported } = reading;
  // Short form for what most readings are; JSON keeps the parts apart.
  if (runId === undefined && step === undefined && slot === undefined) {
    return JSON.stringify([rig, channel, unit, quality, attempt, reported]);
  }
  return JSON.stringify([rig, channel, unit, quality, attempt, reported, slot, runId, step, 0]);
}

/** Adds a series to the table; its texts go into `strings`. */
export function writeSeries(table: ByteWriter, reading: Reading, strings: Numbered<string>): void {
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

/** The next series of the table. Throws RangeError for a text that is not in `strings`. */
export function readSeries(block: ByteReader, strings: readonly string[]): Series {
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
