/** What becomes of a revision of a product. From its release on it stays as it was. */
import type { Move } from "./moves.ts";
import { APPROVERS } from "./version-moves.ts";

/** In their order. */
export const REVISION_STATUSES = [
  ...(["draft", "in_review", "released", "superseded", "obsolete"] as const),
] as const;
export type RevisionStatus = (typeof REVISION_STATUSES)[number];

/** The machine; a review that says no sends the revision back. */
export const REVISION_MOVES: readonly Move<RevisionStatus>[] = [
  {
    ...{ from: "draft", to: "in_review", reasoned: false },
    signed: {
      ...{ meanings: ["authored"], byAnother: false },
      roles: ["technician", "qa", "operations", "compliance"],
    },
  },
  {
    ...{ from: "in_review", to: "draft", reasoned: true },
    signed: { meanings: ["rejected"], roles: APPROVERS, byAnother: false },
  },
  {
    ...{ from: "in_review", to: "released", reasoned: false },
    signed: { meanings: ["released", "approved"], roles: APPROVERS, byAnother: true },
  },
  {
    ...{ from: "released", to: "superseded", reasoned: true },
    signed: { meanings: ["approved"], roles: APPROVERS, byAnother: false },
  },
  {
    ...{ from: "superseded", to: "obsolete", reasoned: true },
    signed: { meanings: ["approved"], roles: APPROVERS, byAnother: false },
  },
];
