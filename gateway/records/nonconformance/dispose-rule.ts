/** What becomes of nonconforming units; quality signs it. */
import type { DispositionKind } from "../../domain/nonconformance/nonconformance.ts";
import { type NewEntry, Refusal, type Rule, type SqlReader } from "../../ledger/contract.ts";
import { latestTime } from "../clock/latest-time.ts";
import { getHold, liftedEntry } from "../hold/rules.ts";
import { assertExpectedVersion, refuseInvalid } from "../import-rule.ts";
import { requireSigning, type Signing, signEntry } from "../signature/sign.ts";
import { getUnitRow, type UnitRow } from "../unit/lookup.ts";
import { moveEntry } from "../unit/move.ts";
import { getNonconformance, listLines } from "./lookup.ts";
import type { ConcessionBody, DispositionBody } from "./record.ts";

/** A decision on some units of one nonconformance; its id is minted by the caller. */
export interface DisposeUnits {
  readonly id: string;
  readonly nonconformanceId: string;
  readonly kind: DispositionKind;
  readonly unitIds: readonly string[];
  readonly reason: string;
  /** Where reworked units begin again. */
  readonly operation?: string;
  /** Of `use_as_is`: all but the runs it stands for, which are the units' failing ones. */
  readonly concession?: Omit<ConcessionBody, "runs">;
  readonly signing?: Signing;
}

/**
 * Decides on units by a signature of quality: use as is under a concession (CR-72), rework from an
 * operation, repair, scrap, or return to the supplier. The nonconformance's hold ends with it, but
 * for units that go back to the supplier. Throws Refusal `nonconformance.not-allowed` before the
 * investigation, `record.invalid` for units that wait for no decision, `unit.not-allowed`.
 */
export const disposeUnits: Rule<DisposeUnits, { readonly id: string }> = (sql, input, context) => {
  const { id, nonconformanceId, kind, unitIds, reason } = input;
  const { version, body: nonconformance } = getNonconformance(sql, nonconformanceId);
  assertExpectedVersion(context, version);
  if (nonconformance.state !== "investigating") {
    const message = `units are disposed of while it is investigating, and it is ${nonconformance.state}`;
    const errors = [{ path: "state", message }];
    throw new Refusal("nonconformance.not-allowed", message, { errors });
  }
  refuseOthers(sql, nonconformanceId, unitIds);
  const signed = requireSigning(input.signing, { meanings: ["approved"], roles: ["qa"] });
  const units = unitIds.map((unitId) => getUnitRow(sql, unitId));
  const concession = concessionOf(sql, units, {
    input,
    nowUs: latestTime(sql, context.occurredAt),
  });
  const body: DispositionBody = {
    ...{ id, nonconformanceId, kind, unitIds, reason },
    ...(concession === undefined ? {} : { concession }),
  };
  const base = { type: "disposition", id, version: 1, schema: "disposition/1", body, reason };
  const disposition: NewEntry = { ...base, action: "decided" };
  const signature = signEntry(disposition, signed, context);
  const acts = units.flatMap((unit) => actsOn(sql, unit, input));
  return { entries: [disposition, signature, ...acts], result: { id } };
};

function refuseOthers(sql: SqlReader, nonconformanceId: string, unitIds: readonly string[]): void {
  if (new Set(unitIds).size !== unitIds.length) refuseInvalid("unitIds", "a unit is there twice");
  const lines = listLines(sql, nonconformanceId);
  for (const unitId of unitIds) {
    const line = lines.find((each) => each.unitId === unitId);
    if (line === undefined) refuseInvalid("unitIds", `unit ${unitId} is not contained here`);
    if (line.disposition !== undefined) {
      refuseInvalid("unitIds", `unit ${line.serialNumber} was disposed of as ${line.disposition}`);
    }
  }
}

interface Asked {
  readonly input: DisposeUnits;
  readonly nowUs: number;
}

function concessionOf(
  sql: SqlReader,
  units: readonly UnitRow[],
  { input, nowUs }: Asked,
): ConcessionBody | undefined {
  const { kind, concession } = input;
  if (kind !== "use_as_is") {
    if (concession === undefined) return undefined;
    return refuseInvalid("concession", "only units that are used as they are need one");
  }
  if (concession === undefined) {
    return refuseInvalid("concession", "a unit is used as it is by a concession alone");
  }
  if (concession.expiresAt <= nowUs) refuseInvalid("concession.expiresAt", "it has passed already");
  if (units.length > concession.quantity) {
    const message = `${units.length} units, and it covers ${concession.quantity}`;
    refuseInvalid("concession.quantity", message);
  }
  return { ...concession, runs: units.flatMap((unit) => failedRuns(sql, unit)) };
}

function failedRuns(sql: SqlReader, { id }: UnitRow): ConcessionBody["runs"] {
  return sql.all<ConcessionBody["runs"][number]>(
    `SELECT unit_id AS unitId, operation, run_id AS runId FROM deciding_run
     WHERE unit_id = ? AND outcome = 'fail' ORDER BY operation`,
    id,
  );
}

function actsOn(sql: SqlReader, unit: UnitRow, input: DisposeUnits): readonly NewEntry[] {
  const move = moveOf(sql, unit, input);
  const lifted = input.kind === "return" ? [] : liftHolds(sql, unit.id, input);
  return move === undefined ? lifted : [...lifted, move];
}

function moveOf(sql: SqlReader, unit: UnitRow, input: DisposeUnits): NewEntry | undefined {
  const { kind, reason, operation, id } = input;
  const cause = { type: "disposition", id };
  switch (kind) {
    case "rework":
      if (operation === undefined) refuseInvalid("operation", "rework names where it begins again");
      return moveEntry(sql, unit, { kind: "rework", reason, operation, cause });
    case "repair":
      return unit.status === "repair"
        ? undefined
        : moveEntry(sql, unit, { kind: "disposeRepair", reason, cause });
    case "scrap":
      return unit.status === "scrap"
        ? undefined
        : moveEntry(sql, unit, { kind: "condemn", reason, cause });
    case "use_as_is":
    case "return":
      return undefined;
  }
}

function liftHolds(sql: SqlReader, unitId: string, input: DisposeUnits): readonly NewEntry[] {
  return sql
    .all<{ id: string }>(
      "SELECT id FROM hold WHERE unit_id = ? AND nonconformance_id = ? AND state = 'placed'",
      ...[unitId, input.nonconformanceId],
    )
    .map(({ id }) => {
      const { body, version } = getHold(sql, id);
      return liftedEntry(body, version, `${input.kind}: ${input.reason}`);
    });
}
