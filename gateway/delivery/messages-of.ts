/** What a sink would be sent for one position, for whoever looks into the quarantine. */
import type { Stream } from "../ledger/contract.ts";
import type { OutgoingMessage } from "./mqtt-link.ts";
import { batchOf } from "./payloads.ts";
import { entryBatches } from "./schedule/entry-batches.ts";
import type { DeliveryLedger } from "./settle-queue.ts";
import type { SinkRoute } from "./sinks.ts";

/** One position of a stream. */
export interface Place {
  readonly stream: Stream;
  readonly position: number;
}

/** Of the position alone, mends left aside; none where it is not routed or can not be read. */
export async function messagesOf(
  ledger: Pick<DeliveryLedger, "entries" | "readings">,
  route: Pick<SinkRoute, "ofRuns" | "ofReadings" | "ofAlarm">,
  { stream, position }: Place,
): Promise<readonly OutgoingMessage[]> {
  if (stream === "telemetry") {
    const [reading] = await ledger.readings({ from: position, to: position + 1 }, 1);
    if (reading === undefined) return [];
    return [route.ofReadings(batchOf([reading], true), [])];
  }
  const entries = await ledger.entries(position, 1);
  const mine = entries.filter(({ entry }) => entry.seq === position);
  return [...entryBatches(mine, 1)].flatMap((batch) => {
    if (batch.kind === "runs") return [route.ofRuns(batch.runs, [])];
    return batch.kind === "alarm" ? [...(route.ofAlarm?.(batch.stored) ?? [])] : [];
  });
}
