/** Commands on holds: anybody may stop a unit, quality alone lets it go. */
import { type NewEntry, Refusal, type Rule, type SqlReader } from "../../ledger/contract.ts";
import { compact } from "../compact.ts";
import { requireSigning, type Signing, signEntry } from "../signature/sign.ts";
import { getUnitRow } from "../unit/lookup.ts";
import type { HoldBody } from "./record.ts";

/** A hold to be placed; its id is minted by the caller. */
export interface PlaceHold {
  readonly id: string;
  readonly unitId: string;
  readonly reason: string;
}

/**
 * Places a hold. Throws Refusal `unit.not-found`, `unit.not-here` for a unit that is shipped or
 * scrap, `record.version-conflict` for a known id.
 */
export const placeHold: Rule<PlaceHold, { readonly id: string }> = (sql, input) => {
  const { id, unitId, reason } = input;
  const { status, serialNumber } = getUnitRow(sql, unitId);
  if (status === "shipped" || status === "scrap") {
    throw new Refusal("unit.not-here", `unit ${serialNumber} is ${status}`, { status });
  }
  return { entries: [placedEntry({ id, unitId, reason })], result: { id } };
};

/** The entry that places a hold; nonconformances place theirs by it, too. */
export function placedEntry(hold: Omit<HoldBody, "state" | "liftedBecause">): NewEntry {
  const body: HoldBody = { ...hold, state: "placed" };
  const { id, reason } = hold;
  return { type: "hold", id, version: 1, schema: "hold/1", action: "placed", body, reason };
}

/** A hold to be lifted; it must be signed. */
export interface LiftHold {
  readonly id: string;
  readonly reason: string;
  readonly signing?: Signing;
}

/**
 * Lifts a hold by a signature of quality. The hold of a nonconformance ends with its disposition
 * alone: Refusal `hold.of-nonconformance`; that of a decision when it is taken: Refusal
 * `hold.of-decision`. Throws `hold.not-found`, `hold.lifted`.
 */
export const liftHold: Rule<LiftHold, { readonly id: string }> = (sql, input, context) => {
  const { id, reason } = input;
  const { body, version } = getHold(sql, id);
  if (body.state === "lifted") throw new Refusal("hold.lifted", `hold ${id} is lifted`, { id });
  const { nonconformanceId, decisionId } = body;
  if (decisionId !== undefined) {
    const message = `decision ${decisionId} keeps this hold until it is taken`;
    throw new Refusal("hold.of-decision", message, { decisionId });
  }
  if (nonconformanceId !== undefined) {
    const message = `nonconformance ${nonconformanceId} keeps this hold until its disposition`;
    throw new Refusal("hold.of-nonconformance", message, { nonconformanceId });
  }
  const signing = requireSigning(input.signing, { meanings: ["released"], roles: ["qa"] });
  const entry = liftedEntry(body, version, reason);
  return { entries: [entry, signEntry(entry, signing, context)], result: { id } };
};

/** The entry that lifts a hold. */
export function liftedEntry(body: HoldBody, version: number, reason: string): NewEntry {
  const lifted: HoldBody = { ...body, state: "lifted", liftedBecause: reason };
  const entry = { type: "hold", id: body.id, version: version + 1, schema: "hold/1" };
  return { ...entry, action: "lifted", body: lifted, reason };
}

/** A hold with its version. Throws Refusal `hold.not-found`. */
export function getHold(sql: SqlReader, id: string): { body: HoldBody; version: number } {
  const row = sql.get<Nullable<HoldBody> & { version: number }>(
    `SELECT id, unit_id AS unitId, state, reason, nonconformance_id AS nonconformanceId,
       decision_id AS decisionId, lifted_because AS liftedBecause, version FROM hold WHERE id = ?`,
    id,
  );
  if (row === undefined) throw new Refusal("hold.not-found", `there is no hold ${id}`, { id });
  const { version, ...body } = row;
  return { body: compact(body) as HoldBody, version };
}

type Nullable<Value> = { [Key in keyof Value]: Value[Key] | null };
