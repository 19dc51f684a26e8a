/** Composition of what people see of a sink's own format: what it would be sent, what it takes. */

import type { Config } from "../config/schema.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { influxRoute, type SinkRoute } from "../delivery/sinks.ts";
import { findBadLine, previewLines } from "../historian/preview.ts";
import type { LedgerInfo } from "../ledger/health.ts";
import type { HeldPlace, WouldSend } from "../records/quarantine/record.ts";
import type { SinkDesk } from "../records/quarantine/routes.ts";

/** What a sink would be sent for a position; none where it is not routed. */
export type MessagesOf = (place: HeldPlace) => ReturnType<Delivery["messagesOf"]>;

/** The desk of the gateway's sinks. Holds nothing. */
export function sinkDesk({ influxdb }: Config, messages: MessagesOf): SinkDesk {
  return {
    findBadLine,
    async preview(place): Promise<WouldSend> {
      const [first, ...others] = await messages(place);
      if (first === undefined) {
        const problem = "nothing would be sent: it can not be read, or is not routed";
        return { format: "unknown", lines: [], problem };
      }
      if (place.sink !== "influxdb" || influxdb === undefined) {
        const lines = [first, ...others].map(({ topic, payload }) => `${topic} ${payload}`);
        return { format: "mqtt", lines };
      }
      const [held] = previewLines(String(first.payload), influxdb.precision);
      const { lines = [], problem } = held ?? {};
      return {
        format: "line-protocol",
        lines: [...lines],
        ...(problem === undefined ? {} : { problem }),
      };
    },
  };
}

/** The route of the historian's feed where no delivery runs: it makes the same messages. */
export function feedRoute(
  { logId, gatewayId }: Pick<LedgerInfo, "logId" | "gatewayId">,
  config: Config,
): SinkRoute {
  const { site, mqtt, influxdb } = config;
  const speaker = { logId, gatewayId, site, topics: mqtt.topics, stations: stationsOf(config) };
  return influxRoute(speaker, { target: "", startsAt: influxdb?.startsAt ?? "beginning" });
}

/** Station of each rig, by name. */
export function stationsOf({ rigs, driven }: Config): Readonly<Record<string, string>> {
  const all = [...Object.entries(rigs), ...Object.entries(driven)];
  return Object.fromEntries(all.map(([name, { station }]) => [name, station]));
}
