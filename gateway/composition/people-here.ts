/**
 * Composition of commands on people and tokens: the ledger and the identity store of a directory
 * that no gateway has. Who may read and write the files is an administrator here.
 */
import type { Log } from "../../drivers/contract.ts";
import { openLedgerHere } from "../compose-access.ts";
import { isAccountLocked } from "../identity/bad-tries.ts";
import { type Identity, openIdentity } from "../identity/identity.ts";
import { ownContext } from "../identity/identity-parts.ts";
import { resetPerson, revokePerson, unlockPerson } from "../identity/person-desk.ts";
import {
  type PersonDetail,
  presentPeople,
  presentPerson,
  presentTokens,
  type TokenView,
} from "../identity/routes/people-view.ts";
import { findAccount, findLogin } from "../identity/store/people.ts";
import { grantToken, revokeToken } from "../identity/token-desk.ts";
import { newId } from "../platform/ids.ts";
import type { Problem } from "../platform/problem.ts";
import { PROBLEMS } from "../platform/problems.ts";
import type { SystemClock } from "../platform/system-clock.ts";
import type { Scope } from "../records/person/record.ts";

export interface PeopleHereInput {
  readonly dataDirectory: string;
  /** As the directory is marked. */
  readonly demo: boolean;
  readonly clock: SystemClock;
  readonly log: Log;
}

/** A token as it is asked for on the command line. */
export interface TokenOrder {
  readonly title: string;
  /** Id or sign-in name of who answers for it. */
  readonly person: string;
  readonly scopes: readonly Scope[];
  /** Makes it the token of this station's screen. */
  readonly station?: string;
  readonly days: number;
}

/** People and tokens of a directory. Each change is in the ledger when it resolves. */
export interface PeopleHere extends AsyncDisposable {
  people(): Promise<PersonDetail[]>;
  /** A path with a secret, below the gateway's address; `who` is an id or a sign-in name. */
  reset(who: string, reason?: string): Promise<{ readonly id: string; readonly link: string }>;
  /** Answers the id. */
  revoke(who: string, reason: string): Promise<string>;
  tokens(): TokenView[];
  grant(order: TokenOrder): Promise<{ readonly id: string; readonly secret: string }>;
  endToken(id: string, reason: string): Promise<void>;
  /** What to do about a Refusal of this code, as the API says it. */
  remedyOf(code: string): string;
}

const ACTOR = "cli:local";
const DAY_US = 24 * 3_600 * 1_000_000;

/**
 * Throws LedgerOpenError where the directory can not be opened; its methods throw Refusal as the
 * API does. The caller disposes.
 */
export async function openPeopleHere(input: PeopleHereInput): Promise<PeopleHere> {
  const { dataDirectory: directory, demo: isDemo, clock } = input;
  await using stack = new AsyncDisposableStack();
  const ledger = stack.use(await openLedgerHere(input));
  const identity = stack.use(openIdentity({ directory, ledger, clock, newId, isDemo }));
  await identity.follow();
  const held = stack.move();
  return { ...peopleOf(identity), [Symbol.asyncDispose]: () => held.disposeAsync() };
}

function peopleOf({ parts }: Identity): Omit<PeopleHere, typeof Symbol.asyncDispose> {
  const { db, ledger, time } = parts;
  const context = () => ownContext(parts, ACTOR);
  const idOf = (who: string) => (findAccount(db, who) ?? findLogin(db, who))?.id ?? who;
  return {
    async people() {
      const all = presentPeople(parts, await ledger.ask("access.list", null));
      return all.map((view) => presentPerson(parts, view));
    },
    async reset(who, reason) {
      const id = idOf(who);
      const given = reason === undefined ? { id } : { id, reason };
      const secret = await resetPerson(parts, given, context());
      if (isAccountLocked(parts, id)) await unlockPerson(parts, id, context());
      return { id, link: `/setup#person.${secret}` };
    },
    async revoke(who, reason) {
      const id = idOf(who);
      await revokePerson(parts, { id, reason }, context());
      return id;
    },
    tokens: () => presentTokens(parts),
    grant({ person, days, station, ...order }) {
      const expiresAt = time.now() + days * DAY_US;
      const token = { ...order, personId: idOf(person), expiresAt };
      return grantToken(
        parts,
        station === undefined
          ? { ...token, kind: "token" }
          : { ...token, kind: "station", station },
        context(),
      );
    },
    remedyOf: (code) => (PROBLEMS as Readonly<Record<string, Problem>>)[code]?.remedy ?? "",
    endToken: (id, reason) => revokeToken(parts, { id, reason }, context()),
  };
}
