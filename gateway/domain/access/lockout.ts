/** How many bad tries an account takes (CR-24). Pure; times are microseconds since the epoch. */

/** Bad tries in a row until an account is locked. */
export const TRIES_MAX = 5;
/** How long a lock holds, unless somebody lifts it. */
export const LOCK_US = 15 * 60 * 1_000_000;

export interface Tries {
  /** Bad ones since the last good one. */
  readonly failures: number;
  readonly lockedUntil?: number;
}

/** After one more bad try. Once locked, each further bad try after the lock locks it again. */
export function afterBadTry({ failures }: Tries, now: number): Tries {
  const count = failures + 1;
  return count < TRIES_MAX ? { failures: count } : { failures: count, lockedUntil: now + LOCK_US };
}

/** True while no try is looked at. */
export function isLocked({ lockedUntil }: Tries, now: number): boolean {
  return lockedUntil !== undefined && now < lockedUntil;
}
