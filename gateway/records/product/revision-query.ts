import { nextStates } from "../../domain/controlled/moves.ts";
import { REVISION_MOVES } from "../../domain/controlled/revision-moves.ts";
import { type Query, Refusal } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { readSignatures } from "../signature/queries.ts";
import { missingForRelease } from "./release-guards.ts";
import { type RevisionView, revisionId } from "./revision-record.ts";
import { getProduct, readRevision, releaseCase } from "./revision-rules.ts";

/** Which revision, at a moment in microseconds since the epoch. */
export interface RevisionFilter {
  readonly partNumber: string;
  readonly revision: string;
  readonly nowUs: number;
  readonly timeZone?: string;
}

/** A revision with its pins, its signatures and what it waits for. Throws `record.not-found`. */
export const getRevisionView: Query<RevisionFilter, RevisionView> = ({ sql }, filter) => {
  const { partNumber, revision, nowUs, timeZone = "UTC" } = filter;
  const product = getProduct(sql, partNumber);
  const found = readRevision(sql, product, revision);
  if (found === undefined) {
    throw new Refusal("record.not-found", `${partNumber} has no revision ${revision}`, {
      revision,
    });
  }
  const { body, version, authors } = found;
  const { status } = body;
  const release = releaseCase(sql, product.body, { before: found, atUs: nowUs });
  const isOpen = status === "draft" || status === "in_review";
  const recordId = revisionId(partNumber, revision);
  return compact({
    ...body,
    documents: [...body.documents],
    imported: version === 0,
    recordVersion: version,
    next: [...nextStates(REVISION_MOVES, status)],
    missing: isOpen ? [...missingForRelease(sql, release)] : [],
    route: [...product.body.route],
    authors: [...authors],
    signatures: readSignatures(sql, { recordType: "revision", recordId, timeZone }),
  }) as RevisionView;
};
