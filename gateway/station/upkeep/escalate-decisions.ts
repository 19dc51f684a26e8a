/** Who waits for a decision is not told again and again to wait: it goes to somebody above. */
import { type Ledger, Refusal } from "../../ledger/contract.ts";
import type { GatewayQueries } from "../../records/queries.ts";
import type { GatewayRules } from "../../records/rules.ts";
import type { StationClock } from "../station-clock.ts";

/** Escalates every decision whose date has passed. Throws what the ledger throws besides. */
export async function escalateDecisions(
  ledger: Pick<Ledger<GatewayRules, GatewayQueries>, "ask" | "execute">,
  clock: Pick<StationClock, "now" | "state">,
): Promise<void> {
  const occurredAt = clock.now().utcUs;
  const context = { actor: "system:upkeep", station: "", occurredAt, clockState: clock.state() };
  const reason = "its date has passed";
  for (const id of await ledger.ask("decisions.overdue", { nowUs: occurredAt })) {
    const move = { id, to: "escalated", reason, signing: undefined } as const;
    await ledger.execute("decision.move", move, context).catch(ignoreMoved);
  }
}

/** Between the question and the move somebody decided it: that is what was wanted. */
function ignoreMoved(error: unknown): void {
  if (!(error instanceof Refusal && error.code === "transition.refused")) throw error;
}
