import type { ProductBody } from "../import-file.ts";

export type RevisionStatus = ProductBody["revisions"][number]["status"];

/** The state machine of a revision; it only moves on once it is released. */
export const REVISION_STATUSES: readonly RevisionStatus[] = [
  "draft",
  "in_review",
  "released",
  "superseded",
  "obsolete",
];

/** The stages of a product's life, in their order. */
export const STAGES: readonly ProductBody["stage"][] = [
  "concept",
  "evt",
  "dvt",
  "pvt",
  "mp",
  "sustaining",
  "eol",
];

/** True from the release on: what was released stays as it was. */
export function isReleased(status: RevisionStatus): boolean {
  return REVISION_STATUSES.indexOf(status) >= REVISION_STATUSES.indexOf("released");
}

/** The operations a unit of one revision must pass, in order. */
export interface RevisionRoute {
  readonly revision: string;
  readonly route: readonly string[];
  /** Position of the entry that released it: no later change of the route reaches it. */
  readonly fixedSeq: number | null;
}

/** The route of each revision after the entry `seq`: a released one keeps the route it had. */
export function routesAfter(
  body: ProductBody,
  seq: number,
  before: readonly RevisionRoute[],
): readonly RevisionRoute[] {
  return body.revisions.map(({ revision, status }) => {
    const known = before.find((route) => route.revision === revision);
    if (known !== undefined && known.fixedSeq !== null) return known;
    return { revision, route: body.route, fixedSeq: isReleased(status) ? seq : null };
  });
}
