/** An electronic signature: who, when, what it means, and what exactly was signed (CR-20…26). */
import type { Role } from "./principal.ts";

/** What a signature may mean. */
export const MEANINGS = [
  ...(["authored", "performed", "reviewed", "approved", "rejected", "released"] as const),
  "verified",
] as const;
export type Meaning = (typeof MEANINGS)[number];

/** A person who has just proven with secret or passkey that it is them. Never made from a badge. */
export interface ConfirmedSigner {
  readonly personId: string;
  /** Full name as it is printed beside the signature for as long as the record is kept. */
  readonly printedName: string;
  readonly roles: readonly Role[];
  readonly method: "secret" | "passkey";
}

/** The body of a signature's entry. It covers one version of one record and no other. */
export interface SignatureBody {
  readonly id: string;
  readonly recordType: string;
  readonly recordId: string;
  readonly recordVersion: number;
  /** Hex SHA-256 of the canonical JSON of that version's body. */
  readonly contentHash: string;
  readonly meaning: Meaning;
  readonly personId: string;
  readonly printedName: string;
  readonly method: ConfirmedSigner["method"];
  /** Microseconds since the epoch. */
  readonly signedAt: number;
  readonly reason?: string;
}
