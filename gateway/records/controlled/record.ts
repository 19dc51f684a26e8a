/** Versions of controlled data as they are sent and shown. */
import { z } from "zod";
import { VERSION_STATUSES } from "../../domain/controlled/version-moves.ts";
import { signatureView } from "../signature/record.ts";
import { time } from "../view-scalars.ts";

/** Ids of procedures, limit sets and documents, usually PART/OPERATION. */
export const controlledId = z
  .string()
  .min(1)
  .max(200)
  .refine((id) => id.trim() === id, "must not begin or end with a space");

/** One version as lists show it. */
export const versionSummary = z.object({
  id: z.string(),
  version: z.number().int(),
  status: z.enum(VERSION_STATUSES),
  inForce: z.boolean().describe("It is what runs are judged by, or what is served, at this moment"),
  effectiveFrom: time.optional().describe("In force from then on; at once where absent"),
  hash: z.string().describe("SHA-256 of its content: what runs and revisions pin"),
  entryVersion: z.number().int().describe("Of the record's entry that made it as it is"),
  changedAt: time,
  partNumber: z.string().optional(),
  operation: z.string().optional(),
  name: z.string().optional(),
  imported: z.boolean().describe("It came from a file and was never changed here"),
});

/** One version with its content and its signatures. */
export const versionDetail = versionSummary.extend({
  recordVersion: z.number().int().describe("Send it as `expectedVersion` with a change"),
  next: z.array(z.enum(VERSION_STATUSES)).describe("What it can become now"),
  authors: z.array(z.string()).describe("Ids of the people who wrote it: they can not approve it"),
  content: z.record(z.string(), z.unknown()),
  signatures: z
    .array(signatureView)
    .describe("Given to any state of this version, the latest first"),
});

/** All versions of one record, the highest first. */
export const recordVersions = z.object({
  id: z.string(),
  recordVersion: z.number().int().describe("Send it as `expectedVersion` with a change"),
  versions: z.array(versionSummary),
});

/** What differs between two versions. */
export const versionDiff = z.object({
  id: z.string(),
  from: z.number().int(),
  to: z.number().int(),
  differences: z.array(
    z.object({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }),
  ),
});

export type VersionSummary = z.infer<typeof versionSummary>;
export type VersionDetail = z.infer<typeof versionDetail>;
export type RecordVersions = z.infer<typeof recordVersions>;
export type VersionDiff = z.infer<typeof versionDiff>;
