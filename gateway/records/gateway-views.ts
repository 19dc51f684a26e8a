/** What the API answers and the dashboard shows of the gateway: rigs, sinks, health, live. */
import { z } from "zod";
import { alarmView } from "./alarm/record.ts";
import { clockView } from "./clock/record.ts";
import { programView } from "./program-views.ts";
import { measurementView, runSummary } from "./record-views.ts";
import { rigServiceView } from "./rig-service/record.ts";
import { quality, time } from "./view-scalars.ts";

/** How the connection to a rig stands. */
export const linkState = z.enum(["disabled", "connecting", "connected", "waiting", "silent"]);

/** A fault with its cure. */
export const faultView = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
  since: time,
});

/** Something a rig said that is no reading. */
export const noiseView = z.object({
  number: z.number().int().describe("Which since start, from 1"),
  at: time,
  reason: z.string(),
  hex: z.string().describe("The first 64 bytes"),
  text: z.string().describe("The same bytes, a dot for what cannot be printed"),
  length: z.number().int().describe("How many bytes there were in all"),
});

/** A rig: what it is, how its link stands, what it is doing. */
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
  linkHistory: z
    .array(z.object({ at: time, link: linkState, code: z.string().optional() }))
    .optional()
    .describe("Changes of the link since start, the newest first, at most 12"),
  retryAt: time.optional().describe("When it will be tried again"),
  lastHeardAt: time.optional(),
  noise: z.number().int().describe("Frames that were no reading, since start"),
  noiseByReason: z.record(z.string(), z.number().int()),
  noiseLatest: z.array(noiseView).optional().describe("The newest first, at most 8"),
  paces: z
    .array(
      z.object({
        askedMs: z.number(),
        achievedMs: z.number().optional().describe("Of late; absent until it was measured"),
        channels: z.number().int(),
      }),
    )
    .optional()
    .describe("How often channels are asked to be read, and how often they are"),
  slots: z.array(z.string()).optional().describe("Positions of a fixture for several units"),
  service: rigServiceView.optional().describe("Set where somebody took it out of service"),
  readings: z.number().int(),
  runsToday: z.number().int(),
  currentRun: runSummary.optional(),
  lastRun: runSummary.optional(),
  program: programView.optional().describe("Of a driven rig"),
});

/** Why positions of one account are in quarantine. */
export const quarantineView = z.object({
  reason: z.string().describe("As the receiver gave it"),
  positions: z.number().int().describe("How many are held for it"),
  latestPosition: z.number().int().describe("In the stream: of the ledger its seq"),
  since: time.describe("When the latest was put there"),
});

/** The terms of the equation: the first is the sum of the others. */
const terms = {
  appended: z.number().int(),
  delivered: z.number().int(),
  pending: z.number().int(),
  quarantined: z.number().int(),
  discarded: z.number().int(),
  dropped: z.number().int(),
  notRouted: z.number().int(),
  balanced: z.boolean(),
};

/** The account of one class of ledger entries. */
const classView = z.object({ class: z.enum(["results", "alarms", "records"]), ...terms });

/** The account of one stream of a sink. */
export const accountView = z.object({
  sink: z.string(),
  stream: z.enum(["ledger", "telemetry"]),
  ...terms,
  oldestPending: time
    .optional()
    .describe("When the oldest pending position came to be; absent where none is pending"),
  classes: z
    .array(classView)
    .readonly()
    .optional()
    .describe("Of the stream `ledger`, by what its entries are; each balances by itself"),
  quarantine: z
    .array(quarantineView)
    .readonly()
    .optional()
    .describe("The reasons, latest first, at most 5; absent where none is held"),
});

/** A sink: where results and telemetry go, and what is still owed. */
export const sinkView = z.object({
  name: z.string(),
  kind: z.enum(["mqtt", "influxdb"]),
  target: z.string().describe("Where it goes, without secrets"),
  state: z.enum(["connected", "connecting", "waiting", "paused", "disabled"]),
  fault: faultView.optional(),
  accounts: z.array(accountView),
});

/** The state of the whole gateway. */
export const healthView = z.object({
  gateway: z.object({
    id: z.string(),
    logId: z.string(),
    version: z.string(),
    demo: z.boolean(),
    startedAt: time,
    clockState: z.string(),
    clock: clockView.optional().describe("Absent until the gateway is ready"),
    site: z.string(),
    timeZone: z.string(),
    certificate: z
      .object({
        fingerprint: z.string().describe("SHA-256, as browsers show it"),
        selfSigned: z.boolean(),
        validUntil: time,
      })
      .optional()
      .describe("What dashboard and API are served with; absent for plain HTTP"),
  }),
  ledger: z.object({
    head: z.number().int(),
    telemetryHead: z.number().int(),
    directory: z.string(),
    commitMsP50: z.number(),
    commitMsP99: z.number(),
    queued: z.number().int().describe("Commands that wait for the writer"),
    queuedReadings: z.number().int().optional().describe("Readings among them; bounded"),
    freeBytes: z.number().optional().describe("Of the disk of the data directory"),
    fault: faultView.optional().describe("Damage that was found, or a disk without its reserve"),
    readingsWaiting: z.number().int().optional().describe("Readings taken and not durable yet"),
  }),
  sinks: z.array(sinkView),
  rigs: z.array(rigView),
  alarms: z.array(alarmView).describe("Raised or acknowledged, oldest first"),
  pendingRigs: z
    .array(z.string())
    .optional()
    .describe("Rigs that take up the new configuration once their run has ended"),
});

/** What became of a configuration that was read anew. */
export const reloadView = z.object({
  delivery: z.boolean().describe("Broker and sinks were opened anew"),
  pending: z.array(z.string()).describe("Rigs that change once their run has ended"),
  needsRestart: z.array(z.string()).describe("Keys whose change takes effect with the next start"),
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
  z.object({ kind: z.literal("program"), rig: z.string(), program: programView }),
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
          slot: z.string().optional().describe("Of a fixture with several"),
          value: z.union([z.number(), z.string(), z.boolean()]),
          unit: z.string(),
          quality,
          takenAt: time,
        }),
      ),
    })
    .describe("Latest value of each channel and slot that changed; not every reading"),
  z.object({ kind: z.literal("alarm"), alarm: alarmView }).describe("Raised, or changed since"),
  z
    .object({ kind: z.literal("pending"), rigs: z.array(z.string()) })
    .describe("Rigs that take up the new configuration once their run has ended"),
  z.object({ kind: z.literal("sinks"), sinks: z.array(sinkView) }),
  z
    .object({
      kind: z.literal("arming"),
      station: z.string(),
      rig: z.string(),
      slot: z.string(),
      version: z.number().int(),
      state: z.enum(["armed", "disarmed", "used"]),
    })
    .describe("A slot was armed, or no longer is; `GET /stations/{id}` says for whom"),
  z
    .object({ kind: z.literal("records"), types: z.array(z.string()) })
    .describe("Records changed that stations look at before a run: what is due is to be read anew"),
]);

export type NoiseView = z.infer<typeof noiseView>;
export type RigView = z.infer<typeof rigView>;
export type FaultView = z.infer<typeof faultView>;
export type QuarantineView = z.infer<typeof quarantineView>;
export type AccountView = z.infer<typeof accountView>;
export type SinkView = z.infer<typeof sinkView>;
export type ReloadView = z.infer<typeof reloadView>;
export type HealthView = z.infer<typeof healthView>;
export type LiveEvent = z.infer<typeof liveEvent>;
