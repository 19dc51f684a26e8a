/** Code words of controlled data: versions that are reviewed, approved, released and signed. */
import type { Problem } from "./problem.ts";

/** Those of signatures over records, and of the state machines of controlled data. */
export const CONTROLLED_PROBLEMS = {
  "signature.given": {
    status: 409,
    title: "The same person has signed this version so already",
    remedy: "Nothing needs to be done; another meaning, or another person, may still sign it.",
  },
} as const satisfies Record<string, Problem>;
