/** What the API answers and the dashboard shows of the records: runs, units, products, orders. */
import { z } from "zod";
import { ORDER_STATUSES } from "../domain/order/order-state.ts";
import { UNIT_STATUSES } from "../domain/unit/unit-life.ts";
import { componentView } from "./component/record.ts";
import { holdView } from "./hold/record.ts";
import { repairView } from "./repair/record.ts";
import { band, quality, time, verdict } from "./view-scalars.ts";

/** What lists, filters and exports show of a run. */
export const outcome = z.enum(["running", "pass", "fail", "error", "timeout", "aborted"]);

/** The limits a value was judged by; the three bands are never mixed. */
export const limitsView = z.object({
  comparator: z.string(),
  unit: z.string(),
  specification: band.optional(),
  acceptance: band.optional(),
  guardBandRule: z.string().optional(),
  warning: band.optional(),
  text: z.string().optional(),
});

/** One judged value of a run. */
export const measurementView = z.object({
  id: z.string(),
  name: z.string(),
  step: z.string(),
  attempt: z.number().int(),
  value: z.union([z.number(), z.string(), z.boolean()]),
  integer: z.boolean().optional(),
  unit: z.string(),
  quality,
  takenAt: time,
  limits: limitsView.optional(),
  valueInLimitUnit: z.number().optional(),
  computed: verdict,
  reported: z.enum(["pass", "fail"]).optional(),
  warned: z.boolean(),
  cause: z.string().optional(),
});

/** How a run came to be. */
export const invitationView = z.object({
  arming: z.number().int().optional().describe("Version of the arming that it used up"),
  operator: z.string().optional().describe("Id of the person who tests"),
  overrides: z.array(z.string()).optional().describe("Without which it would not have begun"),
  uninvited: z
    .array(z.string())
    .optional()
    .describe("Why it is kept and never advances its unit: `not-armed`, or the checks that failed"),
  retest: z.string().optional().describe("Why it was tested again, after a fail"),
  referenceUnitId: z.string().optional().describe("Of a reference unit; never in a yield"),
});

/** A run as lists and live events show it. */
export const runSummary = z.object({
  id: z.string(),
  seq: z.number().int().describe("Position of its latest entry in the ledger"),
  rig: z.string(),
  station: z.string(),
  operation: z.string(),
  slot: z.string().optional(),
  serialNumber: z.string().optional(),
  partNumber: z.string().optional(),
  unitId: z.string().optional(),
  orderId: z.string().optional(),
  attempt: z
    .number()
    .int()
    .optional()
    .describe("nth run of that unit at that operation, within its cycle"),
  cycle: z.string().optional().describe("`rework 1`, `return 1`, …; absent for the build"),
  invalidated: z.literal(true).optional().describe("Quality has withdrawn it: it counts no longer"),
  outcome,
  completion: z.enum(["running", "completed", "aborted", "timeout", "error"]),
  cause: z.string().optional(),
  computed: verdict.optional(),
  reported: z.enum(["pass", "fail", "error", "aborted"]).optional(),
  mismatch: z.boolean(),
  failing: z.array(z.string()).describe("Names of the measurements that failed, causing one first"),
  simulated: z.boolean(),
  engineeringMode: z.boolean(),
  source: z.enum(["rig", "api"]),
  invitation: invitationView.optional(),
  startedAt: time,
  finishedAt: time.optional(),
  durationMs: z.number().optional(),
});

/** Whether a run has reached one sink. */
export const deliveryState = z.object({
  sink: z.string(),
  state: z.enum(["delivered", "pending", "quarantined", "discarded", "dropped", "not-routed"]),
});

/** A run with all that is known of it. */
export const runDetail = runSummary.extend({
  revision: z.string().optional(),
  procedureId: z.string().optional(),
  procedureVersion: z.number().int().optional(),
  procedureHash: z.string().optional(),
  limitSetHash: z.string().optional().describe("Of the limits it was judged by"),
  buildTag: z.string(),
  gatewayVersion: z.string(),
  equipment: z
    .array(
      z.object({
        id: z.string(),
        function: z.string(),
        steps: z.array(z.string()).optional(),
        status: z.string().describe("What its calibration was worth when the run began"),
        calibrationId: z.string().optional(),
      }),
    )
    .describe("The instruments it was measured with"),
  traceHash: z.string().optional(),
  wireHashes: z
    .record(z.string(), z.string())
    .optional()
    .describe("Ports whose raw bytes are kept with the run, each with the SHA-256 of its file"),
  missing: z.array(z.string()),
  notReached: z.array(z.string()),
  refused: z.array(z.string()),
  measurements: z.array(measurementView),
  entries: z
    .array(
      z.object({
        seq: z.number().int(),
        version: z.number().int(),
        action: z.string(),
        recordedAt: time,
        clockState: z.string(),
        bodyHash: z.string(),
        leaf: z.string(),
      }),
    )
    .describe("Its entries in the ledger: what makes it stored and provable"),
  delivery: z.array(deliveryState),
});

/** The values of one channel over time. */
export const telemetrySeries = z.object({
  channel: z.string(),
  unit: z.string(),
  points: z.array(
    z.object({
      takenAt: time,
      value: z.union([z.number(), z.string(), z.boolean()]),
      quality,
    }),
  ),
});

/** A unit as lists show it. */
export const unitSummary = z.object({
  id: z.string(),
  version: z.number().int().describe("Send it as `expectedVersion` with a change"),
  serialNumber: z.string(),
  partNumber: z.string(),
  revision: z.string().optional(),
  orderId: z.string().optional(),
  status: z.enum(UNIT_STATUSES),
  cycle: z.string().describe("`build`, `rework 1`, `return 1`, …"),
  holds: z
    .number()
    .int()
    .describe("Open ones; while there is one it is neither released nor shipped"),
  createdAt: time,
  runs: z.number().int(),
});

/** A version of a unit that moved it on or back. */
export const unitMove = z.object({
  at: time,
  action: z.string(),
  by: z.string(),
  reason: z.string().optional(),
  cycle: z.string(),
  again: z.array(z.string()).describe("Operations of which only later runs count"),
});

/** A unit with its route and its whole history. */
export const unitDetail = unitSummary.extend({
  route: z.array(
    z.object({
      operation: z.string(),
      state: z.enum(["open", "running", "pass", "fail", "error", "timeout", "aborted"]),
      attempts: z.number().int(),
      runId: z.string().optional().describe("The deciding run"),
    }),
  ),
  moves: z.array(unitMove).describe("What was decided of it, oldest first"),
  holdsPlaced: z.array(holdView),
  repairs: z.array(repairView),
  components: z.array(componentView),
  nonconformances: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      state: z.string(),
      disposition: z.string().optional(),
    }),
  ),
  release: z
    .object({
      authorisedBy: z.string().describe("Id of the person"),
      signatureId: z.string(),
      concessions: z.array(z.string()),
      operations: z.array(
        z.object({
          operation: z.string(),
          runId: z.string().optional(),
          procedureId: z.string().optional(),
          procedureVersion: z.number().int().optional(),
          procedureHash: z.string().optional(),
          equipment: z.array(z.object({ id: z.string(), calibrationId: z.string().optional() })),
        }),
      ),
    })
    .optional()
    .describe("Evidence of conformity, while it is released or shipped"),
  guards: z
    .array(z.object({ guard: z.string(), message: z.string() }))
    .describe("What stands against its release; empty where nothing does"),
  timeline: z.array(runSummary).describe("Every run, oldest first; nothing is ever left out"),
});

/** A product with its revisions and procedures. */
export const productView = z.object({
  partNumber: z.string(),
  name: z.string(),
  stage: z.string(),
  description: z.string().optional(),
  route: z.array(z.string()),
  revisions: z.array(z.object({ revision: z.string(), status: z.string() })),
  procedures: z.array(
    z.object({
      id: z.string(),
      version: z.number().int(),
      name: z.string(),
      operation: z.string(),
      status: z.string(),
      hash: z.string(),
      measurements: z.array(z.object({ id: z.string(), name: z.string(), limits: limitsView })),
    }),
  ),
});

/** A production order and where its units stand. */
export const orderView = z.object({
  id: z.string(),
  version: z.number().int(),
  partNumber: z.string(),
  revision: z.string(),
  quantity: z.number().int(),
  status: z.enum(ORDER_STATUSES),
  next: z.array(z.enum(ORDER_STATUSES)).describe("What it may become"),
  dueAt: time.optional(),
  serialNumbers: z
    .object({ prefix: z.string(), from: z.number().int(), digits: z.number().int() })
    .optional(),
  serialPattern: z.string().optional(),
  counts: z
    .object({
      notStarted: z.number().int(),
      inProcess: z.number().int(),
      atOperation: z
        .array(z.object({ operation: z.string(), units: z.number().int() }))
        .describe("Those in process by where they are; they sum to `inProcess`"),
      failed: z.number().int().describe("Waiting for a decision"),
      rework: z.number().int(),
      hold: z.number().int(),
      good: z.number().int(),
      scrap: z.number().int(),
    })
    .describe("Always sums to the quantity"),
});

export type Outcome = z.infer<typeof outcome>;
export type LimitsView = z.infer<typeof limitsView>;
export type MeasurementView = z.infer<typeof measurementView>;
export type RunSummary = z.infer<typeof runSummary>;
export type RunDetail = z.infer<typeof runDetail>;
export type TelemetrySeries = z.infer<typeof telemetrySeries>;
export type UnitSummary = z.infer<typeof unitSummary>;
export type UnitDetail = z.infer<typeof unitDetail>;
export type ProductView = z.infer<typeof productView>;
export type OrderView = z.infer<typeof orderView>;
