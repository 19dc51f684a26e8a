/** How an interlock says no: with every check that does not hold, its rule and its remedy. */
import type { Check } from "../../domain/interlock/check.ts";
import { heldBackBy } from "../../domain/interlock/judge.ts";
import { Refusal } from "../../ledger/contract.ts";

/** Throws Refusal `interlock.refused`; `what` begins its sentence. */
export function refuseByChecks(what: string, checks: readonly Check[]): never {
  const held = heldBackBy(checks);
  const words = held.map(({ found }) => found).join("; ");
  const errors = held.map(({ check, found, remedy = "" }) => ({
    path: check,
    message: `${found}. ${remedy}`,
  }));
  throw new Refusal("interlock.refused", `${what}: ${words}.`, { checks: held, errors });
}
