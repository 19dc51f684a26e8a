/** What the stack light of a station shows: the gravest of what is so. Pure. */

/** In their order of gravity but for the verdicts, which stand until the next unit. */
export const LIGHT_STATES = ["down", "locked", "running", "fail", "pass", "ready"] as const;
export type LightState = (typeof LIGHT_STATES)[number];

/** How a station stands. */
export interface StationStanding {
  /** A downtime lasts, or a rig can not test because its link is lost. */
  readonly isDown: boolean;
  /** What is due holds all units back, or a rig is out of service. */
  readonly isLocked: boolean;
  readonly isRunning: boolean;
  /** Of the latest run, until a slot is armed for the next unit. */
  readonly latest?: "pass" | "fail" | "other";
}

/**
 * One state: a run that is under way is shown whatever is due for the next one; an error or an
 * abort is no pass, so it shows as a fail.
 */
export function lightState({ isDown, isLocked, isRunning, latest }: StationStanding): LightState {
  if (isRunning) return "running";
  if (isDown) return "down";
  if (isLocked) return "locked";
  if (latest === undefined) return "ready";
  return latest === "pass" ? "pass" : "fail";
}
