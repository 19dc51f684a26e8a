/** Commands on units: what people decide of them. */
import {
  type Decision,
  type NewEntry,
  Refusal,
  type Rule,
  type SqlReader,
} from "../../ledger/contract.ts";
import { latestTime } from "../clock/latest-time.ts";
import { assertExpectedVersion, refuseInvalid } from "../import-rule.ts";
import { findProduct } from "../product/rules.ts";
import { requireSigning, type Signing, signEntry } from "../signature/sign.ts";
import { assessConformity, type Conformity, type OpenGuard } from "./conformity.ts";
import { getUnitRow, type UnitRow } from "./lookup.ts";
import { assertMove, moveEntry } from "./move.ts";
import type { ReleaseEvidence } from "./record.ts";

/** What the command answers: the unit and the version it made. */
export interface UnitChanged {
  readonly id: string;
  readonly version: number;
}

/** A unit to be released; it must be signed. */
export interface ReleaseUnit {
  readonly id: string;
  readonly signing?: Signing;
}

/**
 * Releases a unit by a signature of quality. Every guard that stands against it is named at once:
 * Refusal `unit.not-releasable` with `errors`. The entry keeps what it rests on (CR-61, CR-62).
 */
export const releaseUnit: Rule<ReleaseUnit, UnitChanged> = (sql, { id, signing }, context) => {
  const unit = getUnitRow(sql, id);
  assertExpectedVersion(context, unit.version);
  const conformity = assessConformity(sql, unit, latestTime(sql, context.occurredAt));
  refuseGuards(unit, conformity.guards);
  assertMove(unit, "release");
  const signed = requireSigning(signing, RELEASING);
  const entry = releaseEntry(sql, { unit, conformity, signed });
  return changed(entry, [signEntry(entry, signed, context)]);
};

/** Units to be released by one act of signing; each gets a signature of its own. */
export interface ReleaseUnits {
  readonly unitIds: readonly string[];
  readonly signing?: Signing;
  /** Of the signatures to be, one for each unit. */
  readonly signatureIds: readonly string[];
}

/**
 * Releases all of them or none, each judged like a single one. Throws Refusal
 * `unit.not-releasable` with every unit's guards in `errors`, `unit.not-found`, `unit.not-allowed`,
 * `record.invalid` for a unit that is there twice, and what `requireSigning` throws.
 */
export const releaseUnits: Rule<ReleaseUnits, { readonly released: number }> = (
  sql,
  { unitIds, signing, signatureIds },
  context,
) => {
  if (new Set(unitIds).size !== unitIds.length) refuseInvalid("unitIds", "a unit is there twice");
  const nowUs = latestTime(sql, context.occurredAt);
  const judged = unitIds.map((id) => {
    const unit = getUnitRow(sql, id);
    return { unit, conformity: assessConformity(sql, unit, nowUs) };
  });
  refuseAnyGuards(judged);
  for (const { unit } of judged) assertMove(unit, "release");
  const signed = requireSigning(signing, RELEASING);
  const entries = judged.flatMap((each, index) => {
    const own = { ...signed, id: signatureIds[index] ?? signed.id };
    const entry = releaseEntry(sql, { ...each, signed: own });
    return [entry, signEntry(entry, own, context)];
  });
  return { entries, result: { released: judged.length } };
};

const RELEASING = { meanings: ["released"], roles: ["qa"] } as const;

interface Judged {
  readonly unit: UnitRow;
  readonly conformity: Conformity;
}

function releaseEntry(sql: SqlReader, judged: Judged & { readonly signed: Signing }): NewEntry {
  const { unit, conformity, signed } = judged;
  const { operations, concessions } = conformity;
  const release: ReleaseEvidence = {
    ...{ operations, concessions, authorisedBy: signed.signer.personId, signatureId: signed.id },
  };
  return moveEntry(sql, unit, { kind: "release", release });
}

function refuseAnyGuards(judged: readonly Judged[]): void {
  const errors = judged.flatMap(({ unit, conformity }, index) =>
    conformity.guards.map(({ message }) => ({
      path: `unitIds.${index}`,
      message: `${unit.serialNumber}: ${message}`,
    })),
  );
  if (errors.length === 0) return;
  const message = `Nothing is released: ${errors.map((each) => each.message).join("; ")}.`;
  throw new Refusal("unit.not-releasable", message, { errors });
}

function refuseGuards(unit: UnitRow, guards: readonly OpenGuard[]): void {
  if (guards.length === 0) return;
  const errors = guards.map(({ guard, message }) => ({ path: guard, message }));
  const message = `unit ${unit.serialNumber}: ${guards.map((each) => each.message).join("; ")}.`;
  throw new Refusal("unit.not-releasable", message, { errors });
}

/** A unit that goes on or back; `revision` and `operation` belong to `revise`. */
export interface MoveUnit {
  readonly id: string;
  readonly move: "return" | "readmit" | "scrap" | "revise";
  readonly reason: string;
  readonly operation?: string;
  readonly revision?: string;
}

/**
 * Takes a unit back, readmits it from the start of its route, scraps it or changes its revision.
 * Throws Refusal `unit.not-found`, `unit.not-allowed` naming the status it would need, and
 * `record.invalid` for a revision or operation there is not.
 */
export const moveUnit: Rule<MoveUnit, UnitChanged> = (sql, input, context) => {
  const unit = getUnitRow(sql, input.id);
  assertExpectedVersion(context, unit.version);
  const { move: kind, reason, operation, revision } = input;
  if (kind !== "revise") return changed(moveEntry(sql, unit, { kind, reason }));
  assertMove(unit, kind);
  if (revision === undefined || operation === undefined) {
    return refuseInvalid(
      "revision",
      "a change of revision names it and the operation to go back to",
    );
  }
  const known = findProduct(sql, unit.partNumber)?.body.revisions ?? [];
  const wanted = known.find((each) => each.revision === revision);
  if (wanted?.status !== "released" || revision === unit.revision) {
    refuseInvalid("revision", `${revision} is no other released revision of ${unit.partNumber}`);
  }
  return changed(moveEntry(sql, unit, { kind, reason, operation, revision }));
};

/** The decision of one new version of a unit, with what goes along. */
export function changed(entry: NewEntry, beside: readonly NewEntry[] = []): Decision<UnitChanged> {
  return { entries: [entry, ...beside], result: { id: entry.id, version: entry.version } };
}
