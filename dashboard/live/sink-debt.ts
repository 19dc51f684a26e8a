/** Whether what is stored also gets to where it should go. Pure. */
import type { SinkView } from "../app/contract.ts";

/** How many sinks have a fault, wait or pause; a sink that a person disabled is not behind. */
export function sinksBehind(sinks: readonly SinkView[]): number {
  const isBehind = ({ state, fault }: SinkView) =>
    state !== "disabled" && (fault !== undefined || state === "waiting" || state === "paused");
  return sinks.filter(isBehind).length;
}
