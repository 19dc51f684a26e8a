import { type Procedure, procedureFaults } from "../../domain/procedure.ts";
import type { Rule, SqlReader } from "../../ledger/contract.ts";
import { contentHash } from "../content-hash.ts";
import { findVersion as findControlled } from "../controlled/versions.ts";
import type { ProcedureBody } from "../import-file.ts";
import {
  assertExpectedVersion,
  type ImportResult,
  imported,
  isSameContent,
  refuseImmutable,
  refuseInvalid,
  unchanged,
} from "../import-rule.ts";
import { findProduct } from "../product/rules.ts";

/**
 * Imports one version of a procedure. A draft may change; an effective version is as it is for
 * ever and may only become obsolete.
 */
export const importProcedure: Rule<ProcedureBody, ImportResult> = (sql, input, context) => {
  const latest = latestEntryVersion(sql, input.id);
  assertExpectedVersion(context, latest);
  const before = findVersion(sql, input.id, input.version);
  if (before !== undefined && contentHash(before) === contentHash(input)) return unchanged();
  if (isManaged(sql, input)) return unchanged();
  refuseContradictions(sql, input);
  if (before !== undefined) refuseRewriting(before, input);
  const body = { ...input, hash: contentHash(input) };
  return imported({
    type: "procedure",
    id: input.id,
    version: latest + 1,
    schema: "procedure/1",
    body,
  });
};

/**
 * True for a version that was changed here since its import: then the file does not lead any more,
 * and one that says the same content in an older state is no fault of the next start. Throws
 * Refusal `record.immutable` where the content is another one.
 */
function isManaged(sql: SqlReader, input: ProcedureBody): boolean {
  const stored = findControlled(sql, { type: "procedure", ...input });
  if (stored?.managed !== true) return false;
  const { hash: _, ...body } = stored.body;
  if (isSameContent(contentOf(body), contentOf(input))) return true;
  const message = "it is edited at /products, not in the file; remove it there, or say the same";
  refuseImmutable(`version ${input.version}`, message);
}

const contentOf = (body: object) => ({ ...body, status: "", effectiveFrom: "" });

function latestEntryVersion(sql: SqlReader, id: string): number {
  const row = sql.get<{ latest: number | null }>(
    "SELECT max(entry_version) AS latest FROM procedure WHERE id = ?",
    id,
  );
  return row?.latest ?? 0;
}

function findVersion(sql: SqlReader, id: string, version: number): ProcedureBody | undefined {
  const row = sql.get<{ body: string }>(
    `SELECT content.body AS body FROM procedure JOIN procedure_content AS content USING (hash)
     WHERE id = ? AND version = ?`,
    ...[id, version],
  );
  return row && (JSON.parse(row.body) as ProcedureBody);
}

/** Throws Refusal `record.invalid` for a procedure that contradicts itself or another record. */
export function refuseContradictions(sql: SqlReader, input: ProcedureBody): void {
  const [fault] = procedureFaults(input as Procedure);
  if (fault !== undefined) refuseInvalid(fault.field, fault.message);
  const product = findProduct(sql, input.partNumber)?.body;
  if (product === undefined) refuseInvalid("partNumber", `no product ${input.partNumber}`);
  if (!product.route.includes(input.operation)) {
    const route = product.route.join(", ");
    refuseInvalid("operation", `${input.operation} is not in the route ${route}`);
  }
  const other = sql.get<{ id: string }>(
    `SELECT id FROM procedure
     WHERE part_number = ? AND operation = ? AND id <> ? AND status <> 'obsolete' LIMIT 1`,
    ...[input.partNumber, input.operation, input.id],
  );
  if (other !== undefined && input.status !== "obsolete") {
    const message = `${other.id} is the procedure of ${input.partNumber} at ${input.operation}`;
    refuseInvalid("id", message);
  }
}

function refuseRewriting(before: ProcedureBody, after: ProcedureBody): void {
  if (before.status !== "effective" && before.status !== "obsolete") return;
  const field = `version ${before.version}`;
  if (!isSameContent({ ...before, status: "" }, { ...after, status: "" })) {
    refuseImmutable(field, `it is ${before.status}; changed content needs a new version`);
  }
  if (before.status === "obsolete" || after.status !== "obsolete") {
    refuseImmutable(field, `it is ${before.status} and does not become ${after.status}`);
  }
}
