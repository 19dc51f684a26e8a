import { describe, expect, test } from "vitest";
import { TIMEOUTS_MAX, UnitHealth } from "./unit-health.ts";

function demoted(nowMs = 0): UnitHealth {
  const health = new UnitHealth(7);
  for (let at = 0; at < TIMEOUTS_MAX; at += 1) health.noteTimeout(nowMs);
  return health;
}

describe("UnitHealth", () => {
  test("a unit is set back by timeouts in a row, told once, and any reply brings it back", () => {
    const health = new UnitHealth(7);
    const told = [0, 1, 2, 3].map(() => health.noteTimeout(0));
    expect(told).toEqual([false, false, true, false]);
    health.noteReply();
    expect([health.isDemoted, health.untilProbeMs(0)]).toEqual([false, 0]);
    expect(health.noteTimeout(0)).toBe(false);
    expect(health.isDemoted).toBe(false);
  });

  test("probes grow rarer from one second to thirty, and no probe comes before its time", () => {
    const health = demoted();
    const intervalsMs: number[] = [];
    let nowMs = 0;
    for (let probe = 0; probe < 12; probe += 1) {
      const waitMs = health.untilProbeMs(nowMs);
      intervalsMs.push(waitMs);
      expect(health.untilProbeMs(nowMs + waitMs - 1)).toBeGreaterThan(0);
      nowMs += waitMs;
      expect(health.untilProbeMs(nowMs)).toBe(0);
      health.probe(nowMs);
      expect(health.untilProbeMs(nowMs)).toBeGreaterThan(0);
      health.noteTimeout(nowMs);
    }
    expect(intervalsMs[0]).toBeGreaterThanOrEqual(800);
    expect(intervalsMs[0]).toBeLessThanOrEqual(1_000);
    for (const lastMs of intervalsMs.slice(-4)) {
      expect(lastMs).toBeGreaterThanOrEqual(24_000);
      expect(lastMs).toBeLessThanOrEqual(30_000);
    }
  });

  test("units that died together are not probed together", () => {
    const waits = [1, 2, 3, 4, 5].map((unitId) => {
      const health = new UnitHealth(unitId);
      for (let at = 0; at < TIMEOUTS_MAX; at += 1) health.noteTimeout(0);
      return Math.round(health.untilProbeMs(0));
    });
    expect(new Set(waits).size).toBe(5);
  });

  test("every fourth probe waits in full, for a unit that has become slower", () => {
    const health = demoted();
    const isPatient = Array.from({ length: 8 }, () => {
      health.probe(0);
      return health.isPatient;
    });
    expect(isPatient).toEqual([false, false, false, true, false, false, false, true]);
  });
});
