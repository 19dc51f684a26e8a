/** Signatures as the API shows them (CR-20): who, when, what it means, and what it covers. */
import { z } from "zod";
import { MEANINGS } from "../../domain/access/signature.ts";
import { time } from "../view-scalars.ts";

/** One signature, as it is printed, shown and exported. */
export const signatureView = z.object({
  id: z.string(),
  recordType: z.string(),
  recordId: z.string(),
  recordVersion: z.number().int().describe("The version that was signed, and no other"),
  meaning: z.enum(MEANINGS),
  printedName: z.string().describe("Full name, as it was when it was signed"),
  personId: z.string(),
  method: z.enum(["secret", "passkey"]),
  signedAt: time,
  signedAtSite: z
    .string()
    .describe("The same moment at the site, with its offset from UTC: 2026-11-23T09:30:00+01:00"),
  reason: z.string().optional(),
  contentHash: z.string().describe("SHA-256 of the canonical JSON of what was signed"),
  verified: z
    .boolean()
    .describe("The version it names is there and has exactly the content that was signed"),
  coversCurrentVersion: z
    .boolean()
    .describe("False where the record has a later version, or where it is not verified"),
});

export type SignatureView = z.infer<typeof signatureView>;
