/**
 * `seal DIRECTORY ZIP`: a package of all runs of the order; prints what it took as JSON. Without
 * words it only fills the compile cache.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openBlobs } from "../../../gateway/blobs/blobs.ts";
import { becomeLean } from "../../../gateway/cli/process/lean-process.ts";
import { openEvidence } from "../../../gateway/composition/evidence.ts";
import { fixtureContext } from "../../../gateway/ledger/testing/open-fixture.ts";
import { openRunLedger } from "../ledger/runs.ts";

const [, , directory, zip = ""] = process.argv;
if (directory === undefined) process.exit();
becomeLean(process, () => undefined);

await using ledger = await openRunLedger(directory);
await ledger.whenReady();
const blobs = await openBlobs(join(directory, "blobs"));
const { desk, stream } = openEvidence({
  ...{ ledger, blobs, demo: false, dataDirectory: directory, organization: "Example Mfg" },
  version: "0.1.0",
  fail: (error) => {
    throw error;
  },
});
const id = crypto.randomUUID();
const draft = { id, scope: { orderId: "WO-1" }, organization: "Example Mfg", demo: false };
await ledger.execute("evidence.draft", draft, fixtureContext);
const drafted = await ledger.ask("evidence.get", { id });

const start = performance.now();
const cpu = process.cpuUsage();
const own = process.threadCpuUsage();
desk.begin(drafted, fixtureContext);
await desk.idle();
const seconds = (performance.now() - start) / 1_000;
const { user, system } = process.cpuUsage(cpu);
const main = process.threadCpuUsage(own);

const sealed = desk.follow(await ledger.ask("evidence.get", { id }));
if (sealed.seal === undefined) throw new Error(`not sealed: ${JSON.stringify(sealed.fault)}`);
const { chunks, bytes } = await stream(sealed.seal.hash);
await writeFile(zip, chunks);
console.log(
  JSON.stringify({
    ...{ seconds, runs: sealed.contents?.runs ?? 0, megabytes: bytes / 1e6 },
    cpuSeconds: (user + system) / 1e6,
    mainCpuSeconds: (main.user + main.system) / 1e6,
    rssMb: process.resourceUsage().maxRSS / 1_024,
  }),
);
