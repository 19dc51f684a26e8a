import { expect, test } from "vitest";
import { siteTime } from "./site-time.ts";

const at = (iso: string) => Date.parse(iso) * 1_000;

test.each([
  ["2026-11-23T08:30:00.250Z", "Europe/Berlin", "2026-11-23T09:30:00+01:00"],
  ["2026-07-01T22:30:00Z", "Europe/Berlin", "2026-07-02T00:30:00+02:00"],
  ["2026-11-23T02:00:00Z", "America/New_York", "2026-11-22T21:00:00-05:00"],
  ["2026-11-23T02:00:00Z", "Asia/Kolkata", "2026-11-23T07:30:00+05:30"],
  ["2026-11-23T00:00:00Z", "UTC", "2026-11-23T00:00:00+00:00"],
])("CR-20: %s in %s is written with its offset", (utc, zone, text) => {
  expect(siteTime(at(utc), zone)).toBe(text);
  expect(Date.parse(text)).toBe(Math.floor(Date.parse(utc) / 1_000) * 1_000);
});
