/** What a revision needs to be released, and what it is pinned to when it is. */

import type { Meaning } from "../../domain/access/signature.ts";
import { limitsOf } from "../../domain/limit-set.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { contentHash } from "../content-hash.ts";
import { documentFault, findDocumentInForce } from "../document/in-force.ts";
import { listReplaysOf } from "../limits/replay-record.ts";
import { findPinnedProcedure, findProcedureAt, type PinnedProcedure } from "../procedure/lookup.ts";
import { missingCoverage } from "../requirement/coverage.ts";
import { signersOf } from "../signature/queries.ts";
import { type RevisionBody, type RevisionPins, revisionId } from "./revision-record.ts";

/** A revision that is to be released, at a moment, with the one released before it. */
export interface ReleaseCase {
  readonly body: RevisionBody;
  /** Of its record, which the reviewers have signed. */
  readonly version: number;
  readonly route: readonly string[];
  readonly atUs: number;
  /** People whose review of their own work does not count. */
  readonly authors: readonly string[];
  /** Pins of the latest revision that was released before. */
  readonly before: RevisionPins | undefined;
}

/** What others must have said of it before it is released. */
const REVIEWS: readonly Meaning[] = ["reviewed"];

/** Everything that is missing, in words; empty where it can be released. */
export function missingForRelease(sql: SqlReader, release: ReleaseCase): readonly string[] {
  const { body, route, atUs } = release;
  const procedures = route.flatMap((operation) => {
    const found = findProcedureAt(sql, { partNumber: body.partNumber, operation }, atUs);
    if (found?.procedure.status === "effective") return [];
    return [`no procedure for ${operation} is effective`];
  });
  const documents = body.documents.flatMap((id) => documentFault(sql, id, atUs) ?? []);
  return [
    ...procedures,
    ...documents,
    ...missingCoverage(sql, body.partNumber, atUs),
    ...missingTrials(sql, release),
    ...missingReviews(sql, release),
  ];
}

function missingReviews(
  sql: SqlReader,
  { body, version, authors }: ReleaseCase,
): readonly string[] {
  const record = { type: "revision", id: revisionId(body.partNumber, body.revision), version };
  const signers = signersOf(sql, record).filter(({ personId }) => !authors.includes(personId));
  return REVIEWS.filter((meaning) => !signers.some((each) => each.meaning === meaning)).map(
    (meaning) => `nobody else than its authors has signed it as ${meaning}`,
  );
}

function missingTrials(sql: SqlReader, release: ReleaseCase): readonly string[] {
  return changedSince(sql, release).flatMap(({ operation, measurement, replay }) =>
    replay === undefined
      ? [`the changed limits of ${measurement} at ${operation} were not tried on past runs`]
      : [],
  );
}

interface ChangedLimits {
  readonly operation: string;
  readonly measurement: string;
  /** The latest trial of the new limits. */
  readonly replay: string | undefined;
}

/** Limits that are not those of the revision before, each with its trial on past runs. */
function changedSince(sql: SqlReader, release: ReleaseCase): readonly ChangedLimits[] {
  const { body, route, atUs, before } = release;
  if (before === undefined) return [];
  return route.flatMap((operation) => {
    const place = { partNumber: body.partNumber, operation };
    const now = findProcedureAt(sql, place, atUs)?.procedure;
    const pin = before.procedures.find((each) => each.operation === operation);
    const then = pin && findPinnedProcedure(sql, { ...pin, procedureHash: pin.hash });
    if (now === undefined || then === undefined) return [];
    const known = new Map(
      limitsOf(then).map(({ measurement, limits }) => [measurement, contentHash(limits)]),
    );
    return limitsOf(now).flatMap(({ measurement, limits }) => {
      const hash = contentHash(limits);
      if (!known.has(measurement) || known.get(measurement) === hash) return [];
      const trials = listReplaysOf(sql, { ...place, measurement });
      const replay = trials.find(({ limitsHash }) => limitsHash === hash)?.id;
      return [{ operation, measurement, replay }];
    });
  });
}

/** What it is released with. Call it only where nothing is missing. */
export function pinsOf(sql: SqlReader, release: ReleaseCase): RevisionPins {
  const { body, route, atUs } = release;
  const procedures = route.flatMap((operation) => {
    const found = findProcedureAt(sql, { partNumber: body.partNumber, operation }, atUs);
    return found === undefined ? [] : [pinOf(operation, found)];
  });
  const documents = body.documents.flatMap((id) => {
    const found = findDocumentInForce(sql, id, atUs);
    return found === undefined ? [] : [{ id, version: found.version, hash: found.hash }];
  });
  const replays = changedSince(sql, release).flatMap(({ replay }) => replay ?? []);
  const { firmwareDigest } = body;
  const firmware = firmwareDigest === undefined ? {} : { firmwareDigest };
  return { procedures, documents, ...firmware, replays };
}

function pinOf(operation: string, { procedure, hash, limitSetHash }: PinnedProcedure) {
  return { operation, id: procedure.id, version: procedure.version, hash, limitSetHash };
}
