/** Setting secrets: by a link that works once, or by who knows the old password. */
import { Refusal } from "../ledger/contract.ts";
import { countBadTry, isAccountLocked } from "./bad-tries.ts";
import { claim } from "./claim.ts";
import { type IdentityParts, ownContext } from "./identity-parts.ts";
import { addPerson } from "./person-desk.ts";
import { type NewSecrets, requireFit } from "./secret-rules.ts";
import { begin, type SignedIn } from "./sign-in.ts";
import { type Account, type AccountChange, findAccount, updateAccount } from "./store/people.ts";
import { endSessionsOf } from "./store/sessions.ts";
import { consumeLink, findLink, makeLink } from "./store/setup-links.ts";

/** What is sent with a link; who is added already has a name. */
export interface SetUp {
  readonly token: string;
  readonly login?: string | undefined;
  readonly printedName?: string | undefined;
  readonly password: string;
  readonly signingSecret: string;
}

/** The link of a gateway that has no administrator yet; undefined where it has one. */
export function firstLink({ db, time, isDemo }: IdentityParts): string | undefined {
  const admin = db.get(
    "SELECT 1 AS one FROM person WHERE state = 'active' AND password_hash <> ''",
  );
  return admin !== undefined || isDemo ? undefined : makeLink(db, {}, time.now());
}

/**
 * Uses a link up: sets the secrets of its person, or makes the first administrator, and signs in.
 * Throws Refusal `access.link-refused`, `secret.unfit`, `person.exists`.
 */
export async function setUp(parts: IdentityParts, input: SetUp): Promise<SignedIn> {
  const { db, time } = parts;
  const link = findLink(db, input.token, time.now());
  if (link === undefined) throw linkRefused();
  const account = link.personId === undefined ? undefined : findAccount(db, link.personId);
  if (link.personId !== undefined && account?.state !== "active") throw linkRefused();
  const login = account?.login ?? input.login ?? "";
  requireFit(input, login);
  if (account === undefined && (login === "" || !input.printedName)) {
    const errors = [{ path: "login", message: "is missing, or `printedName` is" }];
    throw new Refusal("request.invalid", "The first administrator needs a name.", { errors });
  }
  const change = await hashAll(parts, input);
  // Used when everything is ready: what was refused before can be tried again with the same link.
  if (!consumeLink(db, input.token)) throw linkRefused();
  const personId = account?.id ?? (await addFirst(parts, login, input.printedName ?? ""));
  updateAccount(db, personId, { ...change, failures: 0, lockedUntil: null });
  endSessionsOf(db, personId);
  claim(db);
  return begin(parts, { personId, method: "password", station: "" });
}

async function addFirst(parts: IdentityParts, login: string, printedName: string) {
  const person = { login, printedName, roles: ["admin"] as const };
  return addPerson(parts, person, ownContext(parts, "system:set-up"));
}

/** Sets new secrets for who knows the password. Ends every other session of the person. */
export async function changeSecrets(
  parts: IdentityParts,
  account: Account,
  input: NewSecrets & { readonly current: string },
): Promise<void> {
  const isGood = await parts.hasher.verify(input.current, account.passwordHash);
  if (isAccountLocked(parts, account.id)) {
    throw new Refusal("person.locked", `The account ${account.id} is locked.`);
  }
  if (!isGood) {
    await countBadTry(parts, account.id, "signing");
    throw new Refusal("access.refused", "The current password is not right.");
  }
  requireFit(input, account.login);
  await refuseSame(parts, account, input);
  updateAccount(parts.db, account.id, await hashAll(parts, input));
  endSessionsOf(parts.db, account.id);
}

/** Password and signing secret are two secrets, also when one of them is changed alone. */
async function refuseSame({ hasher }: IdentityParts, account: Account, input: NewSecrets) {
  const { password, signingSecret } = input;
  const same =
    (signingSecret !== undefined &&
      password === undefined &&
      (await hasher.verify(signingSecret, account.passwordHash))) ||
    (password !== undefined &&
      signingSecret === undefined &&
      (await hasher.verify(password, account.signingHash)));
  if (!same) return;
  const errors = [{ path: "signingSecret", message: "must be another one than the password" }];
  throw new Refusal("secret.unfit", "Password and signing secret must differ.", { errors });
}

async function hashAll({ hasher }: IdentityParts, secrets: NewSecrets): Promise<AccountChange> {
  const { password, signingSecret, pin } = secrets;
  return {
    ...(password === undefined ? {} : { passwordHash: await hasher.hash(password) }),
    ...(signingSecret === undefined ? {} : { signingHash: await hasher.hash(signingSecret) }),
    ...(pin === undefined ? {} : { pinHash: await hasher.hash(pin) }),
  };
}

function linkRefused(): Refusal {
  return new Refusal("access.link-refused", "The link is not good, or not any more.");
}
