/** Composition of the folders into which other tools write. Part of compose.ts. */
import { readFile } from "node:fs/promises";
import { keepCopy } from "../compose-exchange.ts";
import type { WatchedFolderConfig } from "../config/places/folder-schema.ts";
import { readMapping } from "../exchange/read-mapping.ts";
import { takeFile } from "../exchange/take-file.ts";
import { watchFolder } from "../exchange/watch-folder.ts";
import { isForLater } from "../ledger/passing.ts";
import type { GatewayLedger, Opening } from "../opening.ts";
import { wait } from "../platform/wait.ts";
import { compact } from "../records/compact.ts";

/** Watches every folder until the stack is disposed; a file at hand is finished first. */
export function openWatchedFolders(opening: Opening, ledger: GatewayLedger): void {
  for (const [name, folder] of Object.entries(opening.config.watchedFolders)) {
    const stop = new AbortController();
    const watching = watchOne(opening, ledger, { name, folder, signal: stop.signal });
    watching.catch(opening.fail);
    opening.stack.defer(async () => {
      stop.abort();
      // Told by `fail` already.
      await watching.catch(() => undefined);
    });
  }
}

interface Watched {
  readonly name: string;
  readonly folder: WatchedFolderConfig;
  readonly signal: AbortSignal;
}

async function watchOne(
  opening: Opening,
  ledger: GatewayLedger,
  { name, folder: watched, signal }: Watched,
): Promise<void> {
  const { clock, dataDirectory, log, version, config } = opening;
  const { folder, quietMs, format, mapping, operation, partNumber, station } = watched;
  const defaults = compact({ operation, partNumber, station });
  const read =
    mapping === undefined ? {} : { mapping: readMapping(await readFile(mapping, "utf8")) };
  const here = (place = "") => ({
    ...{ actor: `system:folder ${name}`, station: place },
    ...{ occurredAt: clock.now().utcUs, clockState: clock.state() },
  });
  const { timeZone } = config.site;
  await watchFolder({
    ...{ folder, quietMs, signal, wait },
    take: (path) =>
      takeFile(path, { format, defaults, ...read } as Parameters<typeof takeFile>[1], {
        keep: (each) => keepCopy(dataDirectory, each),
        async takeRun(run) {
          const command = { run, gatewayVersion: version, timeZone };
          const { result } = await ledger.execute("run.import", command, here(run.station));
          return result.created;
        },
        async record(file) {
          await ledger.execute("exchange.receive", file, here());
        },
      }),
    tell: (report) => log.info({ folder: name, report }, "a file of another tool was taken in"),
    passes: isForLater,
    onTrouble(trouble) {
      if (trouble === undefined) log.info({ folder: name }, "the watched folder works again");
      else
        log.warn({ folder: name, err: trouble }, "the watched folder waits; its files stay there");
    },
    now: () => Number(clock.now().monoNs / 1_000_000n),
  });
}
