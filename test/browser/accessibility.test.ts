import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { DemoView, NonconformanceView, RunSummary } from "../../gateway/api/contract.ts";
import { openBrowser, readGateway, type TestBrowser } from "../support/browser.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

let gateway: GatewayProcess;
let browser: TestBrowser;
/** What the story has, by how the addresses below name it. */
let known: Readonly<Record<string, string>>;

/** The demo with its past: every page has something to show. */
beforeAll(async () => {
  gateway = await startGateway({ story: true });
  browser = await openBrowser();
  await until(
    async () => (await readGateway<DemoView>(gateway.url, "/demo")).story?.state === "told",
    { deadlineMs: 150_000, everyMs: 500, what: "the story is told" },
  );
  const runs = await readGateway<{ items: RunSummary[] }>(gateway.url, "/runs?rig=burn-in-1");
  const ended = runs.items.find(({ outcome }) => outcome !== "running");
  if (ended === undefined) throw new Error("the story has no run of the burn-in chamber");
  const cases = await readGateway<{ items: NonconformanceView[] }>(gateway.url, "/nonconformances");
  known = { RUN: ended.id, UNIT: ended.unitId ?? "none", CASE: cases.items[0]?.id ?? "none" };
});
afterEach(() => browser.closePages());
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await gateway?.[Symbol.asyncDispose]();
});

/** Each page, with something that is there once it has read its data; else a section or a note. */
const PAGES: readonly { path: string; ready?: string }[] = [
  { path: "/", ready: ".measurement" },
  { path: "/station", ready: ".measurement" },
  { path: "/stations/FCT-1", ready: ".scan-form" },
  { path: "/stations/EOL-1/slots", ready: "main h1" },
  { path: "/stations/FCT-1/scanner", ready: ".checks" },
  { path: "/runs", ready: ".run-table" },
  { path: "/runs/RUN", ready: ".telemetry-chart canvas" },
  { path: "/runs/none" },
  { path: "/units", ready: ".run-table" },
  { path: "/units/UNIT", ready: ".timeline-run" },
  { path: "/rigs", ready: ".rig-card" },
  { path: "/alarms", ready: ".notice, .alarm" },
  { path: "/rigs/probe", ready: ".probe-form" },
  { path: "/products", ready: ".procedure-band" },
  { path: "/products/PSU-24" },
  { path: "/products/PSU-24/limits/FCT" },
  { path: "/requirements" },
  { path: "/orders", ready: ".order" },
  { path: "/orders/WO-1042" },
  { path: "/demand" },
  { path: "/shipments" },
  { path: "/quality" },
  { path: "/quality/changes" },
  { path: "/quality/failures" },
  { path: "/quality/measurement" },
  { path: "/quality/runs" },
  { path: "/nonconformances", ready: ".command" },
  { path: "/nonconformances/new" },
  { path: "/nonconformances/CASE" },
  { path: "/compliance" },
  { path: "/notifications" },
  { path: "/health", ready: ".account" },
  { path: "/people" },
  { path: "/sign-in", ready: "main form" },
  { path: "/setup" },
  { path: "/nowhere", ready: ".notice" },
];

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

/** What a width or a scheme of colours can break; the rest is the same in every one. */
const OF_THE_SCREEN = ["color-contrast", "target-size", "scrollable-region-focusable"];

async function violationsOf(page: Page, rules: "all" | "screen"): Promise<string[]> {
  // What passes is not listed: on a page with a table of hundreds of rows that takes the most time.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] });
  const scope = rules === "all" ? axe.withTags(TAGS) : axe.withRules(OF_THE_SCREEN);
  const { violations } = await scope.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${rules}: ${id}: ${node.target.join(" ")}: ${node.failureSummary}`),
  );
}

async function openAt(address: string, ready = "main .section, main .notice"): Promise<Page> {
  const page = await browser.open(WIDE);
  await page.goto(gateway.url + address.replace(/[A-Z]{3,}$/, (name) => known[name] ?? name));
  await page.locator(ready).first().waitFor({ timeout: 60_000 });
  const hasRead = async () => (await page.locator("main .reading").count()) === 0 || undefined;
  await until(hasRead, { deadlineMs: 60_000, everyMs: 100, what: `${address} has read its data` });
  return page;
}

describe("each page", () => {
  it.each(PAGES)(
    "$path keeps WCAG 2.2 AA, wide in light and on a phone in dark colours, and is not wider",
    async ({ path, ready }) => {
      const page = await openAt(path, ready);
      const found = await violationsOf(page, "all");
      await page.emulateMedia({ colorScheme: "dark" });
      await page.setViewportSize(PHONE);
      found.push(...(await violationsOf(page, "screen")));
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect({ found, width }).toEqual({ found: [], width: PHONE.width });
    },
  );
});

describe("on a phone", () => {
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

describe("in the reader's language", () => {
  it("a page speaks the browser's language, and at once the one that is chosen, also later", async () => {
    const page = await browser.open({ locale: "de-AT" });
    await page.goto(`${gateway.url}/runs`);
    await page.getByRole("heading", { level: 1, name: "Prüfläufe" }).waitFor({ timeout: 60_000 });
    const language = () => page.evaluate(() => document.documentElement.lang);
    expect(await language()).toBe("de");
    await page.getByLabel("Sprache").selectOption("zh");
    await page.getByRole("heading", { level: 1, name: "测试记录" }).waitFor({ timeout: 30_000 });
    expect(await language()).toBe("zh-Hans");
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "测试记录" }).waitFor({ timeout: 60_000 });
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
