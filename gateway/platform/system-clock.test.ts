import { expect, test } from "vitest";
import type { ClockStep, SyncSign } from "../domain/clock/clock-trust.ts";
import { openSystemClock } from "./system-clock.ts";

const UNKNOWN: SyncSign = { kind: "unknown" };

/** A machine whose clocks the test turns; `awayMs` passes between two looks, as often as told. */
function openMachine() {
  const machine = { wallMs: 1_700_000_000_000, monoMs: 5_000, awayMs: 0, awayTimes: 0 };
  const pass = (ms: number) => {
    machine.wallMs += ms;
    machine.monoMs += ms;
  };
  const clock = openSystemClock({
    wallMs: () => machine.wallMs,
    monoNs: () => {
      const at = BigInt(Math.round(machine.monoMs * 1_000_000));
      if (machine.awayTimes > 0) {
        machine.awayTimes -= 1;
        pass(machine.awayMs);
      }
      return at;
    },
    mark: () => UNKNOWN,
    readSign: async () => UNKNOWN,
    bootId: "boot",
  });
  const steps: ClockStep[] = [];
  clock.onStep((step) => steps.push(step));
  return { machine, clock, steps, pass };
}

test("a process that loses its processor between two looks sees no step, and no time goes back", () => {
  const { machine, clock, steps, pass } = openMachine();
  let before = clock.now();
  for (let round = 0; round < 50; round += 1) {
    pass(400);
    machine.awayMs = 20 + round * 20;
    machine.awayTimes = round % 4;
    const now = clock.now();
    const wentMs = (now.utcUs - before.utcUs) / 1_000;
    expect(wentMs).toBeCloseTo(Number(now.monoNs - before.monoNs) / 1_000_000, 3);
    before = now;
  }
  expect(steps).toEqual([]);
  expect(clock.state()).toBe("unsynced");
});

test("a step is told once, in the call that finds it, and followed", () => {
  const { machine, clock, steps, pass } = openMachine();
  const before = clock.now();
  pass(100);
  machine.wallMs -= 3_600_000;
  expect(clock.now().utcUs - before.utcUs).toBe(-3_599_900_000);
  expect(clock.now().utcUs - before.utcUs).toBe(-3_599_900_000);
  expect(steps).toEqual([
    { expectedUs: before.utcUs + 100_000, foundUs: before.utcUs - 3_599_900_000 },
  ]);
  expect(clock.state()).toBe("stepped");
});

test("drift is followed once a second, and is no step", () => {
  const { machine, clock, steps, pass } = openMachine();
  const before = clock.now();
  pass(500);
  machine.wallMs += 50;
  expect(clock.now().utcUs - before.utcUs).toBe(500_000);
  pass(600);
  expect(clock.now().utcUs - before.utcUs).toBe(1_150_000);
  expect(steps).toEqual([]);
});
