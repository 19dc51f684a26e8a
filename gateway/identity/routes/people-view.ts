import { z } from "zod";
import { isLocked } from "../../domain/access/lockout.ts";
import { ROLES } from "../../domain/access/principal.ts";
import { isoTime } from "../../domain/iso-time.ts";
import type { AccessList } from "../../records/person/queries.ts";
import { PERSON_STATES, personId, roleSet, SCOPES } from "../../records/person/record.ts";
import type { IdentityParts } from "../identity-parts.ts";
import { findAccount, listAccounts } from "../store/people.ts";
import { listTokens, type StoredToken } from "../store/tokens.ts";

const printedName = z.string().trim().min(1).max(100).describe("As it is printed with signatures");
const login = z.string().trim().min(1).max(100).describe("The sign-in name; never given again");

/** Somebody new, as an administrator sends it. */
export const newPerson = z.strictObject({
  id: personId.optional().describe("A personnel number, say; made by the gateway where absent"),
  login,
  printedName,
  roles: roleSet,
});

/** A person as lists show it. */
export const personView = z.object({
  id: z.string(),
  version: z.int().describe("Send it as `expectedVersion` with a change"),
  state: z.enum(PERSON_STATES),
  roles: z.array(z.enum(ROLES)),
  printedName: z.string().optional().describe("Absent where it is no longer known"),
});

/** A person as administrators see it. */
export const personDetail = personView.extend({
  login: z.string().optional(),
  hasPassword: z.boolean(),
  hasSigningSecret: z.boolean(),
  hasPin: z.boolean(),
  hasBadge: z.boolean(),
  locked: z.boolean(),
});

/** A new person or new secrets: the link by which the person sets them. */
export const linkView = z.object({
  id: z.string(),
  link: z.string().describe("Below this gateway's address; shown once, works once, for 72 hours"),
});

/** A token as it is granted. */
export const newToken = z.strictObject({
  kind: z.enum(["token", "station"]),
  title: z.string().trim().min(1).max(100).describe("What it is for"),
  personId: personId.optional().describe("Who answers for it; you where absent"),
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
  station: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
    .optional(),
  expiresAt: z.iso.datetime({ offset: true }),
});

/** A token as lists show it: everything but the secret. */
export const tokenView = z.object({
  id: z.string(),
  kind: z.enum(["token", "station"]),
  title: z.string(),
  personId: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  station: z.string().optional(),
  expiresAt: z.string(),
  state: z.enum(["active", "expired", "revoked"]),
});

export type PersonView = z.infer<typeof personView>;
export type PersonDetail = z.infer<typeof personDetail>;
export type TokenView = z.infer<typeof tokenView>;

/** Everybody who ever had access: what the ledger says, with the names that are known. */
export function presentPeople({ db }: IdentityParts, { people }: AccessList): PersonView[] {
  const names = new Map(listAccounts(db).map(({ id, printedName }) => [id, printedName]));
  return people.map(({ version, body }) => {
    const name = names.get(body.id);
    const shown = { id: body.id, version, state: body.state, roles: [...body.roles] };
    return name === undefined ? shown : { ...shown, printedName: name };
  });
}

/** One of them with what is known of the account. */
export function presentPerson({ db, time }: IdentityParts, view: PersonView): PersonDetail {
  const account = findAccount(db, view.id);
  return {
    ...view,
    ...(account === undefined ? {} : { login: account.login }),
    hasPassword: account?.passwordHash !== undefined,
    hasSigningSecret: account?.signingHash !== undefined,
    hasPin: account?.pinHash !== undefined,
    hasBadge: account?.badgeHash !== undefined,
    locked: account !== undefined && isLocked(account, time.now()),
  };
}

/** Every token there ever was, the latest first. */
export function presentTokens({ db, time }: IdentityParts): TokenView[] {
  const now = time.now();
  return listTokens(db).map((token) => presentToken(token, now));
}

function presentToken({ isRevoked, ...token }: StoredToken, now: number): TokenView {
  const { expiresAt, scopes, ...rest } = token;
  const state = isRevoked ? "revoked" : now >= expiresAt ? "expired" : "active";
  return { ...rest, scopes: [...scopes], expiresAt: isoTime(expiresAt), state };
}
