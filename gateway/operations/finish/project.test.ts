import { describe, expect, test } from "vitest";
import { drawBeta, drawTries, seededRandom } from "../statistics/draws.ts";
import { drawPassages, drawWork, isEnough, type Pace, quantile } from "./project.ts";
import { workingTime } from "./working-time.ts";

const DRAWS = 20_000;
/** Share of draws for which something is so, and four standard errors of a known share. */
function shareOf(known: number, isSo: () => boolean) {
  let hits = 0;
  for (let index = 0; index < DRAWS; index += 1) hits += Number(isSo());
  return { share: hits / DRAWS, within: 4 * Math.sqrt((known * (1 - known)) / DRAWS) };
}

describe("the simulator gives the known answers, within four standard errors", () => {
  // By binomial and beta-binomial sums: at least 200 good ones of so many.
  test.each([
    [0.96, 205, 0.1680813161],
    [0.96, 210, 0.7778862642],
  ])("of a fixed share %d: at least 200 of %d", (chance, of, known) => {
    const random = seededRandom(11);
    // Sums of one good one each are drawn exactly, those of 200 by their normal limit.
    const tries = () =>
      Array.from({ length: 2 }, () => drawTries(100, chance, random)).reduce((a, b) => a + b, 0);
    const { share, within } = shareOf(known, () => tries() <= of);
    expect(Math.abs(share - known)).toBeLessThan(within);
  });

  test("of a share learned from 271 of 290: at least 200 of 215", () => {
    const random = seededRandom(12);
    const known = 0.5908123516;
    const tries = () => {
      const chance = drawBeta(1 + 271, 1 + 19, random);
      return drawTries(100, chance, random) + drawTries(100, chance, random);
    };
    const { share, within } = shareOf(known, () => tries() <= 215);
    expect(Math.abs(share - known)).toBeLessThan(within);
  });

  test("the limit for many tries lies within two hundredths of the exact sums", () => {
    const random = seededRandom(13);
    const { share } = shareOf(
      0.59,
      () => drawPassages(200, { good: 271, failed: 19 }, random) <= 215,
    );
    expect(Math.abs(share - 0.5908123516)).toBeLessThan(0.02);
  });
});

const MINUTE = 60_000_000;
const pace = (change: Partial<Pace> = {}): Pace => ({
  ...{ good: 90, failed: 10, gapsUs: Array.from({ length: 99 }, () => 10 * MINUTE) },
  ...change,
});

describe("a projection", () => {
  test("is of the mean where nothing varies, and the same for the same seed", () => {
    const draw = () => drawWork(45, pace(), seededRandom(1));
    const work = draw();
    expect(draw()).toEqual(work);
    // 45 good ones of 0.9 are 50 passages of ten minutes.
    expect(quantile(work, 0.5) / MINUTE).toBeGreaterThan(480);
    expect(quantile(work, 0.5) / MINUTE).toBeLessThan(520);
    expect(quantile(work, 0.95)).toBeGreaterThan(quantile(work, 0.8));
  });

  test("is wider where gaps vary, and where fewer of them are known", () => {
    const width = (gaps: number[]) => {
      const work = drawWork(40, pace({ gapsUs: gaps }), seededRandom(2));
      return quantile(work, 0.95) - quantile(work, 0.05);
    };
    const uneven = (count: number) =>
      Array.from({ length: count }, (_, index) => (index % 2 === 0 ? 1 : 19) * MINUTE);
    const even = Array.from({ length: 200 }, () => 10 * MINUTE);
    expect(width(uneven(200))).toBeGreaterThan(width(even));
    expect(width(uneven(20))).toBeGreaterThan(width(uneven(200)));
  });

  test("goes on without a step where sums are drawn from their limit", () => {
    const median = (units: number) => quantile(drawWork(units, pace(), seededRandom(3)), 0.5);
    expect(Math.abs(median(101) / median(100) - 1.01)).toBeLessThan(0.03);
  });

  test("is refused on little data, and where nothing was good", () => {
    expect(isEnough(pace())).toBe(true);
    expect(isEnough(pace({ good: 0, failed: 100 }))).toBe(false);
    expect(isEnough(pace({ good: 18, failed: 1 }))).toBe(false);
  });
});

describe("working time", () => {
  const us = (iso: string) => Date.parse(iso) * 1_000;
  const now = us("2026-11-27T12:00:00Z");
  const days = ["mon", "tue", "wed", "thu", "fri"] as const;
  const plan = { name: "day", from: "06:00", to: "14:00", days };
  const calendar = { timeZone: "UTC", shifts: [plan] };

  test("is every hour where no shifts are declared", () => {
    const time = workingTime({ timeZone: "UTC", shifts: [] }, 0, now);
    expect(time.between(now - 5, now)).toBe(5);
    expect(time.after(now, 7)).toBe(now + 7);
  });

  test("goes on after the weekend, and counts shifts that overlap once", () => {
    const late = { ...plan, name: "late", from: "13:00", to: "16:00" };
    for (const [shifts, end] of [
      [[plan], "2026-11-30T07:00:00Z"],
      [[plan, late], "2026-11-27T15:00:00Z"],
    ] as const) {
      const time = workingTime({ ...calendar, shifts }, us("2026-11-20T00:00:00Z"), now);
      expect(time.after(now, 3 * 60 * MINUTE)).toBe(us(end));
    }
    const time = workingTime(calendar, us("2026-11-20T00:00:00Z"), now);
    expect(time.between(us("2026-11-20T13:00:00Z"), us("2026-11-23T07:00:00Z"))).toBe(120 * MINUTE);
  });

  test("does not see further than three years", () => {
    const week = 40 * 60 * MINUTE;
    const time = workingTime(calendar, now, now);
    expect(time.after(now, 10 * week)).toBe(us("2027-02-05T12:00:00Z"));
    expect(time.after(now, 200 * week)).toBeUndefined();
    const all = workingTime({ timeZone: "UTC", shifts: [] }, 0, now);
    expect(all.after(now, 200 * 24 * 7 * 60 * MINUTE)).toBeUndefined();
  });
});
