/** Code words of people, access and signatures: what is said no with, and what to do. */

import type { Problem } from "../problem.ts";
import { PERSON_PROBLEMS } from "./person-problems.ts";

/** Those of whoever asks, and of what must be signed. */
export const ACCESS_PROBLEMS = {
  ...PERSON_PROBLEMS,
  "access.unknown": {
    status: 401,
    title: "Nobody is signed in",
    remedy: "Sign in at /sign-in, or send an API token as `Authorization: Bearer …`.",
  },
  "access.forbidden": {
    status: 403,
    title: "This needs a role that the caller does not have",
    remedy: "Ask somebody with the role named, or an administrator for the role.",
  },
  "signature.missing": {
    status: 403,
    title: "This must be signed",
    remedy: "Send `signature` with a meaning named in `meanings` and your signing secret.",
  },
  "signature.wrong-meaning": {
    status: 403,
    title: "The signature means something else",
    remedy: "Sign with one of the meanings named.",
  },
  "signature.role-missing": {
    status: 403,
    title: "The signer does not have the role for it",
    remedy: "Let somebody with one of the roles named sign it.",
  },
  "signature.own-work": {
    status: 403,
    title: "Nobody signs for their own work",
    remedy: "Let another person with the role sign it.",
  },
  "signature.refused": {
    status: 403,
    title: "The signer was not proven",
    remedy:
      "Sign in with name and password, then sign with your signing secret; a badge never signs.",
  },
} as const satisfies Record<string, Problem>;
