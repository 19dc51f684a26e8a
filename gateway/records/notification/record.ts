/** What waits for somebody: signatures, alarms, quarantined positions, calibrations. */
import { z } from "zod";
import { ROLES } from "../../domain/access/principal.ts";
import { MEANINGS } from "../../domain/access/signature.ts";
import { time } from "../view-scalars.ts";

/** What a signature is waited for. */
export const WAITING_KINDS = [
  ...(["approval", "revision-release", "invalidation", "closure", "disposition"] as const),
  ...(["decision", "unit-release"] as const),
] as const;
export type WaitingKind = (typeof WAITING_KINDS)[number];

/** Whether who asks may give it: yes; not, being their own work; or not by their role. */
export const STANDINGS = ["yours", "own-work", "other-role"] as const;

/** One thing that a signature is waited for. */
export const waitingView = z.object({
  kind: z.enum(WAITING_KINDS),
  recordType: z.string().describe("Of what is signed, as entries name it"),
  recordId: z.string(),
  version: z.number().int().optional().describe("Of controlled data: which of its versions"),
  title: z.string(),
  count: z.number().int().describe("Units it is about; 1 for a record"),
  meanings: z.array(z.enum(MEANINGS)).describe("What the signature may mean"),
  roles: z.array(z.enum(ROLES)).describe("One of which the signer holds"),
  notBy: z.array(z.string()).describe("People whose own work it is: they can not sign it (CR-26)"),
  since: time.optional(),
  standing: z.enum(STANDINGS).describe("For who asks"),
});
export type WaitingView = z.infer<typeof waitingView>;

/** What a notification is about. */
export const NOTIFICATION_KINDS = ["alarm", "quarantine", "signature", "calibration"] as const;

/** One thing that waits, who it waits for, and where it is dealt with. */
export const notificationView = z.object({
  id: z.string().describe("The same for as long as it waits"),
  kind: z.enum(NOTIFICATION_KINDS),
  what: z.string().describe("In a sentence, in English"),
  state: z.string().describe("`raised`, `overdue`, `approval` …: what its kind knows"),
  record: z.object({ type: z.string(), id: z.string() }),
  count: z.number().int(),
  since: time.optional(),
  dueOn: z.iso.date().optional(),
  owner: z
    .object({ person: z.string().optional(), roles: z.array(z.enum(ROLES)) })
    .describe("The person who has taken it; else whoever holds one of the roles"),
  isYours: z.boolean(),
  href: z.string().describe("Where the API has it"),
});
export type NotificationView = z.infer<typeof notificationView>;
