/** What a port is asked to carry against what it can. Pure. */
import type { PortDemand } from "../../contract.ts";
import type { PlannedRequest, PollItem } from "./poll-plan.ts";

/** The demand of a plan, by cadence. */
export function demandOf(plan: readonly PlannedRequest<PollItem>[]): readonly PortDemand[] {
  return [...Map.groupBy(plan, ({ everyMs }) => everyMs)].map(([everyMs, requests]) => ({
    everyMs,
    busyMs: requests.reduce((sum, { tookMs }) => sum + tookMs, 0),
    requests: requests.length,
  }));
}
