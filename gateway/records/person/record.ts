/**
 * People, tokens and qualifications as the ledger has them: ids, roles and states. Names, badges
 * and secrets are in the identity store and never here (CR-84, CR-95).
 */
import { z } from "zod";
import { ROLES } from "../../domain/access/principal.ts";
import { time } from "../view-scalars.ts";

/** Ids of people: a pseudonym such as a personnel number, or made by the gateway; never reused. */
export const personId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "must be letters, digits, '.', '_' and '-'");

/** At least one; a person may hold several. */
export const roleSet = z
  .array(z.enum(ROLES))
  .min(1)
  .max(ROLES.length)
  .refine((roles) => new Set(roles).size === roles.length, "must name each role once");

/** `erased`: revoked, and who it was is no longer known. */
export const PERSON_STATES = ["active", "revoked", "erased"] as const;

/** The body of each version of a person. */
export interface PersonBody {
  readonly id: string;
  readonly roles: readonly z.infer<typeof roleSet>[number][];
  readonly state: (typeof PERSON_STATES)[number];
}

/** What a token may do: read, or what somebody with the role may. */
export const SCOPES = ["read", ...ROLES] as const;
export type Scope = (typeof SCOPES)[number];

/** The body of each version of a token. */
export interface TokenBody {
  readonly id: string;
  readonly kind: "token" | "station";
  /** Who answers for it: it dies with that person's access. */
  readonly personId: string;
  readonly scopes: readonly Scope[];
  /** Of a station's token. */
  readonly station?: string;
  /** Microseconds since the epoch. */
  readonly expiresAt: number;
  readonly state: "active" | "revoked";
}

/** The body of each version of a qualification: who may perform which procedure until when. */
export interface QualificationBody {
  readonly personId: string;
  readonly procedureId: string;
  /** Microseconds since the epoch; from then on it does not hold. */
  readonly validUntil: number;
}

/** What happened to an account that is no grant: it was locked, or let go again. */
export interface AccessEventBody {
  readonly id: string;
  readonly kind: "locked" | "unlocked";
  readonly personId: string;
  /** Where the bad tries were. */
  readonly where?: "sign-in" | "signing" | "pin";
}

/** A qualification as it is shown. */
export const qualificationView = z.object({
  personId: z.string(),
  procedureId: z.string(),
  validUntil: time,
  isValid: z.boolean().describe("At this moment"),
  version: z.int(),
});

export type QualificationView = z.infer<typeof qualificationView>;
