/** Commands on people: every grant, change and removal of access is an entry (CR-84). */
import type { Role } from "../../domain/access/principal.ts";
import {
  type CommandContext,
  type Decision,
  type NewEntry,
  Refusal,
  type Rule,
  type SqlReader,
} from "../../ledger/contract.ts";
import { assertExpectedVersion, isSameContent, type Latest } from "../import-rule.ts";
import type { AccessEventBody, PersonBody, QualificationBody } from "./record.ts";

export interface AddPerson {
  readonly id: string;
  readonly roles: readonly Role[];
}

/** Gives access for the first time. Throws Refusal `person.exists` for a known id (CR-23). */
export const addPerson: Rule<AddPerson, PersonBody> = (sql, { id, roles }) => {
  if (findPerson(sql, id) !== undefined) {
    const message = `The id ${id} was given before; ids are never given to another person.`;
    throw new Refusal("person.exists", message, { id });
  }
  return decide({ id, roles, state: "active" }, 1, { action: "added" });
};

export interface ChangeRoles extends AddPerson {
  readonly reason: string;
}

/** Gives other roles. Throws Refusal `person.not-found`, `…not-active`, `…last-admin`. */
export const changeRoles: Rule<ChangeRoles, PersonBody> = (sql, input, context) => {
  const { id, roles, reason } = input;
  const before = getActive(sql, id, context);
  if (isSameContent(before.body.roles.toSorted(), roles.toSorted())) {
    return { entries: [], result: before.body };
  }
  if (!roles.includes("admin")) refuseLastAdmin(sql, before.body);
  const change = { action: "roles-changed", reason };
  return decide({ ...before.body, roles }, before.version + 1, change);
};

export interface EndAccess {
  readonly id: string;
  readonly reason: string;
}

/** Takes all access away. Throws Refusal as `changeRoles` does. */
export const revokePerson: Rule<EndAccess, PersonBody> = (sql, { id, reason }, context) => {
  const before = getActive(sql, id, context);
  refuseLastAdmin(sql, before.body);
  const change = { action: "revoked", reason };
  return decide({ ...before.body, state: "revoked" }, before.version + 1, change);
};

export interface ResetSecrets {
  readonly id: string;
  readonly reason?: string;
}

/**
 * Records that somebody was given a link for new secrets: whoever uses it signs as this person.
 * Throws Refusal `person.not-found`, `…not-active`.
 */
export const resetPerson: Rule<ResetSecrets, PersonBody> = (sql, { id, reason }, context) => {
  const { body, version } = getActive(sql, id, context);
  const change = { action: "secrets-reset", ...(reason === undefined ? {} : { reason }) };
  return decide(body, version + 1, change);
};

/** Records that who it was is forgotten. Throws Refusal `person.still-active`. */
export const erasePerson: Rule<EndAccess, PersonBody> = (sql, { id, reason }, context) => {
  const before = getPerson(sql, id);
  assertExpectedVersion(context, before.version);
  if (before.body.state === "active") {
    const message = `Revoke the access of ${id} first.`;
    throw new Refusal("person.still-active", message, { id });
  }
  if (before.body.state === "erased") return { entries: [], result: before.body };
  const change = { action: "erased", reason };
  return decide({ ...before.body, state: "erased" }, before.version + 1, change);
};

/** Records that an account was locked or let go again (CR-24). */
export const noteAccess: Rule<AccessEventBody, null> = (sql, body) => {
  getPerson(sql, body.personId);
  const entry = { type: "access-event", id: body.id, version: 1, schema: "access-event/1" };
  return { entries: [{ ...entry, action: body.kind, body }], result: null };
};

export interface GrantQualification extends QualificationBody {
  readonly reason?: string;
}

/** Qualifies a person until a date, or ends that with one that has passed. */
export const grantQualification: Rule<GrantQualification, null> = (sql, input, context) => {
  const { personId, procedureId, validUntil, reason } = input;
  const body: QualificationBody = { personId, procedureId, validUntil };
  if (getPerson(sql, personId).body.state !== "active") refuseInactive(personId);
  const before = sql.get<{ version: number; valid_until_us: number }>(
    `SELECT version, valid_until_us FROM qualification WHERE person_id = ? AND procedure_id = ?`,
    ...[personId, procedureId],
  );
  assertExpectedVersion(context, before?.version ?? 0);
  if (before?.valid_until_us === validUntil) return { entries: [], result: null };
  const id = `${personId}/${procedureId}`;
  const version = (before?.version ?? 0) + 1;
  const action = validUntil > context.occurredAt ? "qualified" : "withdrawn";
  const entry = { type: "qualification", id, version, schema: "qualification/1", action, body };
  return { entries: [reason === undefined ? entry : { ...entry, reason }], result: null };
};

/** The latest version of a person; undefined for an unknown one. */
export function findPerson(sql: SqlReader, id: string): Latest<PersonBody> | undefined {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM person WHERE id = ?",
    id,
  );
  return row && { version: row.version, body: JSON.parse(row.body) as PersonBody };
}

/** The same, thrown as Refusal `person.not-found` where there is none. */
export function getPerson(sql: SqlReader, id: string): Latest<PersonBody> {
  const found = findPerson(sql, id);
  if (found !== undefined) return found;
  throw new Refusal("person.not-found", `There is no person ${id}.`, { id });
}

function getActive(sql: SqlReader, id: string, context: CommandContext): Latest<PersonBody> {
  const found = getPerson(sql, id);
  assertExpectedVersion(context, found.version);
  if (found.body.state !== "active") refuseInactive(id);
  return found;
}

function refuseInactive(id: string): never {
  throw new Refusal("person.not-active", `The access of ${id} has been revoked.`, { id });
}

/** A gateway that nobody can administer could only be opened again by its files. */
function refuseLastAdmin(sql: SqlReader, { id, roles }: PersonBody): void {
  if (!roles.includes("admin")) return;
  const others = sql
    .all<{ body: string }>("SELECT body FROM person WHERE state = 'active' AND id <> ?", id)
    .filter(({ body }) => (JSON.parse(body) as PersonBody).roles.includes("admin"));
  if (others.length > 0) return;
  throw new Refusal("person.last-admin", `${id} is the last administrator.`, { id });
}

function decide(
  body: PersonBody,
  version: number,
  change: Pick<NewEntry, "action" | "reason">,
): Decision<PersonBody> {
  const entry = { type: "person", id: body.id, version, schema: "person/1", body };
  return { entries: [{ ...entry, ...change }], result: body };
}
