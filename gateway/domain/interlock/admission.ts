/** How far interlocks reach at a rig, and what becomes of a run that begins there. Pure. */
import type { Check, CheckName } from "./check.ts";
import { heldBackBy } from "./judge.ts";

/**
 * `controlled`: we start the rig. `permit`: it needs our enable. `advisory`: it has its own start
 * button and we only listen.
 */
export const STRENGTHS = ["controlled", "permit", "advisory"] as const;
export type Strength = (typeof STRENGTHS)[number];

/** Why a run does not advance its unit. */
export type UninvitedCause = "not-armed" | CheckName;

/** `begin` may be uninvited: then it is kept whole and never advances the unit. */
export type Admission =
  | { readonly kind: "begin"; readonly uninvited: readonly UninvitedCause[] }
  | { readonly kind: "refuse"; readonly checks: readonly Check[] };

/**
 * What becomes of a run. A rig without interlocks (no strength) only cares for what it was armed
 * for: a run of another unit than the armed one is uninvited there, too.
 */
export function admit(
  strength: Strength | undefined,
  run: { readonly isArmed: boolean; readonly checks: readonly Check[] },
): Admission {
  const { isArmed, checks } = run;
  const stopping = heldBackBy(checks);
  if (strength === "controlled") {
    if (stopping.length > 0) return { kind: "refuse", checks: stopping };
    return { kind: "begin", uninvited: [] };
  }
  if (strength === undefined) {
    const mismatch = stopping.filter(({ code }) => code === "serial.mismatch");
    return { kind: "begin", uninvited: isArmed ? mismatch.map(({ check }) => check) : [] };
  }
  const causes = stopping.map(({ check }) => check);
  return { kind: "begin", uninvited: isArmed ? causes : ["not-armed", ...causes] };
}
