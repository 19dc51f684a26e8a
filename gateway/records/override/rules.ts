/** Commands on overrides: a signed decision that one check may pass, and taking it back. */

import type { CheckName } from "../../domain/interlock/check.ts";
import { NEVER_OVERRIDDEN, type Override } from "../../domain/interlock/override.ts";
import { shiftAt } from "../../domain/site/shift.ts";
import { Refusal, type Rule, type SqlReader } from "../../ledger/contract.ts";
import { latestTime } from "../clock/latest-time.ts";
import { assertExpectedVersion, type Latest, refuseInvalid } from "../import-rule.ts";
import { findRig } from "../rig/rules.ts";
import { requireSigning, type Signing, signEntry } from "../signature/sign.ts";
import { currentSite } from "../site/rules.ts";

/** What somebody wants to let pass; without `unit` everything at the rig until the shift ends. */
export interface GiveOverride {
  /** UUIDv7. */
  readonly id: string;
  readonly check: CheckName;
  readonly rig: string;
  readonly unit?: { readonly partNumber: string; readonly serialNumber: string };
  readonly reason: string;
  readonly signing?: Signing;
}

/** Who may sign one. */
const SIGNERS = ["qa", "operations"] as const;
/** Where the site has no shifts, and for one unit: a working day. */
const WORKING_DAY_US = 8 * 3_600_000_000;

/**
 * Gives an override. Throws Refusal `override.never` for hold, identity and reference check,
 * `rig.not-found`, and what `requireSigning` throws: an override without signature is none.
 */
export const giveOverride: Rule<GiveOverride, Override> = (sql, input, context) => {
  const { id, check, unit, reason } = input;
  if (NEVER_OVERRIDDEN.includes(check)) {
    throw new Refusal("override.never", `Nobody overrides the check "${check}".`, { check });
  }
  const rig = findRig(sql, input.rig);
  if (rig === undefined) {
    throw new Refusal("rig.not-found", `There is no rig ${input.rig}.`, { rig: input.rig });
  }
  if (findOverride(sql, id) !== undefined) refuseInvalid("id", `override ${id} is given already`);
  const signing = requireSigning(input.signing, { meanings: ["approved"], roles: SIGNERS });
  const from = latestTime(sql, context.occurredAt);
  const shift = shiftAt(currentSite(sql), from);
  const body: Override = {
    ...{ id, check, rig: rig.name, operation: rig.operation, reason },
    scope:
      unit === undefined ? { kind: "shift", shift: shift?.name ?? "" } : { kind: "unit", ...unit },
    signedBy: signing.signer.personId,
    from,
    until: unit === undefined && shift !== undefined ? shift.until : from + WORKING_DAY_US,
  };
  const entry = { type: "override", id, version: 1, schema: "override/1", action: "given", body };
  const reasoned = { ...entry, reason };
  return { entries: [reasoned, signEntry(reasoned, signing, context)], result: body };
};

/** Takes an override back; what began with it stays. Throws Refusal `record.not-found`. */
export const revokeOverride: Rule<{ readonly id: string; readonly reason: string }, Override> = (
  sql,
  { id, reason },
  context,
) => {
  const before = findOverride(sql, id);
  if (before === undefined) {
    throw new Refusal("record.not-found", `there is no override ${id}`, { id });
  }
  assertExpectedVersion(context, before.version);
  if (before.body.revoked === true) return { entries: [], result: before.body };
  const body: Override = { ...before.body, revoked: true };
  const entry = { type: "override", id, version: before.version + 1, schema: "override/1" };
  return { entries: [{ ...entry, action: "revoked", body, reason }], result: body };
};

function findOverride(sql: SqlReader, id: string): Latest<Override> | undefined {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM override WHERE id = ?",
    id,
  );
  return row && { version: row.version, body: JSON.parse(row.body) as Override };
}
