/** Requirements of a product, the measurements that prove each, and the proof for each unit. */
import { z } from "zod";
import { time } from "../view-scalars.ts";

const name = z.string().trim().min(1).max(200);

/** A requirement as it is stated. */
export const requirementInput = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "letters, digits, `_.-`")
    .describe("As its source numbers it"),
  partNumber: name,
  title: name,
  text: z.string().trim().min(1).max(4_000).optional(),
  source: name.optional().describe("Specification, standard or contract, with its clause"),
  measurements: z
    .array(z.strictObject({ operation: name, measurement: name.describe("Its id") }))
    .max(50)
    .refine((all) => new Set(all.map((each) => JSON.stringify(each))).size === all.length, {
      error: "one of them is there twice",
    })
    .describe("All of them must pass to prove it"),
  retired: z.boolean().optional().describe("It is required no longer"),
});

/** The body of its entries. */
export interface RequirementBody extends z.output<typeof requirementInput> {
  /** A signed decision to go without, for a time. */
  readonly waiver?: {
    readonly reason: string;
    readonly signedBy: string;
    /** Microseconds since the epoch. */
    readonly expiresAt: number;
  };
}

/** Of a requirement, over the units that were looked at (derived, never stored). */
export const COVERAGES = ["uncovered", "covered", "passing", "failing", "waived"] as const;
/** Of one requirement at one unit. */
export const PROOFS = ["pass", "fail", "missing", "waived", "uncovered"] as const;
export type Proof = (typeof PROOFS)[number];

/** A requirement as it is shown. */
export const requirementView = requirementInput.extend({
  version: z.number().int().describe("Send it as `expectedVersion` with a change"),
  gaps: z.array(z.string()).describe("Measurements that nothing in force takes, in words"),
  waiver: z.object({ reason: z.string(), signedBy: z.string(), expiresAt: time }).optional(),
});
export type RequirementView = z.infer<typeof requirementView>;

/** One measurement of a proof: the last attempt of the run that decides at its operation. */
export const proofValue = z.object({
  operation: z.string(),
  measurement: z.string(),
  runId: z.string().optional().describe("Absent where no run counts there yet"),
  value: z.union([z.number(), z.string()]).optional(),
  unit: z.string().optional(),
  computed: z.enum(["pass", "fail", "unjudged"]).optional(),
});

/** One unit with its proof of each requirement. */
export const matrixRow = z.object({
  unitId: z.string(),
  serialNumber: z.string(),
  status: z.string(),
  cells: z.array(
    z.object({
      requirement: z.string(),
      proof: z.enum(PROOFS),
      values: z.array(proofValue),
    }),
  ),
});
export type MatrixRow = z.infer<typeof matrixRow>;

/** Requirement → measurement → result, unit by unit. */
export const requirementMatrix = z.object({
  partNumber: z.string(),
  requirements: z.array(
    requirementView.extend({
      coverage: z.enum(COVERAGES).describe("Over the units of this page"),
    }),
  ),
  gaps: z.array(z.string()).describe("What is proven by nothing, in words"),
  items: z.array(matrixRow),
  nextCursor: z.string().optional(),
});
export type RequirementMatrix = z.infer<typeof requirementMatrix>;
