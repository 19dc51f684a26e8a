/** Commands on a corrective action: opened, planned, implemented, evaluated, closed. */
import {
  type CorrectiveActionState,
  type Evaluation,
  isMet,
  missingGuards,
} from "../../domain/corrective-action/corrective-action.ts";
import { isoTime } from "../../domain/iso-time.ts";
import { type CommandContext, type NewEntry, Refusal, type Rule } from "../../ledger/contract.ts";
import { personsOf } from "../commands/actor.ts";
import { compact } from "../compact.ts";
import { assertExpectedVersion } from "../import-rule.ts";
import { getNonconformance } from "../nonconformance/lookup.ts";
import { requireSigning, type Signing, signEntry } from "../signature/sign.ts";
import { getCorrectiveAction } from "./projection.ts";
import type { CorrectiveActionBody } from "./record.ts";

/** What the command answers. */
export interface CorrectiveActionChanged {
  readonly id: string;
  readonly version: number;
}

/** What is known when it is opened; the id is minted by the caller. */
export type OpenCorrectiveAction = Pick<
  CorrectiveActionBody,
  "id" | "title" | "description" | "nonconformanceIds"
>;

/**
 * Opens a corrective action. Throws Refusal `nonconformance.not-found` for one that it does not
 * answer to, `record.version-conflict` for a known id.
 */
export const openCorrectiveAction: Rule<OpenCorrectiveAction, CorrectiveActionChanged> = (
  sql,
  input,
) => {
  for (const id of input.nonconformanceIds) getNonconformance(sql, id);
  const body: CorrectiveActionBody = { ...input, state: "open" };
  return { entries: [entryOf(body, 1, "opened")], result: { id: body.id, version: 1 } };
};

function entryOf(body: CorrectiveActionBody, version: number, action: string): NewEntry {
  const entry = { type: "corrective-action", id: body.id, version, schema: "corrective-action/1" };
  return { ...entry, action, body };
}

/** What the gateway itself counted after the action was taken. */
export interface Counted {
  readonly counted: number;
  readonly passed: number;
  /** Microseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly rows: string;
}

/** A transition, with what is stated along with it. */
export type MoveCorrectiveAction = Partial<
  Pick<
    CorrectiveActionBody,
    "cause" | "causeMethod" | "similar" | "actions" | "owner" | "dueOn" | "criterion"
  >
> & {
  readonly id: string;
  readonly to: CorrectiveActionState;
  readonly reason?: string;
  readonly implementation?: string;
  /** What a person says of a stated criterion, or beside a number. */
  readonly effective?: boolean;
  readonly note?: string;
  /** For a criterion that is a yield; never what a person typed. */
  readonly counted?: Counted;
  readonly signing?: Signing;
};

/**
 * Moves it on. Throws Refusal `corrective-action.not-allowed` with every missing guard in `errors`
 * (CR-25, CR-71), `record.reason-missing` for a way back without reason, `record.invalid` for a
 * plan that is sent where it no longer may change. Closing is signed by somebody else than who
 * implemented or evaluated.
 */
export const moveCorrectiveAction: Rule<MoveCorrectiveAction, CorrectiveActionChanged> = (
  sql,
  input,
  context,
) => {
  const { id, to, reason, signing } = input;
  const { version, body: before } = getCorrectiveAction(sql, id);
  assertExpectedVersion(context, version);
  refuseLatePlan(input);
  const body = compact({ ...before, ...said(input, before, context), state: to });
  refuseMissing({ ...body, state: before.state }, to);
  if (isWayBack(before.state, to)) assertReason(reason, id);
  const why = reason === undefined ? {} : { reason };
  const entry = { ...entryOf(body as CorrectiveActionBody, version + 1, to), ...why };
  const result = { id, version: version + 1 };
  if (to !== "closed") return { entries: [entry], result };
  const signed = requireSigning(signing, {
    meanings: ["approved"],
    roles: ["qa", "compliance"],
    notBy: personsOf(before.implementedBy, before.evaluatedBy),
  });
  return { entries: [entry, signEntry(entry, signed, context)], result };
};

const PLAN = ["cause", "causeMethod", "similar", "actions", "owner", "dueOn", "criterion"] as const;

/** Who knows how it went must not choose by what it is judged. */
function refuseLatePlan(input: MoveCorrectiveAction): void {
  if (input.to === "planned") return;
  const late = PLAN.find((part) => input[part] !== undefined);
  if (late === undefined) return;
  const message = `${late} belongs to the plan: move it to planned, with a reason`;
  throw new Refusal("record.invalid", message, { errors: [{ path: late, message }] });
}

function said(
  input: MoveCorrectiveAction,
  before: CorrectiveActionBody,
  context: CommandContext,
): Partial<CorrectiveActionBody> {
  const { actor, occurredAt } = context;
  switch (input.to) {
    case "planned":
      return { ...planOf(input), ...NOT_DONE };
    case "implemented": {
      const { implementation } = input;
      const done = implementation === undefined ? {} : { implementation };
      return { ...done, implementedAt: occurredAt, implementedBy: actor };
    }
    case "evaluated": {
      const evaluation = evaluate(input, before);
      return evaluation === undefined ? {} : { evaluation, evaluatedBy: actor };
    }
    default:
      return {};
  }
}

function planOf(input: MoveCorrectiveAction): Partial<CorrectiveActionBody> {
  return compact(Object.fromEntries(PLAN.map((part) => [part, input[part]])));
}

/** A plan that is made anew has not been carried out. */
const NOT_DONE = {
  ...{ implementation: undefined, implementedAt: undefined, implementedBy: undefined },
  ...{ evaluation: undefined, evaluatedBy: undefined },
} as unknown as Partial<CorrectiveActionBody>;

function evaluate(
  { counted, effective, note }: MoveCorrectiveAction,
  { criterion }: CorrectiveActionBody,
): Evaluation | undefined {
  const words = note === undefined ? {} : { note };
  if (criterion?.kind !== "yield") {
    return effective === undefined || note === undefined ? undefined : { effective, note };
  }
  if (counted === undefined) return undefined;
  const { from, to, ...rest } = counted;
  const window = { from: isoTime(from), to: isoTime(to) };
  return { effective: isMet(criterion, counted), ...rest, ...window, ...words };
}

function refuseMissing(body: Partial<CorrectiveActionBody>, to: CorrectiveActionState): void {
  const missing = missingGuards(body as CorrectiveActionBody, to);
  if (missing.length === 0) return;
  const errors = missing.map(({ guard, message }) => ({ path: guard, message }));
  const text = missing.map(({ message }) => message).join("; ");
  const message = `The corrective action does not become ${to}: ${text}.`;
  throw new Refusal("corrective-action.not-allowed", message, { errors });
}

function isWayBack(from: CorrectiveActionState, to: CorrectiveActionState): boolean {
  return to === "reopened" || (to === "planned" && from !== "open");
}

function assertReason(reason: string | undefined, id: string): void {
  if (reason !== undefined) return;
  const message = `corrective action ${id} goes back: say why`;
  throw new Refusal("record.reason-missing", message, { id });
}
