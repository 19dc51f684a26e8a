import { expect, test } from "vitest";
import { type Calendar, type ShiftPlan, shiftAt, shiftBegan } from "./shift.ts";

const us = (iso: string) => Date.parse(iso) * 1_000;
const iso = (utcUs: number) => new Date(utcUs / 1_000).toISOString();
const THREE: readonly ShiftPlan[] = [
  { name: "early", from: "06:00", to: "14:00" },
  { name: "late", from: "14:00", to: "22:00" },
  { name: "night", from: "22:00", to: "06:00" },
];
const BERLIN: Calendar = { timeZone: "Europe/Berlin", shifts: THREE };

test.each([
  // Summer time: UTC + 2.
  ["2026-07-01T04:00:00Z", "early", "2026-07-01", "2026-07-01T04:00:00.000Z", 8],
  ["2026-07-01T03:59:59Z", "night", "2026-06-30", "2026-06-30T20:00:00.000Z", 8],
  ["2026-07-01T19:59:59Z", "late", "2026-07-01", "2026-07-01T12:00:00.000Z", 8],
  // The night in which the clocks go forward has seven hours, that in which they go back nine.
  ["2026-03-29T00:30:00Z", "night", "2026-03-28", "2026-03-28T21:00:00.000Z", 7],
  ["2026-10-25T01:30:00Z", "night", "2026-10-24", "2026-10-24T20:00:00.000Z", 9],
])(
  "%s is in a shift of the site's clocks: %s of %s, from %s, %d hours",
  (at, name, date, from, hours) => {
    const shift = shiftAt(BERLIN, us(at));
    expect(shift).toMatchObject({ name, date });
    expect(iso(shift?.from ?? 0)).toBe(from);
    expect(((shift?.until ?? 0) - (shift?.from ?? 0)) / 3_600_000_000).toBe(hours);
  },
);

test("a shift that begins in the hour left out begins at the change, in the hour that comes twice with the first", () => {
  const shifts = [{ name: "odd", from: "02:30", to: "10:00" }];
  const calendar = { timeZone: "Europe/Berlin", shifts };
  expect(iso(shiftAt(calendar, us("2026-03-29T06:00:00Z"))?.from ?? 0)).toBe(
    "2026-03-29T01:00:00.000Z",
  );
  expect(iso(shiftAt(calendar, us("2026-10-25T06:00:00Z"))?.from ?? 0)).toBe(
    "2026-10-25T00:30:00.000Z",
  );
});

test("between shifts, and on a day without one, there is none; a Friday night reaches into Saturday", () => {
  const days = ["mon", "tue", "wed", "thu", "fri"] as const;
  const calendar = { timeZone: "UTC", shifts: THREE.map((plan) => ({ ...plan, days })) };
  expect(shiftAt(calendar, us("2026-11-28T05:59:00Z"))).toMatchObject({ date: "2026-11-27" });
  expect(shiftAt(calendar, us("2026-11-28T06:00:00Z"))).toBeUndefined();
  expect(shiftAt({ timeZone: "UTC", shifts: [] }, us("2026-11-27T12:00:00Z"))).toBeUndefined();
});

test("a check of the shift is due anew with each shift, after the last one of the week, and each day where there are none", () => {
  const began = (calendar: Calendar, at: string) => iso(shiftBegan(calendar, us(at)));
  const days = ["mon", "tue", "wed", "thu", "fri"] as const;
  const week = { timeZone: "Europe/Berlin", shifts: THREE.map((plan) => ({ ...plan, days })) };
  expect(began(week, "2026-11-27T12:00:00Z")).toBe("2026-11-27T05:00:00.000Z");
  expect(began(week, "2026-11-29T12:00:00Z")).toBe("2026-11-28T05:00:00.000Z");
  const none = { timeZone: "Europe/Berlin", shifts: [] };
  expect(began(none, "2026-11-29T12:00:00Z")).toBe("2026-11-28T23:00:00.000Z");
});
