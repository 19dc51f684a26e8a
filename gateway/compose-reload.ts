/**
 * Composition of what changes while the gateway runs: a new configuration is taken up whole or not
 * at all.
 *
 *   read ─► all faults? ─► records imported ─► delivery ─► rigs, each once its run has ended
 */

import type { Blobs } from "./blobs/blobs.ts";
import { openSinks, type Sinks } from "./compose-sinks.ts";
import type { Station } from "./compose-station.ts";
import { compareConfigs } from "./config/reload/compare-configs.ts";
import type { Config } from "./config/schema.ts";
import { Refusal } from "./ledger/contract.ts";
import type { GatewayLedger, Opening } from "./opening.ts";
import type { ReloadView } from "./records/views.ts";
import { ImportError } from "./station/imports/import-records.ts";
import { importAll } from "./station/imports/prepare-records.ts";

/** The sinks, whichever configuration they were opened with. */
export interface LiveSinks extends Sinks {
  /** Closes them and opens those of `config`; where that fails, those that were, and it throws. */
  change(config: Config): Promise<void>;
}

/** Opens the sinks; they are closed with the stack of `opening`. */
export async function openLiveSinks(
  opening: Opening,
  ledger: GatewayLedger,
  onChange: () => void,
): Promise<LiveSinks> {
  const open = async (config: Config) => {
    const stack = new AsyncDisposableStack();
    try {
      return {
        stack,
        config,
        sinks: await openSinks({ ...opening, config, stack }, ledger, onChange),
      };
    } catch (error) {
      await stack.disposeAsync();
      throw error;
    }
  };
  let current = await open(opening.config);
  opening.stack.defer(() => current.stack.disposeAsync());
  return {
    views: () => current.sinks.views(),
    deliveryOf: (seq) => current.sinks.deliveryOf(seq),
    desk: {
      preview: (place) => current.sinks.desk.preview(place),
      findBadLine: (lines) => current.sinks.desk.findBadLine(lines),
    },
    async change(config) {
      const before = current.config;
      await current.stack.disposeAsync();
      try {
        current = await open(config);
      } catch (error) {
        current = await open(before);
        throw error;
      }
      onChange();
    },
  };
}

export interface ReloaderParts {
  readonly blobs: Pick<Blobs, "write">;
  readonly ledger: GatewayLedger;
  readonly sinks: LiveSinks;
  /** Undefined until the station is open. */
  readonly station: () => Station | undefined;
}

/** Takes up the configuration anew. One after another; throws Refusal `config.invalid`. */
export type Reload = () => Promise<ReloadView>;

/** The way to take it up; whatever it throws that is no Refusal ends the gateway. */
export function createReload(opening: Opening, parts: ReloaderParts): Reload {
  const { log, fail } = opening;
  let running = opening.config;
  let work: Promise<unknown> = Promise.resolve();
  const reload = async (): Promise<ReloadView> => {
    const wanted = await readWanted(opening);
    const { station, sinks } = parts;
    const roster = station();
    if (roster === undefined) throw new Refusal("gateway.not-ready", "The gateway is starting.");
    const { config, delivery, needsRestart } = compareConfigs(running, wanted);
    await refuseUnusable(() => importAll({ ...opening, config, blobs: parts.blobs }, parts.ledger));
    if (delivery) await refuseUnusable(() => sinks.change(config));
    running = config;
    try {
      await roster.apply(config);
    } catch (error) {
      fail(error);
      throw error;
    }
    const pending = [...roster.roster.pending];
    log.info({ pending, needsRestart, delivery }, "the configuration was taken up");
    return { delivery, pending, needsRestart: [...needsRestart] };
  };
  return () => {
    const next = work.then(reload);
    work = next.catch(() => undefined);
    return next;
  };
}

async function readWanted({ reread, demo }: Opening): Promise<Config> {
  const read = await reread();
  if (!read.ok) {
    const count = read.faults.length === 1 ? "1 fault" : `${read.faults.length} faults`;
    const message = `The configuration has ${count}; what runs stays as it is.`;
    throw new Refusal("config.invalid", message, { errors: read.faults });
  }
  if (read.simulated !== demo) {
    const message = demo ? "A demo takes up simulated ports only." : "Simulated ports need a demo.";
    throw new Refusal("config.invalid", message, { errors: [{ path: "ports", message }] });
  }
  return read.config;
}

/** What was checked and yet can not be used, a busy port or a secret that is gone, is refused. */
async function refuseUnusable(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isKnown(error)) throw error;
    const errors = [{ path: error.code, message: `${error.message}. ${error.remedy}` }];
    throw new Refusal("config.invalid", `${error.message}; what runs stays as it is.`, { errors });
  }
}

function isKnown(error: unknown): error is Error & { code: string; remedy: string } {
  if (error instanceof ImportError) return true;
  return error instanceof Error && "code" in error && "remedy" in error;
}
