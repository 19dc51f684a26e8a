/** `write-runs DIRECTORY COUNT`: a ledger of runs of 20 measurements, all of one order. */
import { fixtureContext } from "../../../gateway/ledger/testing/open-fixture.ts";
import { benchRecord, importBenchLine, openRunLedger, startBenchRun } from "../ledger/runs.ts";

const [, , directory = "", count = "0"] = process.argv;
const LANES = 200;

await using ledger = await openRunLedger(directory);
await ledger.whenReady();
await importBenchLine(ledger, 20);
let next = 0;
async function lane(): Promise<void> {
  while (next < Number(count)) {
    const index = next;
    next += 1;
    const record = benchRecord(await startBenchRun(ledger, index));
    await ledger.execute("run.finish", record, fixtureContext);
  }
}
await Promise.all(Array.from({ length: LANES }, lane));
