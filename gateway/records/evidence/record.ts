/** Evidence packages: what they cover, what was found in scope, and how they were sealed. */
import { z } from "zod";
import { time } from "../view-scalars.ts";
import { EVIDENCE_STATES, type EvidenceState } from "./states.ts";

const name = z.string().trim().min(1).max(200);

/** Which units a package is about: exactly one of the four. */
export const evidenceScope = z
  .strictObject({
    unitId: name.optional().describe("One unit"),
    serialNumbers: z.array(name).min(1).max(20_000).optional().describe("A list of units"),
    partNumber: name.optional().describe("Of the listed serial numbers, where they need it"),
    orderId: name.optional().describe("Every unit of a production order"),
    shipmentId: name.optional().describe("Every unit of a shipment, by its id"),
  })
  .refine(
    ({ unitId, serialNumbers, orderId, shipmentId }) =>
      [unitId, serialNumbers, orderId, shipmentId].filter((given) => given !== undefined).length ===
      1,
    { error: "must name one of unitId, serialNumbers, orderId and shipmentId", path: ["unitId"] },
  )
  .refine(({ partNumber, serialNumbers }) => partNumber === undefined || serialNumbers, {
    error: "belongs to serialNumbers",
    path: ["partNumber"],
  });

/** The scope as it is stored. */
export interface EvidenceScope {
  readonly unitId?: string;
  readonly serialNumbers?: readonly string[];
  readonly partNumber?: string;
  readonly orderId?: string;
  readonly shipmentId?: string;
}

/** What was in scope when the package was assembled; the ledger signs it (CR-92). */
export interface EvidenceContents {
  /** Units that the scope asks for: of the order, of the shipment, or the length of the list. */
  readonly unitsAsked: number;
  readonly units: number;
  readonly runs: number;
  readonly entries: number;
  /** Position of the newest entry in scope. */
  readonly lastSeq: number;
  /** Hex SHA-256 over the leaves of all entries in scope, one behind the other, by position. */
  readonly leavesHash: string;
  /** Serial numbers of the list that no unit has. */
  readonly missing: readonly string[];
  /** What the package does not hold and why, in words. */
  readonly gaps: readonly string[];
}

/** The sealed file. */
export interface EvidenceSeal {
  /** Hex SHA-256 of the zip, its name among the blobs. */
  readonly hash: string;
  readonly bytes: number;
  /** Hex SHA-256 of `tagmanifest-sha256.txt`, which names every other file by its hash. */
  readonly manifestHash: string;
  /** Payload files. */
  readonly files: number;
}

/** The body of a package's entry; each version holds what was known then. */
export interface EvidenceBody {
  readonly id: string;
  /** As people call it, such as EP-2026-0001. */
  readonly number: string;
  readonly state: EvidenceState;
  readonly scope: EvidenceScope;
  readonly organization: string;
  readonly demo: boolean;
  readonly supersedes?: string;
  readonly contents?: EvidenceContents;
  readonly seal?: EvidenceSeal;
  readonly supersededBy?: string;
}

const count = z.number().int();

/** What is in scope. */
export const contentsView = z.object({
  unitsAsked: count.describe("Of the order, of the shipment, or the length of the list"),
  units: count,
  runs: count,
  entries: count.describe("Every version of every record in scope"),
  lastSeq: count,
  leavesHash: z.string().describe("SHA-256 over the leaves of all entries in scope"),
  missing: z.array(z.string()).describe("Serial numbers that no unit has"),
  gaps: z.array(z.string()).describe("What it does not hold, and why"),
});

/** A package as it is shown. */
export const evidenceView = z.object({
  id: z.string(),
  number: z.string(),
  version: count,
  state: z.enum(EVIDENCE_STATES),
  scope: evidenceScope,
  organization: z.string(),
  demo: z.boolean().describe("Nothing in a demo is a real result"),
  createdAt: time,
  changedAt: time,
  supersedes: z.string().optional(),
  supersededBy: z.string().optional(),
  contents: contentsView.optional(),
  seal: z
    .object({ hash: z.string(), bytes: count, manifestHash: z.string(), files: count })
    .optional(),
  progress: z
    .object({ step: z.string(), done: count, total: count })
    .optional()
    .describe("While it is being assembled here"),
  fault: z
    .object({ code: z.string(), message: z.string() })
    .optional()
    .describe("Why the last attempt to assemble it ended"),
});

export type EvidenceView = z.infer<typeof evidenceView>;
