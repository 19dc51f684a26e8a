/** A package of 10,000 runs of 20 values: how fast it is assembled, and verified in a browser. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openBrowser } from "../support/browser.ts";
import type { BenchResult } from "./result.ts";

const execute = promisify(execFile);
const PAGE = new URL("../../dashboard/dist/verify.html", import.meta.url);
const VERIFY_DEADLINE_MS = 300_000;

/** Processes of their own: the memory is that of assembling alone. */
export async function benchEvidence(runs = 10_000): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-bench-evidence-"));
  try {
    const data = join(directory, "data");
    const zip = join(directory, "package.zip");
    await start("write-runs", data, String(runs));
    const { seconds, cpuSeconds, ...sealed } = JSON.parse(await start("seal", data, zip));
    if (sealed.runs !== runs) throw new Error(`${sealed.runs} of ${runs} runs are in the package`);
    const figures = {
      ...{ runsPerSecond: runs / seconds, cpuMsEachRun: (cpuSeconds * 1_000) / runs },
      ...{ rssMb: sealed.rssMb, zipMb: sealed.megabytes, verifyS: await verifySeconds(zip) },
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

async function start(program: string, ...words: readonly string[]): Promise<string> {
  const path = fileURLToPath(new URL(`./evidence/${program}.ts`, import.meta.url));
  const { stdout } = await execute(process.execPath, [path, ...words]);
  return stdout;
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
