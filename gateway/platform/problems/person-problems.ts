/** Code words of people, their accounts and their tokens. */
import type { Problem } from "../problem.ts";

/** Those of the identity store and of the records of people. */
export const PERSON_PROBLEMS = {
  "access.refused": {
    status: 401,
    title: "Name or password is not right, or the account is locked",
    remedy:
      "Check the name; after five bad tries an account is locked for 15 minutes, unless an " +
      "administrator unlocks it.",
  },
  "access.token-refused": {
    status: 401,
    title: "The token is unknown, has expired or was revoked",
    remedy: "Ask an administrator for a new one; a token dies with the access of its owner.",
  },
  "access.busy": {
    status: 503,
    title: "Too many people are being proven at once",
    remedy: "Try again in a few seconds; nothing was decided on this try.",
  },
  "access.not-from-page": {
    status: 403,
    title: "The change did not come from a page of this gateway",
    remedy: "Send the header `X-Rigline-Page: 1` with a cookie's changes, or use an API token.",
  },
  "access.link-refused": {
    status: 403,
    title: "The set-up link was used, has expired or is not one of ours",
    remedy:
      "Ask an administrator for a new one (People page); while there is none, each start prints one.",
  },
  "secret.unfit": {
    status: 422,
    title: "The secret can not be used",
    remedy: "Follow what `errors` says of it.",
  },
  "person.exists": {
    status: 409,
    title: "Id or name was given before",
    remedy: "Take another one: they are never given to another person, so that old records hold.",
  },
  "person.not-found": {
    status: 404,
    title: "No such person",
    remedy: "Check the id; `GET /api/v1/people` lists everybody who ever had access.",
  },
  "person.not-active": {
    status: 409,
    title: "The access of this person has been revoked",
    remedy: "Add the person again under a new id, where access is wanted.",
  },
  "person.still-active": {
    status: 409,
    title: "The person still has access",
    remedy: "Revoke the access first.",
  },
  "person.last-admin": {
    status: 409,
    title: "This is the last administrator",
    remedy: "Make somebody else an administrator first.",
  },
  "person.locked": {
    status: 403,
    title: "The account is locked after five bad tries",
    remedy: "Wait 15 minutes, or ask an administrator to unlock it.",
  },
  "token.not-found": {
    status: 404,
    title: "No such token",
    remedy: "Check the id; `GET /api/v1/tokens` lists all of them.",
  },
  "signature.incomplete": {
    status: 403,
    title: "The first signature of a session needs both parts",
    remedy: "Send `name`, your sign-in name, beside `secret`; later ones need the secret alone.",
  },
} as const satisfies Record<string, Problem>;
