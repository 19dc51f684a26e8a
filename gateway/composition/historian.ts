/** Composition of `rigline historian`: the role in a process of its own, beside any gateway. */

import type { Clock, Log } from "../../drivers/contract.ts";
import { brokerSettings, influxSettings } from "../compose-sinks.ts";
import type { Config } from "../config/schema.ts";
import { type HistorianView, openHistorian } from "../historian/historian.ts";
import { wait } from "../platform/wait.ts";

export interface HistorianInput {
  readonly config: Config;
  readonly influxdb: NonNullable<Config["influxdb"]>;
  /** Whose feed it writes. */
  readonly gatewayId: string;
  /** Of this process among the historians of the gateway: part of its client id. */
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Called with what has changed; must return at once. */
  readonly onChange: (view: HistorianView) => void;
}

export interface StandaloneHistorian extends AsyncDisposable {
  /** Rejects when something unexpected ended it. */
  readonly ended: Promise<void>;
}

/** Starts; broker and database may be down. The caller disposes. */
export function startHistorian(input: HistorianInput): StandaloneHistorian {
  const { config, influxdb, gatewayId, name, clock, log } = input;
  const broker = brokerSettings(config.broker, `rigline-${gatewayId}`);
  const historian = openHistorian({
    broker: { ...broker, clientId: `${broker.clientId}-historian-${name}` },
    ...{ gatewayId, clock, log, wait },
    random: Math.random,
    influx: influxSettings(influxdb),
    ...(influxdb.share === undefined ? {} : { share: influxdb.share }),
    // Told once while it is being made: it does not exist by then.
    onChange: () => queueMicrotask(() => input.onChange(historian.view())),
  });
  return historian;
}
