/**
 * The page of an eight-up fixture in a real browser, on a real gateway and its stream: whether it
 * drops frames while every slot measures twenty times a second, and whether it grows over a day.
 */
import { loadavg } from "node:os";
import type { CDPSession, Page } from "playwright-core";
import type { RigView } from "../../gateway/api/contract.ts";
import { openBrowser, readGateway } from "../support/browser.ts";
import { startGateway } from "../support/gateway.ts";
import { writePanelLine } from "../support/panel-line.ts";
import { until } from "../support/until.ts";
import type { BenchResult } from "./result.ts";

const WATCH_MS = 12_000;
const WAIT_MS = 60_000;
/** 7 steps, each 23 times, in 8 s: 20 measurements a second and slot. */
const TWENTY_A_SECOND = ["--fault", "repeat=23", "--fail-rate", "0"];
const FRAME_MAX_MS = 100;

/** Frames of the grid with 160 measurements a second, beside those of a page that shows nothing. */
export async function benchSlots(): Promise<BenchResult> {
  await using line = await writePanelLine(TWENTY_A_SECOND);
  await using gateway = await startGateway({ config: line.path });
  await using browser = await openBrowser();
  const idle = await browser.open({ width: 1920, height: 1080 });
  await idle.goto("about:blank");
  const own = await watchFrames(idle, WATCH_MS / 3);
  await idle.close();
  const page = await browser.open({ width: 1920, height: 1080 });
  await page.goto(`${gateway.url}/stations/FCT-8/slots`);
  await page.getByText("TESTING").first().waitFor({ timeout: WAIT_MS });
  const devtools = await page.context().newCDPSession(page);
  const busyBefore = await readBusyMs(devtools);
  const frames = await watchFrames(page, WATCH_MS);
  const busyMs = (await readBusyMs(devtools)) - busyBefore;
  const { items } = await readGateway<{ items: { id: string }[] }>(gateway.url, "/runs?limit=8");
  const figures = {
    framesOver100Ms: frames.filter((ms) => ms > FRAME_MAX_MS).length,
    longestFrameMs: Math.max(...frames),
    frames: frames.length,
    busyPercent: (busyMs / WATCH_MS) * 100,
    emptyPageOver100Ms: own.filter((ms) => ms > FRAME_MAX_MS).length,
    emptyPageLongestMs: Math.max(...own),
    runs: items.length,
    loadAverage1Min: loadavg()[0] ?? Number.NaN,
  };
  const goals = { framesOver100Ms: { atMost: 0 } };
  return { name: "slots: 8 × 20 measurements a second, 12 s", figures, goals };
}

/** What the page's main thread has worked since it was opened: scripts, layout and paint. */
async function readBusyMs(devtools: CDPSession): Promise<number> {
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const { metrics } = await devtools.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1_000;
}

function watchFrames(page: Page, forMs: number): Promise<number[]> {
  return page.evaluate(
    (limitMs) =>
      new Promise<number[]>((resolve) => {
        const lengths: number[] = [];
        const startedMs = performance.now();
        let lastMs = startedMs;
        const step = (nowMs: number) => {
          lengths.push(nowMs - lastMs);
          lastMs = nowMs;
          if (nowMs - startedMs < limitMs) requestAnimationFrame(step);
          else resolve(lengths.slice(1));
        };
        requestAnimationFrame(step);
      }),
    forMs,
  );
}

const DAY_UNITS = 5_000;
const FIRST_UNITS = 500;
const MB = 1_048_576;

/** Heap and nodes of the page after 500 units and after a day's 5,000, garbage collected. */
export async function benchDay(): Promise<BenchResult> {
  await using line = await writePanelLine(["--pace", "40", "--fail-rate", "0.04"]);
  await using gateway = await startGateway({ config: line.path });
  await using browser = await openBrowser();
  const page = await browser.open();
  await page.goto(`${gateway.url}/stations/FCT-8`);
  const devtools = await page.context().newCDPSession(page);
  const stored = async () => {
    const { items } = await readGateway<{ items: RigView[] }>(gateway.url, "/rigs");
    return items[0]?.runsToday ?? 0;
  };
  const afterUnits = async (units: number) => {
    await until(async () => (await stored()) >= units, { deadlineMs: 1_800_000 });
    return await measurePage(devtools);
  };
  const first = await afterUnits(FIRST_UNITS);
  const half = await afterUnits(DAY_UNITS / 2);
  const last = await afterUnits(DAY_UNITS);
  const figures = {
    ...{ heapAfter500Mb: first.heapMb, heapAfter2500Mb: half.heapMb, heapAfter5000Mb: last.heapMb },
    grownMb: last.heapMb - first.heapMb,
    ...{ nodesAfter500: first.nodes, nodesAfter5000: last.nodes },
    units: await stored(),
    loadAverage1Min: loadavg()[0] ?? Number.NaN,
  };
  const goals = { grownMb: { atMost: 5 } };
  return { name: "day: a station's page over 5,000 units", figures, goals };
}

async function measurePage(devtools: CDPSession): Promise<{ heapMb: number; nodes: number }> {
  await devtools.send("HeapProfiler.collectGarbage");
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  const { nodes } = await devtools.send("Memory.getDOMCounters");
  return { heapMb: usedSize / MB, nodes };
}
