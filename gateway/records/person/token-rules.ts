/** Commands on tokens: what a program or a station's screen may do, and who answers for it. */
import { Refusal, type Rule, type SqlReader } from "../../ledger/contract.ts";
import { assertExpectedVersion, type Latest, refuseInvalid } from "../import-rule.ts";
import type { TokenBody } from "./record.ts";
import { getPerson } from "./rules.ts";

/** Grants a token. Its owner must be active and hold every role that it is to have. */
export const grantToken: Rule<Omit<TokenBody, "state">, TokenBody> = (sql, input, context) => {
  const { body: owner } = getPerson(sql, input.personId);
  if (owner.state !== "active") {
    throw new Refusal("person.not-active", `The access of ${owner.id} has been revoked.`);
  }
  const missing = input.scopes.filter((scope) => scope !== "read" && !owner.roles.includes(scope));
  if (missing.length > 0) refuseInvalid("scopes", `${owner.id} is not ${missing.join(", ")}`);
  if (input.expiresAt <= context.occurredAt) refuseInvalid("expiresAt", "it has passed already");
  const body: TokenBody = { ...input, state: "active" };
  const entry = { type: "access-token", id: body.id, version: 1, schema: "access-token/1" };
  return { entries: [{ ...entry, action: "granted", body }], result: body };
};

/** Ends a token; nothing where it has ended. Throws Refusal `token.not-found`. */
export const revokeToken: Rule<{ readonly id: string; readonly reason: string }, TokenBody> = (
  sql,
  { id, reason },
  context,
) => {
  const before = getToken(sql, id);
  assertExpectedVersion(context, before.version);
  if (before.body.state === "revoked") return { entries: [], result: before.body };
  const body: TokenBody = { ...before.body, state: "revoked" };
  const version = before.version + 1;
  const entry = { type: "access-token", id, version, schema: "access-token/1", action: "revoked" };
  return { entries: [{ ...entry, body, reason }], result: body };
};

function getToken(sql: SqlReader, id: string): Latest<TokenBody> {
  const row = sql.get<{ version: number; body: string }>(
    "SELECT version, body FROM access_token WHERE id = ?",
    id,
  );
  if (row === undefined) throw new Refusal("token.not-found", `There is no token ${id}.`, { id });
  return { version: row.version, body: JSON.parse(row.body) as TokenBody };
}
