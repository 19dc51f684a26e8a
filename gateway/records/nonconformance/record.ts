/** Nonconformances: what went wrong, which units, what becomes of each. */
import { z } from "zod";
import type {
  DispositionKind,
  NonconformanceState,
} from "../../domain/nonconformance/nonconformance.ts";
import { DISPOSITIONS, NONCONFORMANCE_STATES } from "../../domain/nonconformance/nonconformance.ts";
import { time } from "../view-scalars.ts";

/** How bad it is, as quality sees it. */
export const SEVERITIES = ["minor", "major", "critical"] as const;

/** The body of a nonconformance's entry. Its units are entries of their own. */
export interface NonconformanceBody {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly severity: (typeof SEVERITIES)[number];
  readonly state: NonconformanceState;
  readonly partNumber?: string;
  /** Why no unit needs to be held, or what else was done at once. */
  readonly containment?: string;
  readonly cause?: string;
  readonly causeMethod?: string;
  /** What showed that the action worked. */
  readonly verification?: string;
  /** Who verified it, as the ledger names them: another person closes it. */
  readonly verifiedBy?: string;
}

const word = z.string().trim().min(1).max(200);
const instant = z.iso.datetime({ offset: true });

/** Which units a containment takes; every condition given must hold of one of its runs. */
export const containmentQuery = z
  .strictObject({
    partNumber: word.optional(),
    orderId: word.optional().describe("Of the production order: the lot"),
    componentLot: word.optional().describe("Of a component that is installed now"),
    componentPart: word.optional().describe("Part number of what came in `componentLot`"),
    station: word.optional(),
    rig: word.optional(),
    slot: word.optional(),
    operation: word.optional(),
    revision: word.optional().describe("Of the product, as the run pins it"),
    procedure: word.optional().describe("Id and version of the procedure, with a space between"),
    procedureHash: word.optional().describe("Of the procedure with its limits, as runs pin it"),
    limitSetHash: word.optional().describe("Of the limits that runs were judged by"),
    equipmentId: word.optional(),
    operator: word.optional().describe("Person id of who tested"),
    gatewayVersion: word.optional(),
    measurement: word.optional().describe("Id of a measurement that failed in the run"),
    from: instant.optional().describe("Of the run's start"),
    to: instant.optional(),
    serialNumbers: z.array(word).max(1_000).optional(),
  })
  .refine((query) => Object.values(query).some((value) => value !== undefined), {
    error: "at least one condition is needed",
    path: ["partNumber"],
  })
  .refine(({ componentLot, componentPart }) => componentLot !== undefined || !componentPart, {
    error: "needs `componentLot` beside it",
    path: ["componentPart"],
  });
export type ContainmentQuery = z.output<typeof containmentQuery>;

/** The body of a containment's entry: units put on hold together. */
export interface ContainmentBody {
  readonly id: string;
  readonly nonconformanceId: string;
  readonly query: ContainmentQuery;
  readonly unitIds: readonly string[];
}

/** A concession as a disposition grants it (CR-72). */
export interface ConcessionBody {
  /** Who may grant it, e.g. the material review board. */
  readonly authority: string;
  /** The customer's reference, where one had to agree. */
  readonly customerAuthorisation?: string;
  /** Units it covers at most. */
  readonly quantity: number;
  /** Microseconds since the epoch. */
  readonly expiresAt: number;
  /** The failed runs it stands for. */
  readonly runs: readonly {
    readonly unitId: string;
    readonly operation: string;
    readonly runId: string;
  }[];
}

/** The body of a disposition's entry: what becomes of some units. It is signed. */
export interface DispositionBody {
  readonly id: string;
  readonly nonconformanceId: string;
  readonly kind: DispositionKind;
  readonly unitIds: readonly string[];
  readonly reason: string;
  readonly concession?: ConcessionBody;
}

/** One unit of a nonconformance as it is shown. */
export const lineView = z.object({
  unitId: z.string(),
  serialNumber: z.string(),
  partNumber: z.string(),
  status: z.string().describe("Of the unit, now"),
  containmentId: z.string(),
  disposition: z.enum(DISPOSITIONS).optional(),
  dispositionId: z.string().optional(),
  concession: z
    .object({
      authority: z.string(),
      customerAuthorisation: z.string().optional(),
      expiresAt: time,
    })
    .optional(),
  pending: z.string().optional().describe("What it still waits for; absent when done"),
});

/** A nonconformance as lists show it. */
export const nonconformanceView = z.object({
  id: z.string(),
  version: z.number().int().describe("Send it as `expectedVersion` with a change"),
  title: z.string(),
  description: z.string(),
  severity: z.enum(SEVERITIES),
  state: z.enum(NONCONFORMANCE_STATES),
  partNumber: z.string().optional(),
  containment: z.string().optional(),
  cause: z.string().optional(),
  causeMethod: z.string().optional(),
  verification: z.string().optional(),
  openedAt: time,
  openedBy: z.string(),
  units: z.number().int(),
  pending: z.number().int().describe("Units that still wait for something"),
});

/** A nonconformance with its units. */
export const nonconformanceDetail = nonconformanceView.extend({
  next: z.array(
    z.object({
      to: z.enum(NONCONFORMANCE_STATES),
      missing: z.array(z.object({ guard: z.string(), message: z.string() })),
    }),
  ),
  lines: z.array(lineView).describe("At most 500, by serial number"),
  invalidatedRuns: z.array(z.string()),
});

export type LineView = z.infer<typeof lineView>;
export type NonconformanceView = z.infer<typeof nonconformanceView>;
export type NonconformanceDetail = z.infer<typeof nonconformanceDetail>;
