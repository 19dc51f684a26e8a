import { expect, test } from "vitest";
import { type ShiftPlan, shiftAt } from "./shift.ts";

const us = (iso: string) => Date.parse(iso) * 1_000;
const THREE: readonly ShiftPlan[] = [
  { name: "early", from: "06:00", to: "14:00" },
  { name: "late", from: "14:00", to: "22:00" },
  { name: "night", from: "22:00", to: "06:00" },
];

test("through a year in three zones a moment belongs to the shift that its wall clock says", () => {
  for (const timeZone of ["Europe/Berlin", "America/New_York", "Asia/Kolkata"]) {
    const wall = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" });
    for (let at = us("2026-01-01T00:07:00Z"); at < us("2027-01-01T00:00:00Z"); at += 53 * 3_600e6) {
      const hour = Number(wall.format(at / 1_000));
      const expected = hour < 6 || hour >= 22 ? "night" : hour < 14 ? "early" : "late";
      expect(shiftAt({ timeZone, shifts: THREE }, at)?.name).toBe(expected);
    }
  }
});
