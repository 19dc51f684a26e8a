import { isoTime } from "../../domain/iso-time.ts";
import type { Projection, Rule, SqlReader } from "../../ledger/contract.ts";
import { Refusal } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import {
  assertExpectedVersion,
  type ImportResult,
  isSameContent,
  type Latest,
  refuseInvalid,
  requireReason,
  unchanged,
} from "../import-rule.ts";
import { findProduct } from "../product/rules.ts";
import { requireSigning, type Signing, signEntry } from "../signature/sign.ts";
import type { RequirementBody } from "./record.ts";

/** Table `requirement`: each as it is now. */
export const requirementProjection: Projection = {
  name: "requirement",
  version: 1,
  types: ["requirement"],
  tables: ["requirement"],
  ddl: [
    `CREATE TABLE requirement (
      id TEXT PRIMARY KEY, part_number TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL
    ) STRICT, WITHOUT ROWID`,
    "CREATE INDEX requirement_part ON requirement (part_number, id)",
  ],
  apply(sql, { version }, raw) {
    const body = raw as RequirementBody;
    sql.run(
      "INSERT OR REPLACE INTO requirement VALUES (?, ?, ?, ?)",
      ...[body.id, body.partNumber, version, JSON.stringify(body)],
    );
  },
};

/** A requirement as it is to be; a change needs its reason. */
export interface SaveRequirement {
  readonly requirement: Omit<RequirementBody, "waiver">;
  readonly reason?: string;
}

/** Makes or changes one. Throws Refusal `record.invalid`, `record.reason-missing`. */
export const saveRequirement: Rule<SaveRequirement, ImportResult> = (
  sql,
  { requirement, reason },
  context,
) => {
  const before = findRequirement(sql, requirement.id);
  assertExpectedVersion(context, before?.version ?? 0);
  const { waiver, ...stated } = before?.body ?? {};
  if (before !== undefined && isSameContent(stated, requirement)) return unchanged();
  const product = findProduct(sql, requirement.partNumber)?.body;
  if (product === undefined) refuseInvalid("partNumber", `no product ${requirement.partNumber}`);
  for (const [index, { operation }] of requirement.measurements.entries()) {
    if (product.route.includes(operation)) continue;
    const route = product.route.join(", ");
    refuseInvalid(`measurements.${index}.operation`, `${operation} is not in the route ${route}`);
  }
  if (before !== undefined) {
    if (before.body.partNumber !== requirement.partNumber) {
      refuseInvalid("partNumber", `${requirement.id} is of ${before.body.partNumber}`);
    }
    requireReason(reason, `requirement ${requirement.id}`);
  }
  const body = compact({ ...requirement, waiver }) as RequirementBody;
  const action = before === undefined ? "stated" : "changed";
  const entry = entryOf(body, { version: (before?.version ?? 0) + 1, action, reason });
  return { entries: [entry], result: "imported" };
};

/** A decision to go without the proof for a time. */
export interface WaiveRequirement {
  readonly id: string;
  readonly reason: string;
  /** Microseconds since the epoch. */
  readonly expiresAt: number;
  readonly signing?: Signing;
}

/** Waives it until then, signed by quality or compliance. Throws Refusal `record.not-found`. */
export const waiveRequirement: Rule<WaiveRequirement, ImportResult> = (
  sql,
  { id, reason, expiresAt, signing },
  context,
) => {
  const { version, body: before } = getRequirement(sql, id);
  assertExpectedVersion(context, version);
  if (expiresAt <= context.occurredAt) refuseInvalid("expiresAt", "it lies in the past");
  const signed = requireSigning(signing, { meanings: ["approved"], roles: ["qa", "compliance"] });
  const waiver = { reason, expiresAt, signedBy: signed.signer.personId };
  const entry = entryOf({ ...before, waiver }, { version: version + 1, action: "waived", reason });
  return { entries: [entry, signEntry(entry, signed, context)], result: "imported" };
};

interface Written {
  readonly version: number;
  readonly action: string;
  readonly reason: string | undefined;
}

function entryOf(body: RequirementBody, { version, action, reason }: Written) {
  const entry = { type: "requirement", id: body.id, version, schema: "requirement/1" };
  return { ...entry, action, body, ...(reason === undefined ? {} : { reason }) };
}

function findRequirement(sql: SqlReader, id: string): Latest<RequirementBody> | undefined {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM requirement WHERE id = ?",
    id,
  );
  return row && { version: row.version, body: JSON.parse(row.body) as RequirementBody };
}

function getRequirement(sql: SqlReader, id: string): Latest<RequirementBody> {
  const found = findRequirement(sql, id);
  if (found !== undefined) return found;
  throw new Refusal("record.not-found", `there is no requirement ${id}`, { id });
}

/** The waiver where it has not expired at `at`, microseconds. */
export function waiverAt({ waiver }: RequirementBody, at: number) {
  if (waiver === undefined || waiver.expiresAt <= at) return undefined;
  const { reason, signedBy, expiresAt } = waiver;
  return { reason, signedBy, expiresAt: isoTime(expiresAt) };
}
