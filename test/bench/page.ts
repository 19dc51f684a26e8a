/** How soon the first screen is there, in a real browser: on a gateway with the sample line. */
import { openBrowser } from "../support/browser.ts";
import { startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";
import type { BenchResult } from "./result.ts";

const ROUNDS = 5;

/** Medians of first paint and of every station shown live; milliseconds from the navigation. */
export async function benchPage(): Promise<BenchResult> {
  await using gateway = await startGateway();
  await using browser = await openBrowser();
  const paints: number[] = [];
  const lives: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const page = await browser.open();
    const startedMs = performance.now();
    await page.goto(gateway.url);
    await page.getByText("Live", { exact: true }).waitFor();
    await until(async () => (await page.locator(".rig-panel").count()) === 6);
    lives.push(performance.now() - startedMs);
    const paint = await page.evaluate(
      () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
    );
    paints.push(paint ?? Number.NaN);
    await browser.closePages();
  }
  const figures = { firstPaintMs: median(paints), stationsLiveMs: median(lives) };
  return { name: `page: the first screen, median of ${ROUNDS}`, figures };
}

function median(values: readonly number[]): number {
  return (
    values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN
  );
}
