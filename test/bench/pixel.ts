/**
 * How soon a measurement is on the screen, in a real browser: from the last byte that its rig wrote
 * to the frame in which the page shows it.
 */
import { loadavg } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "playwright-core";
import { openBrowser } from "../support/browser.ts";
import { startScanStation } from "../support/scan-station.ts";
import type { BenchResult } from "./result.ts";

const VALUES = 400;
/** The first ones find nothing compiled. */
const WARM_UP = 20;
const WAIT_MS = 30_000;
/** No multiple of a frame or of the gateway's own beats, so that every phase is met. */
const PAUSE_MS = 37;

/** Quantiles over values that come one after another, each another one than the last. */
export async function benchPixel(): Promise<BenchResult> {
  await using station = await startScanStation();
  await using browser = await openBrowser();
  const page = await browser.open();
  await page.goto(`${station.gateway.url}/stations/FCT-1`);
  await page.locator("#scan").waitFor({ timeout: WAIT_MS });
  await station.post("/stations/FCT-1/arm", { scan: "PSU24-000001" });
  await station.tester.run({ values: { ripple: 41.2 } });
  await page.locator(".stage.is-running").getByText("41.2").waitFor({ timeout: WAIT_MS });
  await watchForText(page);
  const times: number[] = [];
  for (let index = 0; index < VALUES + WARM_UP; index += 1) {
    const value = (23.8 + (index % 40) / 100).toFixed(2);
    const writtenAt = performance.timeOrigin + performance.now();
    station.tester.say(`MEAS output-voltage ${value} V PASS`);
    times.push((await untilShown(page, value)) - writtenAt);
    await delay(PAUSE_MS);
  }
  const sorted = times.slice(WARM_UP).toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const figures = {
    ...{ pixelMsP50: at(0.5), pixelMsP95: at(0.95), pixelMsP99: at(0.99) },
    pixelMsMax: sorted.at(-1) ?? Number.NaN,
    loadAverage1Min: loadavg()[0] ?? Number.NaN,
  };
  const name = `pixel: from a rig's last byte to the screen, ${VALUES} measurements`;
  return { name, figures, goals: { pixelMsP99: { atMost: 100 } } };
}

interface Watch {
  shown: Record<string, number>;
}

/** The page notes at each frame when it first drew another value there, epoch milliseconds. */
async function watchForText(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watch: Watch = { shown: {} };
    Object.assign(globalThis, { watch });
    let before = "";
    const look = () => {
      const row = [...document.querySelectorAll(".stage .measurement")].find((each) =>
        each.textContent?.includes("Output voltage"),
      );
      const text = row?.querySelector(".measurement-value")?.firstChild?.textContent?.trim() ?? "";
      if (text !== before) {
        before = text;
        // What this frame was given is painted when the next one begins.
        requestAnimationFrame(() => {
          watch.shown[text] = performance.timeOrigin + performance.now();
        });
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

async function untilShown(page: Page, value: string): Promise<number> {
  const handle = await page.waitForFunction(
    (wanted) => {
      const { watch } = globalThis as unknown as { watch: Watch };
      const at = watch.shown[wanted];
      if (at !== undefined) watch.shown = {};
      return at;
    },
    value,
    { timeout: WAIT_MS, polling: 20 },
  );
  return (await handle.jsonValue()) ?? Number.NaN;
}
