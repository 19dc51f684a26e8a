import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RunSummary } from "../../gateway/api/contract.ts";
import { openBrowser, readGateway, type TestBrowser } from "../support/browser.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

let gateway: GatewayProcess;
let browser: TestBrowser;
let run: RunSummary;

beforeAll(async () => {
  gateway = await startGateway();
  browser = await openBrowser();
  run = await until(
    async () => {
      const { items } = await readGateway<{ items: RunSummary[] }>(gateway.url, "/runs");
      return items.find((item) => item.rig === "burn-in-1" && item.outcome !== "running");
    },
    { deadlineMs: 40_000, everyMs: 200, what: "a run of the burn-in chamber is stored" },
  );
});
afterEach(() => browser.closePages());
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await gateway?.[Symbol.asyncDispose]();
});

/** Each page, with something that is there once it has read its data. */
const PAGES = [
  { name: "station", path: () => "/", ready: ".measurement" },
  { name: "runs", path: () => "/runs", ready: ".run-table" },
  { name: "run", path: () => `/runs/${run.id}`, ready: ".telemetry-chart canvas" },
  { name: "units", path: () => "/units", ready: ".run-table" },
  { name: "unit", path: () => `/units/${run.unitId}`, ready: ".timeline-run" },
  { name: "rigs", path: () => "/rigs", ready: ".rig-card" },
  { name: "alarms", path: () => "/alarms", ready: ".notice, .alarm" },
  { name: "the probe", path: () => "/rigs/probe", ready: ".probe-form" },
  { name: "products", path: () => "/products", ready: ".procedure-band" },
  { name: "orders", path: () => "/orders", ready: ".order" },
  { name: "nonconformances", path: () => "/nonconformances", ready: ".command" },
  { name: "health", path: () => "/health", ready: ".account" },
  { name: "a missing run", path: () => "/runs/none", ready: ".notice" },
  { name: "a missing page", path: () => "/nowhere", ready: ".notice" },
] as const;

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`),
  );
}

describe.each(["light", "dark"] as const)("in %s colours", (scheme) => {
  it.each(PAGES)("$name has no violation of WCAG 2.2 AA", async ({ path, ready }) => {
    const page = await browser.open({ scheme });
    await page.goto(gateway.url + path());
    await page.locator(ready).first().waitFor({ timeout: 60_000 });
    expect(await violationsOf(page)).toEqual([]);
  });
});

describe("on a phone", () => {
  it.each(PAGES)("$name is not wider than the screen", async ({ path, ready }) => {
    const page = await browser.open({ width: 390, height: 844 });
    await page.goto(gateway.url + path());
    await page.locator(ready).first().waitFor({ timeout: 60_000 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
  });

  it("every link and control of the station's panels is at least 44 px high", async () => {
    const page = await browser.open({ width: 390, height: 844 });
    await page.goto(gateway.url);
    await page.locator(".rig-before").first().waitFor({ timeout: 60_000 });
    // One look at one moment: what a panel replaces between two has no height any more.
    const heights = await page.evaluate((selector) => {
      const all = [...document.querySelectorAll(selector)];
      return all.map((one) => one.getBoundingClientRect().height);
    }, ".rig-panel a, .shell-head a, .shell-head input, .shell-head select");
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
  });
});

describe("by keyboard alone", () => {
  it("the first Tab offers to skip to the content, and the focus is seen on every link", async () => {
    const page = await browser.open();
    await page.goto(gateway.url);
    await page.locator(".rig-panel").first().waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.className)).toBe("skip");
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => {
      const focused = document.activeElement;
      return focused === null ? "" : getComputedStyle(focused).outlineStyle;
    });
    expect(outline).toBe("solid");
  });
});
