/** What the API answers and the dashboard shows of the records: runs, units, products, orders. */
import { z } from "zod";
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
  attempt: z.number().int().optional().describe("nth run of that unit at that operation"),
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
  serialNumber: z.string(),
  partNumber: z.string(),
  revision: z.string().optional(),
  orderId: z.string().optional(),
  status: z.enum(["created", "in_process", "failed", "passed_all"]),
  createdAt: time,
  runs: z.number().int(),
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
  partNumber: z.string(),
  revision: z.string(),
  quantity: z.number().int(),
  status: z.string(),
  dueAt: time.optional(),
  counts: z
    .object({
      notStarted: z.number().int(),
      inProcess: z.number().int(),
      failed: z.number().int(),
      good: z.number().int(),
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
