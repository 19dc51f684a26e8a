/** How soon a scan is answered on the screen, in a real browser: from its Enter to the pixel. */
import { loadavg } from "node:os";
import type { Page } from "playwright-core";
import { openBrowser } from "../support/browser.ts";
import { startScanStation } from "../support/scan-station.ts";
import type { BenchResult } from "./result.ts";

const SCANS = 60;
/** The first ones find nothing loaded. */
const WARM_UP = 5;
const WAIT_MS = 30_000;

/** Each scan is another unit, which is looked at, judged and armed for in place of the last. */
export async function benchScan(): Promise<BenchResult> {
  await using station = await startScanStation();
  await using browser = await openBrowser();
  const page = await browser.open();
  await page.goto(`${station.gateway.url}/stations/FCT-1`);
  await page.locator("#scan").waitFor({ timeout: WAIT_MS });
  const times: number[] = [];
  for (let index = 1; index <= SCANS + WARM_UP; index += 1) {
    const serial = `PSU24-${String(index).padStart(6, "0")}`;
    times.push(await scanOnce(page, serial));
  }
  const sorted = times.slice(WARM_UP).toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const load = { loadAverage1Min: loadavg()[0] ?? Number.NaN };
  const figures = { answerMsP50: at(0.5), answerMsP95: at(0.95), ...load };
  const name = `scan: from Enter to the answer on the screen, ${SCANS} units`;
  return { name, figures, goals: { answerMsP95: { atMost: 150 } } };
}

/** Milliseconds by the page's own clock; the frame in which it is painted is in them. */
async function scanOnce(page: Page, serial: string): Promise<number> {
  const answered = page.evaluate((wanted) => {
    const pressed = Promise.withResolvers<number>();
    const listen = (event: KeyboardEvent) => {
      if (event.key === "Enter") pressed.resolve(event.timeStamp);
    };
    document.addEventListener("keydown", listen, { capture: true, once: false });
    return new Promise<number>((resolve) => {
      const look = () => {
        const shown = document.querySelector(".stage.is-armed .stage-word")?.textContent;
        if (shown !== wanted) return void requestAnimationFrame(look);
        document.removeEventListener("keydown", listen, { capture: true });
        // One more frame: what was found is painted then.
        requestAnimationFrame((at) => void pressed.promise.then((from) => resolve(at - from)));
      };
      requestAnimationFrame(look);
    });
  }, serial);
  await page.keyboard.type(serial);
  await page.keyboard.press("Enter");
  return await answered;
}
