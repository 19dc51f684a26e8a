/** Corrective actions (CAPA): cause, plan, what counts as success, and whether it came. */
import { z } from "zod";
import {
  CORRECTIVE_ACTION_STATES,
  type CorrectiveActionFacts,
} from "../../domain/corrective-action/corrective-action.ts";
import { time } from "../view-scalars.ts";

/** The body of a corrective action's entry. */
export interface CorrectiveActionBody extends CorrectiveActionFacts {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** What it answers. */
  readonly nonconformanceIds: readonly string[];
  /** Microseconds since the epoch; what came later is what it is judged on. */
  readonly implementedAt?: number;
  /** Who implemented and who evaluated, as the ledger names them: another person closes it. */
  readonly implementedBy?: string;
  readonly evaluatedBy?: string;
}

const word = z.string().trim().min(1).max(200);
const sentence = z.string().trim().min(3).max(1_000);

/** Runs that a yield is counted over; the names are those of the questions about quality. */
const criterionFilter = z.strictObject({
  operation: word.optional(),
  partNumber: word.optional(),
  revision: word.optional(),
  station: word.optional(),
  rig: word.optional(),
  slot: word.optional(),
});

/** What will show that it worked. */
export const criterionInput = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("yield").describe("First-pass yield since it was implemented"),
    atLeast: z.number().gt(0).max(1).describe("Share of units, 0 to 1"),
    unitsMin: z.int().min(1).max(1_000_000).describe("With fewer units nothing is judged"),
    filter: criterionFilter,
  }),
  z.strictObject({ kind: z.literal("stated"), text: sentence }),
]);

/** The parts of a plan; each may come when it is known. */
export const planInput = {
  cause: sentence.optional(),
  causeMethod: word.optional().describe("How the cause was found, such as 8D or 5 why"),
  similar: sentence.optional().describe("Where the same could have happened, and what was found"),
  actions: z.array(sentence).max(50).optional(),
  owner: word.optional().describe("Person id"),
  dueOn: z.iso.date().optional(),
  criterion: criterionInput.optional(),
};

const evaluationView = z.object({
  effective: z.boolean(),
  note: z.string().optional(),
  counted: z.number().int().optional().describe("Units counted since it was implemented"),
  passed: z.number().int().optional(),
  from: time.optional(),
  to: time.optional(),
  rows: z.string().optional().describe("Lists the runs that were counted"),
});

/** A corrective action as it is shown. */
export const correctiveActionView = z.object({
  id: z.string(),
  version: z.number().int().describe("Send it as `expectedVersion` with a change"),
  title: z.string(),
  description: z.string(),
  state: z.enum(CORRECTIVE_ACTION_STATES),
  nonconformanceIds: z.array(z.string()).readonly(),
  openedAt: time,
  openedBy: z.string(),
  cause: z.string().optional(),
  causeMethod: z.string().optional(),
  similar: z.string().optional(),
  actions: z.array(z.string()).readonly().optional(),
  owner: z.string().optional(),
  dueOn: z.string().optional(),
  criterion: criterionInput.optional(),
  implementation: z.string().optional(),
  implementedAt: time.optional(),
  evaluation: evaluationView.optional(),
  next: z
    .array(
      z.object({
        to: z.enum(CORRECTIVE_ACTION_STATES),
        missing: z.array(z.object({ guard: z.string(), message: z.string() })),
      }),
    )
    .describe("The next states, and what each still lacks"),
});
export type CorrectiveActionView = z.infer<typeof correctiveActionView>;
