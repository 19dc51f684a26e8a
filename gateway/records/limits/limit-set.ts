/** Limit sets: versioned, effective-dated, approved limits of a product at an operation. */
import { z } from "zod";
import type { VersionStatus } from "../../domain/controlled/version-moves.ts";
import { byMeasurement, limitSetFaults, type NamedLimits } from "../../domain/limit-set.ts";
import type { SqlReader } from "../../ledger/contract.ts";
import { contentHash } from "../content-hash.ts";
import {
  type Draft,
  moveVersionRule,
  saveVersionRule,
  type VersionKind,
} from "../controlled/version-rules.ts";
import { listVersionsAt, type StoredVersion } from "../controlled/versions.ts";
import { limitsSchema } from "../import-file.ts";
import { refuseInvalid } from "../import-rule.ts";
import { findOwnProcedure } from "../procedure/lookup.ts";
import { untriedLimits } from "./untried-limits.ts";

/** The content of a limit set as it is sent. */
export const limitSetInput = z.strictObject({
  partNumber: z.string().min(1).max(200),
  operation: z.string().min(1).max(200),
  name: z.string().trim().min(1).max(200).optional(),
  limits: z
    .array(z.strictObject({ measurement: z.string().min(1).max(200), limits: limitsSchema }))
    .min(1)
    .max(10_000)
    .describe("By the stable id of the measurement; others keep the limits of the procedure"),
});

/** The same with its limits as the domain knows them. */
export interface LimitSetContent {
  readonly partNumber: string;
  readonly operation: string;
  readonly name?: string;
  readonly limits: readonly NamedLimits[];
}

/** Hex SHA-256 over limits by measurement, in the order of the ids: equal limits, equal hash. */
export function limitSetHash(limits: readonly NamedLimits[]): string {
  return contentHash(limits.toSorted(byMeasurement));
}

const kind: VersionKind<LimitSetContent> = {
  ...{ type: "limit-set", schema: "limit-set/1", noun: "limit set" },
  refuseFaults,
  hashOf: ({ limits }) => limitSetHash(limits),
  guards,
};

function refuseFaults(sql: SqlReader, draft: LimitSetContent & Draft): void {
  const procedure = findOwnProcedure(sql, draft)?.procedure;
  const [fault] = limitSetFaults(draft.limits, procedure);
  if (procedure === undefined) {
    refuseInvalid("operation", `no procedure for ${draft.partNumber} at ${draft.operation}`);
  }
  if (fault !== undefined) refuseInvalid(fault.field, fault.message);
  const other = listVersionsAt(sql, "limit-set", draft).find(
    ({ id, status }) => id !== draft.id && status !== "obsolete",
  );
  if (other === undefined) return;
  refuseInvalid("id", `${other.id} is the limit set of ${draft.partNumber} at ${draft.operation}`);
}

/** Nobody approves limits without having seen what they do to past runs. */
function guards(sql: SqlReader, { body }: StoredVersion, to: VersionStatus): readonly string[] {
  const { limits, ...place } = body as unknown as LimitSetContent;
  return to === "effective" ? untriedLimits(sql, place, limits) : [];
}

/** Writes a draft of a limit set. */
export const saveLimitSet = saveVersionRule(kind);

/** Moves a limit set on; `effective` needs its changed limits tried on past runs. */
export const moveLimitSet = moveVersionRule(kind);
