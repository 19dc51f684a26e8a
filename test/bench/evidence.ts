/** A package of 10,000 runs of 20 values: how fast it is assembled, and verified in a browser. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openBrowser } from "../support/browser.ts";
import type { BenchResult } from "./result.ts";

const execute = promisify(execFile);
const PAGE = new URL("../../dashboard/dist/verify.html", import.meta.url);
const BOOTSTRAP = new URL("../../deploy/bootstrap/bootstrap.mjs", import.meta.url);
/** Of a machine that is busy with other things: a figure that is missed is better than none. */
const VERIFY_DEADLINE_MS = 1_200_000;

/**
 * Processes of their own: the memory is that of assembling alone, in a process with the gateway's
 * flags whose code comes from the compile cache, as an installed gateway's does.
 */
export async function benchEvidence(runs = 10_000): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-bench-evidence-"));
  try {
    if (!existsSync(PAGE)) await execute(process.execPath, [fileURLToPath(BOOTSTRAP)]);
    const data = join(directory, "data");
    const zip = join(directory, "package.zip");
    const start = openStart(join(directory, "cache"));
    await start("write-runs", data, String(runs));
    await start("seal");
    const { seconds, cpuSeconds, ...sealed } = JSON.parse(await start("seal", data, zip));
    if (sealed.runs !== runs) throw new Error(`${sealed.runs} of ${runs} runs are in the package`);
    const figures = {
      ...{ runsPerSecond: runs / seconds, cpuMsEachRun: (cpuSeconds * 1_000) / runs },
      ...{ rssMb: sealed.rssMb, zipMb: sealed.megabytes, loadThen: loadavg()[0] ?? 0 },
      verifyS: await verifySeconds(zip),
    };
    return {
      name: `evidence: ${runs} runs × 20 values, report included`,
      figures,
      goals: {
        runsPerSecond: { atLeast: 2_000 },
        rssMb: { atMost: 200 },
        verifyS: { atMost: 15 },
      },
    };
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** Runs a program of this bench to its end; its standard output. */
function openStart(cache: string) {
  const env = { ...process.env, NODE_COMPILE_CACHE: cache };
  return async (program: string, ...words: readonly string[]): Promise<string> => {
    const path = fileURLToPath(new URL(`./evidence/${program}.ts`, import.meta.url));
    const { stdout } = await execute(process.execPath, [path, ...words], { env });
    return stdout;
  };
}

/** verify.html from its file, until it says what it found. */
async function verifySeconds(zip: string): Promise<number> {
  await using browser = await openBrowser();
  const page = await browser.open();
  await page.goto(PAGE.href);
  const start = performance.now();
  await page.locator("#file").setInputFiles(zip);
  await page.locator("#result[data-verdict]").waitFor({ timeout: VERIFY_DEADLINE_MS });
  const seconds = (performance.now() - start) / 1_000;
  const verdict = (await page.locator("#result").textContent()) ?? "";
  if (!verdict.includes("sound")) throw new Error(`the package is not sound: ${verdict}`);
  return seconds;
}
