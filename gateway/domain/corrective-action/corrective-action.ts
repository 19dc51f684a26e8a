/**
 * A corrective action (CAPA): what is done so that a nonconformance does not come again.
 *
 *   open ─► planned ─► implemented ─► evaluated ─► closed ─► reopened
 *              ▲            │             │                      │
 *              └────────────┴─────────────┴──────────────────────┘
 *
 * What will count as success is said in the plan, before anything is done (CR-71).
 */
import type { MissingGuard } from "../nonconformance/nonconformance.ts";

/** How far it has come. */
export const CORRECTIVE_ACTION_STATES = [
  ...(["open", "planned", "implemented", "evaluated", "closed", "reopened"] as const),
] as const;
export type CorrectiveActionState = (typeof CORRECTIVE_ACTION_STATES)[number];

/** The transitions there are; what did not work is planned anew. */
export const CORRECTIVE_ACTION_TRANSITIONS: Readonly<
  Record<CorrectiveActionState, readonly CorrectiveActionState[]>
> = {
  open: ["planned"],
  planned: ["implemented", "planned"],
  implemented: ["evaluated", "planned"],
  evaluated: ["closed", "planned"],
  closed: ["reopened"],
  reopened: ["planned"],
};

/** What will show that the action worked. */
export type Criterion =
  | {
      readonly kind: "yield";
      /** Share of units that pass at once, 0 to 1. */
      readonly atLeast: number;
      /** With fewer units nothing is judged. */
      readonly unitsMin: number;
      /** Which runs count; each that is given narrows them. */
      readonly filter: Readonly<Record<string, string>>;
    }
  | { readonly kind: "stated"; readonly text: string };

/** What the time after the action showed. */
export interface Evaluation {
  readonly effective: boolean;
  /** What a person saw; also beside a number. */
  readonly note?: string;
  /** Of a yield: units counted since the action was taken, and how many passed at once. */
  readonly counted?: number;
  readonly passed?: number;
  /** The window and the question, so that the number can be found again (CR-73). ISO 8601. */
  readonly from?: string;
  readonly to?: string;
  readonly rows?: string;
}

/** What is known of a corrective action when a transition is asked for. */
export interface CorrectiveActionFacts {
  readonly state: CorrectiveActionState;
  readonly cause?: string;
  readonly causeMethod?: string;
  /** How similar nonconformances were looked for, and what was found. */
  readonly similar?: string;
  readonly actions?: readonly string[];
  readonly owner?: string;
  /** Day by which it is to be done. */
  readonly dueOn?: string;
  readonly criterion?: Criterion;
  /** What was done. */
  readonly implementation?: string;
  readonly evaluation?: Evaluation;
}

const PLAN = [
  ["cause", "its cause is not stated"],
  ["causeMethod", "how the cause was found is not stated"],
  ["similar", "nobody says where the same could have happened"],
  ["actions", "no action is named"],
  ["owner", "nobody owns it"],
  ["dueOn", "no day is named by which it is done"],
  ["criterion", "what will count as success is not said"],
] as const;

/** Everything that stands against the transition; empty where nothing does (CR-25). */
export function missingGuards(
  facts: CorrectiveActionFacts,
  to: CorrectiveActionState,
): readonly MissingGuard[] {
  const allowed = CORRECTIVE_ACTION_TRANSITIONS[facts.state];
  if (!allowed.includes(to)) {
    const message = `it is ${facts.state}: next comes ${allowed.join(" or ")}`;
    return [{ guard: "state", message }];
  }
  switch (to) {
    case "planned":
      return PLAN.filter(([guard]) => isEmpty(facts[guard])).map(told);
    case "implemented":
      return isEmpty(facts.implementation)
        ? [{ guard: "implementation", message: "what was done is not stated" }]
        : [];
    case "evaluated":
      return missingData(facts);
    case "closed":
      return facts.evaluation?.effective === true
        ? []
        : [{ guard: "effectiveness", message: "it did not work: plan it anew" }];
    case "open":
    case "reopened":
      return [];
  }
}

function told([guard, message]: readonly [string, string]): MissingGuard {
  return { guard, message };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

/** A criterion is judged on what came after the action, and on enough of it. */
function missingData({ criterion, evaluation }: CorrectiveActionFacts): readonly MissingGuard[] {
  if (evaluation === undefined) {
    return [{ guard: "evaluation", message: "the criterion is not evaluated" }];
  }
  if (criterion?.kind !== "yield") return [];
  const { counted = 0 } = evaluation;
  if (counted >= criterion.unitsMin) return [];
  const message = `${counted} of ${criterion.unitsMin} units were tested since it was implemented`;
  return [{ guard: "data", message }];
}

/** True where the yield that was counted meets what the plan asks for. */
export function isMet(
  criterion: Criterion,
  { counted, passed }: { readonly counted: number; readonly passed: number },
): boolean {
  if (criterion.kind !== "yield" || counted === 0) return false;
  return passed / counted >= criterion.atLeast;
}
