/** What was ever recorded of one thing: every version, whoever wrote it, and why. */
import { z } from "zod";
import { time } from "../view-scalars.ts";

/** One version of a record, as its entry in the ledger holds it. */
export const versionView = z.object({
  seq: z.number().int().describe("Position in the ledger: the only order there is"),
  version: z.number().int(),
  action: z.string(),
  reason: z.string().optional(),
  actor: z.string(),
  station: z.string(),
  occurredAt: time,
  recordedAt: time,
  clockState: z.string().describe("How far the clock could be trusted then"),
  schema: z.string(),
  bodyHash: z.string(),
  leaf: z.string().describe("Of the ledger's Merkle tree"),
  changed: z.array(z.string()).describe("Fields that are not as in the version before"),
  body: z.record(z.string(), z.unknown()),
});

export type VersionView = z.infer<typeof versionView>;

/** Records with a history, by the name their addresses have. */
export const RECORD_TYPES = {
  products: "product",
  procedures: "procedure",
  orders: "order",
  units: "unit",
  components: "component",
  holds: "hold",
  repairs: "repair",
  nonconformances: "nonconformance",
  "corrective-actions": "corrective-action",
  containments: "containment",
  dispositions: "disposition",
  invalidations: "invalidation",
  shipments: "shipment",
  demand: "demand",
  runs: "run",
  attachments: "attachment",
  decisions: "decision",
  "limit-replays": "limit-replay",
  revisions: "revision",
  requirements: "requirement",
  documents: "document",
  "limit-sets": "limit-set",
  "run-links": "run-link",
  rigs: "rig",
  equipment: "equipment",
  calibrations: "calibration",
  evidence: "evidence",
  alarms: "alarm",
  sites: "site",
  stations: "station",
  armings: "arming",
  overrides: "override",
  "reference-units": "reference-unit",
  "maintenance-plans": "maintenance-plan",
  downtimes: "downtime",
  "hand-overs": "hand-over",
  "rig-services": "rig-service",
  people: "person",
  tokens: "access-token",
  qualifications: "qualification",
} as const;
