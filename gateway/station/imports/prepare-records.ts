/** The controlled data: the files of the configuration into the ledger, before any rig runs. */
import { dirname, resolve } from "node:path";
import type { Config } from "../../config/schema.ts";
import type { OpenedLedger } from "../../ledger/opened-ledger.ts";
import type { GatewayQueries } from "../../records/queries.ts";
import type { GatewayRules } from "../../records/rules.ts";
import { recoverRuns } from "../run/recover-runs.ts";
import type { StationClock } from "../station-clock.ts";
import type { WriteBlob } from "./import-pictures.ts";
import { importRecords } from "./import-records.ts";

type GatewayLedger = OpenedLedger<GatewayRules, GatewayQueries>;

export interface PrepareParts {
  readonly config: Pick<Config, "import">;
  /** Absolute; what the configuration names is relative to it. */
  readonly configPath: string;
  readonly clock: StationClock;
  /** Takes the pictures that prompts name. */
  readonly blobs: { readonly write: WriteBlob };
  /** One line for the person at the terminal. */
  readonly out: (line: string) => void;
}

/** Resolves when the tables are built; says so where that takes a while. */
export async function awaitTables(
  { out }: Pick<PrepareParts, "out">,
  ledger: GatewayLedger,
): Promise<void> {
  const { ready, total } = ledger.projectionState();
  if (!ready) out(`  tables     being rebuilt from ${total} entries; no run starts before that`);
  await ledger.whenReady();
}

/** Imports every file; what is there already appends nothing. Throws ImportError, PictureError. */
export async function importAll(
  { config, configPath, clock, blobs }: Omit<PrepareParts, "out">,
  ledger: GatewayLedger,
): Promise<void> {
  const target = { ledger, writeBlob: blobs.write };
  for (const file of config.import) {
    await importRecords(resolve(dirname(configPath), file), target, clock);
  }
}

/** Brings the controlled data of the configuration into the ledger and closes runs left open. */
export async function prepareRecords(opening: PrepareParts, ledger: GatewayLedger): Promise<void> {
  await importAll(opening, ledger);
  const recovered = await recoverRuns(ledger, opening.clock);
  if (recovered.length > 0) {
    opening.out(`  recovered  ${recovered.length} run(s) the last stop left open, closed as error`);
  }
}
