/** Raw bytes on the run's page and, live, on the rig's. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { RunSummary } from "../../gateway/api/contract.ts";
import { openBrowser, readGateway, type TestBrowser } from "../support/browser.ts";
import { type FctLine, writeFctLine } from "../support/fct-line.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

let line: FctLine;
let gateway: GatewayProcess;
let browser: TestBrowser;
let run: RunSummary;

beforeAll(async () => {
  line = await writeFctLine(["--fault", "drop-measurement", "--fault", "garbage=1"]);
  gateway = await startGateway({ config: line.path });
  browser = await openBrowser();
  run = await until(
    async () => {
      const { items } = await readGateway<{ items: RunSummary[] }>(gateway.url, "/runs");
      return items.findLast(({ outcome }) => outcome !== "running");
    },
    { deadlineMs: 40_000, everyMs: 200, what: "a run that did not pass" },
  );
});
afterEach(() => browser.closePages());
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await gateway?.[Symbol.asyncDispose]();
  await line?.[Symbol.asyncDispose]();
});

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`),
  );
}

async function openRun(options: Parameters<TestBrowser["open"]>[0] = {}): Promise<Page> {
  const page = await browser.open(options);
  await page.goto(`${gateway.url}/runs/${run.id}`);
  await page.locator(".wire-table .is-rx").first().waitFor({ timeout: 60_000 });
  return page;
}

async function openLive(options: Parameters<TestBrowser["open"]>[0] = {}): Promise<Page> {
  const page = await browser.open(options);
  await page.goto(`${gateway.url}/rigs`);
  await page.getByRole("button", { name: "Raw bytes" }).click();
  await page.locator(".wire-table .is-rx").first().waitFor({ timeout: 60_000 });
  return page;
}

test("a search brings the bytes into sight, with what was decoded of them beside", async () => {
  const page = await openRun();
  await page.getByRole("searchbox", { name: "Search", exact: true }).fill("START SN");
  const marked = page.locator(".wire-row.is-marked");
  await marked.first().waitFor();
  // A row holds sixteen bytes: what was searched may end in the next.
  const bytes = await marked.locator(".wire-hex").allTextContents();
  expect(bytes.join(" ")).toContain("53 54 41 52 54 20 53 4e");
  expect(await marked.allTextContents()).toEqual(
    expect.arrayContaining([expect.stringContaining(`run started ${run.serialNumber}`)]),
  );
  await page.getByRole("button", { name: "Next noise" }).click();
  await page.locator(".wire-row.is-marked .wire-noise").first().waitFor();
  expect(browser.faults).toEqual([]);
});

test("the file that is downloaded is the one that was kept", async () => {
  const page = await openRun();
  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download" }).click();
  expect((await downloading).suggestedFilename()).toBe(`run-${run.id}-fct-1.wire.jsonl`);
});

test("the live view follows the wire until it is paused", async () => {
  const page = await openLive();
  const newest = () => page.locator(".wire-rows .wire-row").last().getAttribute("aria-rowindex");
  const start = page.locator(".wire-start time");
  const first = await start.textContent();
  await until(async () => (await start.textContent()) !== first, { what: "newer bytes" });
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Follow" }).waitFor();
  expect(Number(await newest())).toBeGreaterThan(1);
});

test.each(["light", "dark"] as const)(
  "both views are readable by all in %s colours",
  async (scheme) => {
    expect(await violationsOf(await openRun({ scheme }))).toEqual([]);
    expect(await violationsOf(await openLive({ scheme }))).toEqual([]);
  },
);

test("both views fit a phone", async () => {
  for (const open of [openRun, openLive]) {
    const page = await open({ width: 390, height: 844 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
  }
});
