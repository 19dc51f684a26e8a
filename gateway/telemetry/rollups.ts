/** Per minute and channel: count, least, greatest, sum of what was good and finite. */
import type { DatabaseSync } from "node:sqlite";
import type { Reading } from "./contract.ts";

const MINUTE_US = 60_000_000;

interface Rollup {
  readonly rig: string;
  readonly channel: string;
  readonly unit: string;
  readonly minute: number;
  count: number;
  min: number;
  max: number;
  sum: number;
}

/** Adds the readings to the segment's rollups, inside the caller's transaction. */
export function addRollups(db: DatabaseSync, readings: readonly Reading[]): void {
  const upsert = db.prepare(
    `INSERT INTO rollup VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET count = count + excluded.count, min = min(min, excluded.min),
       max = max(max, excluded.max), sum = sum + excluded.sum`,
  );
  for (const { rig, channel, unit, minute, count, min, max, sum } of rollUp(readings)) {
    upsert.run(rig, channel, unit, minute, count, min, max, sum);
  }
}

/** Pure. `minute` counts minutes since the epoch. */
export function rollUp(readings: readonly Reading[]): Rollup[] {
  const rollups = new Map<string, Rollup>();
  for (const { rig, channel, unit, value, quality, takenAt } of readings) {
    if (quality !== "good" || typeof value !== "number" || !Number.isFinite(value)) continue;
    const minute = Math.floor(takenAt / MINUTE_US);
    const key = JSON.stringify([rig, channel, unit, minute]);
    const known = rollups.get(key);
    if (known === undefined) {
      rollups.set(key, {
        rig,
        channel,
        unit,
        minute,
        count: 1,
        min: value,
        max: value,
        sum: value,
      });
      continue;
    }
    known.count += 1;
    known.min = Math.min(known.min, value);
    known.max = Math.max(known.max, value);
    known.sum += value;
  }
  return [...rollups.values()];
}
