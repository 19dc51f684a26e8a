/** What came of the latest scan or touch, as the page shows it until the next one. */
import type { Problem } from "../../../../app/api.ts";
import type { NextTestView } from "../../../../app/contract.ts";

/** A unit that something is done about. */
export interface Subject {
  readonly unitId: string;
  readonly serialNumber: string;
}

/** An open repair of a unit that was scanned: what was done is asked. */
export interface OpenRepair extends Subject {
  readonly repairId: string;
  readonly measurementId: string;
  readonly diagnosis: string;
  /** Where the unit goes back to. */
  readonly operation: string;
}

export type Answer =
  /** The slot is armed; every check was looked at. */
  | { readonly kind: "armed"; readonly next: NextTestView }
  | { readonly kind: "refused"; readonly next: NextTestView }
  | { readonly kind: "ask-retest"; readonly next: NextTestView; readonly scan: string }
  | { readonly kind: "ask-hold"; readonly subject: Subject }
  | { readonly kind: "ask-repaired"; readonly repair: OpenRepair }
  | { readonly kind: "problem"; readonly problem: Problem }
  | { readonly kind: "told"; readonly told: Told };

/** Something was done, or could not be for want of a unit. */
export type Told =
  | { readonly what: "operator"; readonly name: string }
  | { readonly what: "held" | "repair-begun" | "repaired"; readonly serialNumber: string }
  | { readonly what: "disarmed" | "test" | "unknown-card" | "no-unit" | "no-question" | "down" };

/** True where it must be read before the next thing; an arming shows itself. */
export function wantsReading(answer: Answer | undefined): boolean {
  return answer !== undefined && answer.kind !== "armed";
}
