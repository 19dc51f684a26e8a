/**
 * What the API answers and the dashboard shows. The one place where these shapes are written:
 * routes validate and document with them, the dashboard imports their types.
 * Times are ISO 8601 UTC with microseconds kept as far as they are known.
 */
import { z } from "zod";

const time = z.string().describe("ISO 8601, UTC");
export const outcome = z.enum(["running", "pass", "fail", "error", "timeout", "aborted"]);
const verdict = z.enum(["pass", "fail", "unjudged"]);
const quality = z.enum([
  "good",
  "stale",
  "timeout",
  "crc",
  "exception",
  "decode",
  "out-of-range",
  "disconnected",
]);
const band = z.object({ low: z.number().optional(), high: z.number().optional() });

export const limitsView = z.object({
  comparator: z.string(),
  unit: z.string(),
  specification: band.optional(),
  acceptance: band.optional(),
  guardBandRule: z.string().optional(),
  warning: band.optional(),
  text: z.string().optional(),
});

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
  startedAt: time,
  finishedAt: time.optional(),
  durationMs: z.number().optional(),
});

export const deliveryState = z.object({
  sink: z.string(),
  state: z.enum(["delivered", "pending", "quarantined", "discarded", "dropped", "not-routed"]),
});

export const runDetail = runSummary.extend({
  revision: z.string().optional(),
  procedureId: z.string().optional(),
  procedureVersion: z.number().int().optional(),
  procedureHash: z.string().optional(),
  buildTag: z.string(),
  gatewayVersion: z.string(),
  traceHash: z.string().optional(),
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

export const linkState = z.enum(["disabled", "connecting", "connected", "waiting", "silent"]);

export const faultView = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
  since: time,
});

export const rigView = z.object({
  name: z.string(),
  title: z.string(),
  station: z.string(),
  operation: z.string(),
  driver: z.string(),
  port: z.string(),
  simulated: z.boolean(),
  link: linkState,
  since: time,
  fault: faultView.optional(),
  retryAt: time.optional().describe("When it will be tried again"),
  lastHeardAt: time.optional(),
  noise: z.number().int().describe("Frames that were no reading, since start"),
  noiseByReason: z.record(z.string(), z.number().int()),
  readings: z.number().int(),
  runsToday: z.number().int(),
  currentRun: runSummary.optional(),
  lastRun: runSummary.optional(),
});

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

export const accountView = z.object({
  sink: z.string(),
  stream: z.enum(["ledger", "telemetry"]),
  appended: z.number().int(),
  delivered: z.number().int(),
  pending: z.number().int(),
  quarantined: z.number().int(),
  discarded: z.number().int(),
  dropped: z.number().int(),
  notRouted: z.number().int(),
  balanced: z.boolean(),
});

export const sinkView = z.object({
  name: z.string(),
  kind: z.enum(["mqtt", "influxdb"]),
  target: z.string().describe("Where it goes, without secrets"),
  state: z.enum(["connected", "connecting", "waiting", "paused", "disabled"]),
  fault: faultView.optional(),
  accounts: z.array(accountView),
});

export const healthView = z.object({
  gateway: z.object({
    id: z.string(),
    logId: z.string(),
    version: z.string(),
    demo: z.boolean(),
    startedAt: time,
    clockState: z.string(),
    site: z.string(),
    timeZone: z.string(),
  }),
  ledger: z.object({
    head: z.number().int(),
    telemetryHead: z.number().int(),
    directory: z.string(),
    commitMsP50: z.number(),
    commitMsP99: z.number(),
    queued: z.number().int().describe("Commands that wait for the writer"),
  }),
  sinks: z.array(sinkView),
  rigs: z.array(rigView),
});

/**
 * The live stream, `GET /api/v1/events` (server-sent events; the event's name is `kind`).
 * It starts with one `snapshot`; everything later is a change to it.
 */
export const liveEvent = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("snapshot"),
    at: time,
    health: healthView,
    /** Of each open run, what was measured so far. */
    open: z.array(
      z.object({
        run: runSummary,
        measurements: z.array(measurementView),
        expected: z.array(z.string()),
      }),
    ),
    recent: z.array(runSummary),
  }),
  z.object({ kind: z.literal("rig"), rig: rigView }),
  z.object({ kind: z.literal("run-started"), run: runSummary, expected: z.array(z.string()) }),
  z.object({ kind: z.literal("measurement"), runId: z.string(), measurement: measurementView }),
  z
    .object({ kind: z.literal("run-stored"), run: runSummary })
    .describe("Sent only after the ledger committed"),
  z
    .object({
      kind: z.literal("readings"),
      rig: z.string(),
      values: z.array(
        z.object({
          channel: z.string(),
          value: z.union([z.number(), z.string(), z.boolean()]),
          unit: z.string(),
          quality,
          takenAt: time,
        }),
      ),
    })
    .describe("Latest value of each channel that changed; not every reading"),
  z.object({ kind: z.literal("sinks"), sinks: z.array(sinkView) }),
]);

export type Outcome = z.infer<typeof outcome>;
export type LimitsView = z.infer<typeof limitsView>;
export type MeasurementView = z.infer<typeof measurementView>;
export type RunSummary = z.infer<typeof runSummary>;
export type RunDetail = z.infer<typeof runDetail>;
export type TelemetrySeries = z.infer<typeof telemetrySeries>;
export type UnitSummary = z.infer<typeof unitSummary>;
export type UnitDetail = z.infer<typeof unitDetail>;
export type RigView = z.infer<typeof rigView>;
export type FaultView = z.infer<typeof faultView>;
export type ProductView = z.infer<typeof productView>;
export type OrderView = z.infer<typeof orderView>;
export type AccountView = z.infer<typeof accountView>;
export type SinkView = z.infer<typeof sinkView>;
export type HealthView = z.infer<typeof healthView>;
export type LiveEvent = z.infer<typeof liveEvent>;
