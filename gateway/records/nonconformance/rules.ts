/** Commands on a nonconformance: opened, contained, moved on, closed. */
import {
  missingGuards,
  type NonconformanceState,
} from "../../domain/nonconformance/nonconformance.ts";
import { type NewEntry, Refusal, type Rule, type SqlReader } from "../../ledger/contract.ts";
import { personsOf } from "../commands/actor.ts";
import { derivedId } from "../commands/derived-id.ts";
import { compact } from "../compact.ts";
import { placedEntry } from "../hold/rules.ts";
import { assertExpectedVersion } from "../import-rule.ts";
import { requireSigning, type Signing, signEntry } from "../signature/sign.ts";
import { selectUnits } from "./containment-query.ts";
import { getNonconformance, listLines } from "./lookup.ts";
import type { ContainmentBody, ContainmentQuery, NonconformanceBody } from "./record.ts";

/** What the command answers. */
export interface NonconformanceChanged {
  readonly id: string;
  readonly version: number;
}

/** What is known when it is opened; the id is minted by the caller. */
export type OpenNonconformance = Pick<
  NonconformanceBody,
  "id" | "title" | "description" | "severity" | "partNumber"
>;

/** Opens a nonconformance. Throws Refusal `record.version-conflict` for a known id. */
export const openNonconformance: Rule<OpenNonconformance, NonconformanceChanged> = (_, input) => {
  const body: NonconformanceBody = { ...compact(input), state: "open" } as NonconformanceBody;
  return { entries: [entryOf(body, 1, "opened")], result: { id: body.id, version: 1 } };
};

function entryOf(body: NonconformanceBody, version: number, action: string): NewEntry {
  const entry = { type: "nonconformance", id: body.id, version, schema: "nonconformance/1" };
  return { ...entry, action, body };
}

/** A transition, with what is stated along with it. */
export interface MoveNonconformance {
  readonly id: string;
  readonly to: NonconformanceState;
  readonly reason?: string;
  readonly containment?: string;
  readonly cause?: string;
  readonly causeMethod?: string;
  readonly verification?: string;
  readonly signing?: Signing;
}

/**
 * Moves it on. Throws Refusal `nonconformance.not-allowed` with every missing guard in `errors`
 * (CR-25, CR-70), `record.reason-missing` for a way back without reason. Closing is signed by
 * somebody else than who verified it.
 */
export const moveNonconformance: Rule<MoveNonconformance, NonconformanceChanged> = (
  sql,
  input,
  context,
) => {
  const { id, to, reason, signing } = input;
  const { version, body: before } = getNonconformance(sql, id);
  assertExpectedVersion(context, version);
  const { containment, cause, causeMethod, verification } = input;
  const said = compact({ containment, cause, causeMethod, verification });
  const verifiedBy = to === "verified" ? { verifiedBy: context.actor } : {};
  const body: NonconformanceBody = { ...before, ...said, ...verifiedBy, state: to };
  refuseMissing(sql, { ...body, state: before.state }, to);
  if (isWayBack(before.state, to)) assertReason(reason, id);
  const why = reason === undefined ? {} : { reason };
  const entry = { ...entryOf(body, version + 1, to), ...why };
  const result = { id, version: version + 1 };
  if (to !== "closed") return { entries: [entry], result };
  const signed = requireSigning(signing, {
    meanings: ["approved"],
    roles: ["qa", "compliance"],
    notBy: personsOf(before.verifiedBy),
  });
  return { entries: [entry, signEntry(entry, signed, context)], result };
};

function refuseMissing(sql: SqlReader, body: NonconformanceBody, to: NonconformanceState): void {
  const missing = missingGuards({ ...body, lines: listLines(sql, body.id) }, to);
  if (missing.length === 0) return;
  const errors = missing.map(({ guard, message }) => ({ path: guard, message }));
  const text = missing.map(({ message }) => message).join("; ");
  const message = `The nonconformance does not become ${to}: ${text}.`;
  throw new Refusal("nonconformance.not-allowed", message, { errors });
}

function isWayBack(from: NonconformanceState, to: NonconformanceState): boolean {
  return to === "reopened" || (to === "investigating" && from !== "contained");
}

function assertReason(reason: string | undefined, id: string): void {
  if (reason !== undefined) return;
  const message = `nonconformance ${id} goes back: say why`;
  throw new Refusal("record.reason-missing", message, { id });
}

/** Units to be held; the id of the containment is minted by the caller. */
export interface ContainUnits {
  readonly id: string;
  readonly nonconformanceId: string;
  readonly query: ContainmentQuery;
}

/** One command holds so many units; whoever asks comes again for the rest. */
const CONTAINED_MAX = 200;

/** How many were held, and whether there are more. */
export interface Contained {
  readonly held: number;
  readonly more: boolean;
}

/**
 * Holds the units that fit and makes them lines of the nonconformance, at most 200 at a time; those
 * it has already stay as they are. Units that were shipped or are scrap become lines without hold.
 * Throws Refusal `nonconformance.not-found`, `nonconformance.closed`.
 */
export const containUnits: Rule<ContainUnits, Contained> = (sql, input, context) => {
  const { id, nonconformanceId, query } = input;
  const { body: nonconformance } = getNonconformance(sql, nonconformanceId);
  if (nonconformance.state === "closed") {
    const message = `nonconformance ${nonconformanceId} is closed`;
    throw new Refusal("nonconformance.closed", message, { id: nonconformanceId });
  }
  const except = { except: nonconformanceId, limit: CONTAINED_MAX + 1 };
  const found = selectUnits(sql, query, except);
  const units = found.slice(0, CONTAINED_MAX);
  if (units.length === 0) return { entries: [], result: { held: 0, more: false } };
  const body: ContainmentBody = {
    id,
    nonconformanceId,
    query,
    unitIds: units.map((each) => each.id),
  };
  const containment = { type: "containment", id, version: 1, schema: "containment/1", body };
  const holds = units
    .filter(({ status }) => status !== "shipped" && status !== "scrap")
    .map(({ id: unitId }) =>
      placedEntry({
        id: derivedId(["hold", id, unitId], context.occurredAt),
        ...{ unitId, nonconformanceId, reason: nonconformance.title },
      }),
    );
  return {
    entries: [{ ...containment, action: "contained" }, ...holds],
    result: { held: units.length, more: found.length > CONTAINED_MAX },
  };
};
