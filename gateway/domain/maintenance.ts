/** Maintenance of a rig: by calendar, by runs, by hours. Pure. */
import type { CalibrationPolicy } from "./equipment/equipment.ts";

/** The body of a plan's entry. At least one of the three bounds is there. */
export interface MaintenancePlan {
  readonly id: string;
  readonly title: string;
  readonly rig: string;
  readonly everyDays?: number;
  readonly everyRuns?: number;
  /** Of running tests. */
  readonly everyHours?: number;
  readonly policy: CalibrationPolicy;
  /** Whether the reference units must be tested after it. */
  readonly verify: boolean;
  readonly retired?: boolean;
}

/** What was counted since it was last performed. */
export interface MaintenanceUse {
  readonly days: number;
  readonly runs: number;
  readonly hours: number;
}

/** What has run out, for a person; undefined where nothing has. A bound is used up when reached. */
export function whyDue(
  { everyDays, everyRuns, everyHours }: MaintenancePlan,
  { days, runs, hours }: MaintenanceUse,
): string | undefined {
  const bounds = [
    [everyRuns, runs, "runs"],
    [everyHours, hours, "hours"],
    [everyDays, days, "days"],
  ] as const;
  const used = bounds.find(([most, count]) => most !== undefined && count >= most);
  if (used === undefined) return undefined;
  const [most, count, unit] = used;
  return `due every ${most} ${unit}, ${Math.floor(count)} since the last time`;
}
