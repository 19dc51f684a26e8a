/** Composition of the controlled data: the files of the configuration into the ledger. */
import { dirname, resolve } from "node:path";
import type { GatewayLedger, Opening } from "./opening.ts";
import { importRecords } from "./station/import-records.ts";
import { recoverRuns } from "./station/run/recover-runs.ts";

/** Resolves when the tables are built; says so where that takes a while. */
export async function awaitTables({ out }: Opening, ledger: GatewayLedger): Promise<void> {
  const { ready, total } = ledger.projectionState();
  if (!ready) out(`  tables     being rebuilt from ${total} entries; no run starts before that`);
  await ledger.whenReady();
}

/** Imports every file; what is there already appends nothing. Throws ImportError. */
export async function importAll(
  { config, configPath, clock }: Pick<Opening, "config" | "configPath" | "clock">,
  ledger: GatewayLedger,
): Promise<void> {
  for (const file of config.import) {
    await importRecords(resolve(dirname(configPath), file), ledger, clock);
  }
}

/** Brings the controlled data of the configuration into the ledger and closes runs left open. */
export async function prepareRecords(opening: Opening, ledger: GatewayLedger): Promise<void> {
  await importAll(opening, ledger);
  const recovered = await recoverRuns(ledger, opening.clock);
  if (recovered.length > 0) {
    opening.out(`  recovered  ${recovered.length} run(s) the last stop left open, closed as error`);
  }
}
