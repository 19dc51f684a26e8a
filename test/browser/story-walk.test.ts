/** The story of the first three minutes, walked in a browser, against the answer key. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ANSWER_KEY } from "../../fixtures/story/answer-key.ts";
import type { DemoView } from "../../gateway/api/contract.ts";
import { openBrowser, readGateway, type TestBrowser } from "../support/browser.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

let gateway: GatewayProcess;
let browser: TestBrowser;
let page: Page;
/** A page on a machine that does ten things at once. */
const SLOW = { timeout: 60_000 };

beforeAll(async () => {
  gateway = await startGateway({ story: true });
  browser = await openBrowser();
  page = await browser.open();
  await until(
    async () => (await readGateway<DemoView>(gateway.url, "/demo")).story?.state === "told",
    { deadlineMs: 170_000, everyMs: 500, what: "the story is told" },
  );
});
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await gateway?.[Symbol.asyncDispose]();
});

test("the guide stands on the first page, and is hidden for as long as nobody asks for it", async () => {
  await page.goto(gateway.url);
  await page.getByRole("heading", { name: "One story behind four doors" }).waitFor(SLOW);
  await page.getByRole("button", { name: "Hide the story" }).click();
  await page.reload();
  await page.getByRole("button", { name: "Show the story" }).click(SLOW);
  await page.getByRole("heading", { name: "One story behind four doors" }).waitFor(SLOW);
});

test("quality: what changed names the lot, and one form opens a nonconformance that holds its units", async () => {
  const { lot } = ANSWER_KEY.cause;
  await page.goto(`${gateway.url}/quality/changes`);
  const row = page.getByRole("row").filter({ hasText: lot });
  await row.waitFor(SLOW);
  expect(await row.innerText()).toContain("● Differs");
  await row.getByRole("link", { name: `Open a nonconformance about component lot` }).click();
  const confirm = page.getByRole("button", { name: /^Open it and hold \d+ units?$/ });
  await confirm.waitFor(SLOW);
  const count = Number(/\d+/.exec(await confirm.innerText())?.[0]);
  expect(count).toBeGreaterThan(0);
  await confirm.click();
  await page.getByRole("heading", { name: "What comes next" }).waitFor(SLOW);
  const { items } = await readGateway<{ items: { id: string; units: number }[] }>(
    gateway.url,
    "/nonconformances",
  );
  expect(items.map(({ units }) => units)).toEqual([count]);
  const held = await readGateway<{ items: { nonconformanceId?: string }[] }>(
    gateway.url,
    "/holds?state=placed&limit=200",
  );
  const own = held.items.filter((hold) => hold.nonconformanceId === items[0]?.id);
  expect(own.length).toBe(count);
});

test("compliance: the meter that reads low is overdue, and its impact changes two verdicts", async () => {
  const { equipment, flips } = ANSWER_KEY.impact;
  await page.goto(`${gateway.url}/compliance`);
  await page.getByRole("button", { name: `Assess the impact of ${equipment}` }).click(SLOW);
  await page.getByText(`${flips.length} verdicts change`).waitFor(SLOW);
  await page.getByRole("heading", { name: "Signatures waiting" }).waitFor(SLOW);
});

test("from requirement to result: what nothing measures is told, what failed opens its run", async () => {
  await page.goto(`${gateway.url}/requirements?partNumber=${ANSWER_KEY.product}`);
  await page.getByText("REQ-301 names no measurement").waitFor(SLOW);
  const failed = page.locator(".requirement-proof.is-fail a").first();
  await failed.waitFor(SLOW);
  await failed.click();
  await page.locator(".run-outcome.is-fail").waitFor(SLOW);
});

test("every page of the walk asked the gateway alone, and logged no fault", () => {
  expect(browser.requested.filter((address) => !address.startsWith(gateway.url))).toEqual([]);
  expect(browser.faults).toEqual([]);
});
