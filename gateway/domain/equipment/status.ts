/** What a piece of equipment is worth at a moment. Derived each time it is asked. */
import { type Calibration, type Equipment, wasLeftGood } from "./equipment.ts";

/** In no order: one of them is true at a time. */
export const EQUIPMENT_STATUSES = [
  "never_calibrated",
  "unverified",
  "valid",
  "due_soon",
  "overdue",
  "out_of_tolerance",
  "out_of_service",
] as const;
export type EquipmentStatus = (typeof EQUIPMENT_STATUSES)[number];

/** Ten days' notice is enough to send an instrument away and to borrow another. */
export const DUE_SOON_DAYS = 14;

const DAY_MS = 86_400_000;

/**
 * The status on the day `today` ("2026-11-23", in the site's time zone) by the latest calibration:
 * it flips when that day ends at the site, not at midnight UTC.
 */
export function statusOn(
  today: string,
  equipment: Equipment,
  latest: Calibration | undefined,
): EquipmentStatus {
  if (equipment.outOfService !== undefined) return "out_of_service";
  if (latest === undefined) return "never_calibrated";
  if (!wasLeftGood(latest)) return "out_of_tolerance";
  if (today > latest.dueOn) return "overdue";
  if (latest.certificateHash === undefined) return "unverified";
  return daysBetween(today, latest.dueOn) <= DUE_SOON_DAYS ? "due_soon" : "valid";
}

/** Whole days from one date to another, both as "2026-11-23". */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

/** The calendar date at a site at an instant of microseconds since the epoch. */
export function siteDate(utcUs: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone, dateStyle: "short" });
  return format.format(utcUs / 1_000);
}
