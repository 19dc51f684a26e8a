import type { Reading } from "./contract.ts";

const VALUE_TYPES: ReadonlySet<string> = new Set(["number", "bigint", "string", "boolean"]);

/**
 * Throws RangeError for a reading that no block could hold exactly: a fault of its source, which
 * must fail its own call and not the batch that it would share with others.
 */
export function checkReading(reading: Reading): void {
  const { rig, channel, unit, quality, value, takenAt } = reading;
  const isNamed = [rig, channel, unit, quality].every((text) => typeof text === "string");
  if (!isNamed) throw new RangeError("a reading lacks rig, channel, unit or quality");
  const where = `reading of ${rig} ${channel}`;
  if (!VALUE_TYPES.has(typeof value)) throw new RangeError(`${where} has no value`);
  if (!(Math.abs(takenAt) <= Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(`${where} was taken at ${takenAt}, which is no time in microseconds`);
  }
}
