/** What the routes of units, and of what happens to them, need besides the ledger. */
import type { RequestContext } from "../access.ts";
import type { RouteLedger } from "../routes.ts";
import type { SignerCheck } from "../signature/signing-desk.ts";

/** Passed in by the API. */
export interface UnitRouteParts {
  readonly ledger: RouteLedger;
  readonly context: RequestContext;
  readonly signerCheck: SignerCheck;
  readonly newId: () => string;
  /** Microseconds since the epoch. */
  readonly now: () => number;
}
