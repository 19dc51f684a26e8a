import type { StoredReading } from "./telemetry-reader.ts";

/**
 * Keeps at most about `pointsMax` readings of each channel, evenly spaced, always the first and
 * the last of it. Values are never averaged: each point shown was measured. Order is kept.
 */
export function thinEvenly(readings: readonly StoredReading[], pointsMax: number): StoredReading[] {
  const totals = new Map<string, number>();
  for (const { channel } of readings) totals.set(channel, (totals.get(channel) ?? 0) + 1);
  const seen = new Map<string, number>();
  return readings.filter(({ channel }) => {
    const index = seen.get(channel) ?? 0;
    seen.set(channel, index + 1);
    const total = totals.get(channel) ?? 0;
    return total <= pointsMax || isKept(index, total, pointsMax);
  });
}

function isKept(index: number, total: number, pointsMax: number): boolean {
  if (index === total - 1) return true;
  const slot = (at: number): number => Math.floor((at * (pointsMax - 1)) / (total - 1));
  return index === 0 || slot(index) !== slot(index - 1);
}
