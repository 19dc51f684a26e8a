import type { Rule, SqlReader } from "../../ledger/contract.ts";
import type { ProductBody } from "../import-file.ts";
import {
  assertExpectedVersion,
  type ImportResult,
  imported,
  isSameContent,
  type Latest,
  refuseImmutable,
  refuseInvalid,
  unchanged,
} from "../import-rule.ts";
import { isReleased, REVISION_STATUSES, STAGES } from "./record.ts";
import { findRevision, revisionId } from "./revision-record.ts";

/** The product with its entry's version; undefined where there is none. */
export function findProduct(sql: SqlReader, partNumber: string): Latest<ProductBody> | undefined {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM product WHERE part_number = ?",
    partNumber,
  );
  return row && { version: row.version, body: JSON.parse(row.body) as ProductBody };
}

/**
 * Imports a product with its revisions. A released revision is never changed or removed, and
 * what the product is changes only together with a revision that is not released yet.
 */
export const importProduct: Rule<ProductBody, ImportResult> = (sql, stated, context) => {
  const before = findProduct(sql, stated.partNumber);
  const input = before === undefined ? stated : withManaged(sql, before.body, stated);
  assertExpectedVersion(context, before?.version ?? 0);
  if (before !== undefined && isSameContent(before.body, input)) return unchanged();
  refuseContradictions(input);
  if (before !== undefined) refuseRewriting(before.body, input);
  const version = (before?.version ?? 0) + 1;
  return imported({
    type: "product",
    id: input.partNumber,
    version,
    schema: "product/1",
    body: input,
  });
};

/**
 * Revisions that were written or moved here keep the state they have: the file they came from, or
 * that never knew them, does not lead any more.
 */
function withManaged(sql: SqlReader, before: ProductBody, stated: ProductBody): ProductBody {
  const managed = before.revisions.filter(
    ({ revision }) => findRevision(sql, revisionId(before.partNumber, revision)) !== undefined,
  );
  if (managed.length === 0) return stated;
  const kept = new Map(managed.map((each) => [each.revision, each]));
  const listed = stated.revisions.map((each) => kept.get(each.revision) ?? each);
  const unlisted = managed.filter(
    ({ revision }) => !stated.revisions.some((each) => each.revision === revision),
  );
  return { ...stated, revisions: [...listed, ...unlisted] };
}

function refuseContradictions({ revisions, route }: ProductBody): void {
  const revision = firstRepeated(revisions.map((each) => each.revision));
  if (revision !== undefined) refuseInvalid("revisions", `${revision} is there twice`);
  const operation = firstRepeated(route);
  if (operation !== undefined) refuseInvalid("route", `${operation} is there twice`);
}

function firstRepeated(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}

function refuseRewriting(before: ProductBody, after: ProductBody): void {
  if (STAGES.indexOf(after.stage) < STAGES.indexOf(before.stage)) {
    refuseInvalid("stage", `a product does not go back from ${before.stage} to ${after.stage}`);
  }
  for (const { revision, status } of before.revisions.filter((each) => isReleased(each.status))) {
    const next = after.revisions.find((each) => each.revision === revision);
    if (next === undefined) refuseImmutable("revisions", `${revision} is ${status}, not removable`);
    if (REVISION_STATUSES.indexOf(next.status) < REVISION_STATUSES.indexOf(status)) {
      refuseImmutable("revisions", `${revision} is ${status}, it does not become ${next.status}`);
    }
  }
  if (!before.revisions.some((each) => isReleased(each.status))) return;
  if (after.revisions.some((each) => isOpenRevision(each.revision, before))) return;
  for (const field of ["name", "description", "route"] as const) {
    if (isSameContent([before[field] ?? null], [after[field] ?? null])) continue;
    refuseImmutable(field, `${after.partNumber} is released; a change needs a new revision`);
  }
}

/** New, or known and not released before this import. */
function isOpenRevision(revision: string, before: ProductBody): boolean {
  const known = before.revisions.find((each) => each.revision === revision);
  return known === undefined || !isReleased(known.status);
}
