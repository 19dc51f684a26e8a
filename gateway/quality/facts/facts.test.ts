import { describe, expect, test } from "vitest";
import { siteDays } from "../../domain/site/site-days.ts";
import { inOrder } from "./order.ts";

const utcDay = (date: string) => Date.parse(date) / 86_400_000;
const hours = (zone: string, date: string) => {
  const day = siteDays([utcDay(date)], zone).find((each) => each.date === date);
  return day === undefined ? undefined : (day.toUs - day.fromUs) / 3.6e9;
};

describe("the days of a site", () => {
  test.each([
    ["UTC", "2026-11-23", 24],
    ["Europe/Berlin", "2026-03-29", 23],
    ["Europe/Berlin", "2026-10-25", 25],
    ["Asia/Kolkata", "2026-11-23", 24],
    ["Africa/Cairo", "2026-04-24", 23],
  ])("in %s %s lasts %i hours, also where it begins at 1 o'clock", (zone, date, length) => {
    expect(hours(zone, date)).toBe(length);
  });

  test("they follow each other without a gap, and hold the days that were asked for", () => {
    for (const zone of ["Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu"]) {
      const asked = Array.from({ length: 400 }, (_, index) => utcDay("2026-01-01") + index);
      const days = siteDays(asked, zone);
      for (const [index, day] of days.entries()) {
        expect(day.fromUs).toBe(days[index - 1]?.toUs ?? day.fromUs);
      }
      expect(days[0]?.fromUs).toBeLessThanOrEqual(Date.parse("2026-01-01T00:00:00Z") * 1000);
      expect(days.at(-1)?.toUs).toBeGreaterThanOrEqual(Date.parse("2027-02-05T00:00:00Z") * 1000);
    }
  });

  test("days without runs are left out", () => {
    const dates = siteDays([utcDay("2026-11-23"), utcDay("2026-12-01")], "UTC");
    expect(dates.map(({ date }) => date)).toEqual(["2026-11-23", "2026-12-01"]);
  });
});

test("own runs follow the ledger though the clock was set back, others the start they state", () => {
  const runs = [
    { id: "own 1", source: "rig" as const, startedAt: 100, startedSeq: 1 },
    { id: "own 2", source: "rig" as const, startedAt: 40, startedSeq: 2 },
    { id: "late", source: "api" as const, startedAt: 90, startedSeq: 3 },
    { id: "later", source: "api" as const, startedAt: 60, startedSeq: 4 },
  ];
  expect(inOrder(runs).map(({ id }) => id)).toEqual(["later", "late", "own 1", "own 2"]);
});
