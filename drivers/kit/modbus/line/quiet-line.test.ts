import { describe, expect, test } from "vitest";
import type { Clock } from "../../../contract.ts";
import { QuietLine } from "./quiet-line.ts";

const GAP_MS = 1.75;
const clock: Clock = { now: () => ({ utcUs: 0, monoNs: process.hrtime.bigint() }) };

function passedMs(since: { readonly monoNs: bigint }): number {
  return Number(clock.now().monoNs - since.monoNs) / 1e6;
}

describe("the silence between two frames", () => {
  test("is kept in full, though timers know whole milliseconds only", async () => {
    const line = new QuietLine(clock, GAP_MS);
    for (let frame = 0; frame < 40; frame += 1) {
      const last = clock.now();
      line.noteTraffic(last);
      expect(await line.isQuiet(0)).toBe(true);
      expect(passedMs(last)).toBeGreaterThanOrEqual(GAP_MS);
    }
  });

  test("begins anew with each byte that comes while it is waited for", async () => {
    const line = new QuietLine(clock, GAP_MS);
    const waiting = line.isQuiet(0);
    let last = clock.now();
    for (let byte = 0; byte < 20; byte += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      last = clock.now();
      line.noteTraffic(last);
    }
    await waiting;
    expect(passedMs(last)).toBeGreaterThanOrEqual(GAP_MS);
  });

  test("is not waited for where it has been kept, unless a late reply is feared", () => {
    let monoNs = 0n;
    const line = new QuietLine({ now: () => ({ utcUs: 0, monoNs }) }, GAP_MS);
    expect(line.isQuietNow(0)).toBe(false);
    monoNs = 2_000_000n;
    expect([line.isQuietNow(0), line.isQuietNow(3)]).toEqual([true, false]);
    line.suspect(50);
    monoNs += 10_000_000n;
    expect(line.isQuietNow(0)).toBe(false);
  });
});
