/** What becomes of a version of a procedure, a limit set or a document. */
import type { Role } from "../access/principal.ts";
import type { Move } from "./moves.ts";

/** In their order. */
export const VERSION_STATUSES = ["draft", "in_review", "effective", "obsolete"] as const;
export type VersionStatus = (typeof VERSION_STATUSES)[number];

/** Who may approve controlled data. */
export const APPROVERS: readonly Role[] = ["qa", "compliance"];

/** The machine; a review that says no sends the version back to its author. */
export const VERSION_MOVES: readonly Move<VersionStatus>[] = [
  { from: "draft", to: "in_review", reasoned: false },
  {
    ...{ from: "in_review", to: "draft", reasoned: true },
    signed: { meanings: ["rejected"], roles: APPROVERS, byAnother: false },
  },
  {
    ...{ from: "in_review", to: "effective", reasoned: false },
    signed: { meanings: ["approved"], roles: APPROVERS, byAnother: true },
  },
  {
    ...{ from: "effective", to: "obsolete", reasoned: true },
    signed: { meanings: ["approved"], roles: APPROVERS, byAnother: false },
  },
];

/** A version as far as it says whether it is in force. */
export interface DatedVersion {
  readonly version: number;
  readonly status: VersionStatus;
  /** Microseconds since the epoch; in force from then on. */
  readonly effectiveFromUs: number;
}

/** The highest effective version whose date has come at `atUs`; the others are superseded. */
export function versionInForce<Version extends DatedVersion>(
  versions: readonly Version[],
  atUs: number,
): Version | undefined {
  return versions
    .filter(({ status, effectiveFromUs }) => status === "effective" && effectiveFromUs <= atUs)
    .toSorted((left, right) => right.version - left.version)[0];
}
