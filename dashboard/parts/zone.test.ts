import { describe, expect, it } from "vitest";
import { localOfUtc, utcOfLocal } from "./zone.ts";

describe("times of the filter", () => {
  it.each([
    ["2026-01-15T08:00", "Europe/Berlin", "2026-01-15T07:00:00.000Z"],
    ["2026-07-15T08:00", "Europe/Berlin", "2026-07-15T06:00:00.000Z"],
    ["2026-03-29T03:30", "Europe/Berlin", "2026-03-29T01:30:00.000Z"],
    ["2026-07-15T08:00", "Asia/Kolkata", "2026-07-15T02:30:00.000Z"],
    ["2026-07-15T08:00", "America/New_York", "2026-07-15T12:00:00.000Z"],
    ["2026-07-15T08:00", "UTC", "2026-07-15T08:00:00.000Z"],
  ])("%s on the clock of %s is %s and back", (local, zone, utc) => {
    expect(utcOfLocal(local, zone)).toBe(utc);
    expect(localOfUtc(utc, zone)).toBe(local);
  });

  it("are left out where the text is no time", () => {
    expect(utcOfLocal("soon", "UTC")).toBe(undefined);
    expect(localOfUtc("soon", "UTC")).toBe("");
  });
});
