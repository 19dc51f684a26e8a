import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser, type TestBrowser } from "../support/browser.ts";
import { type DrivenStation, startDrivenStation } from "../support/driven-station.ts";

let browser: TestBrowser;
let station: DrivenStation;

beforeAll(async () => {
  browser = await openBrowser();
  station = await startDrivenStation();
});
afterAll(async () => {
  await station?.[Symbol.asyncDispose]();
  await browser?.[Symbol.asyncDispose]();
});

it("a driven rig says what it does, and its question is answered on the page, with who did", async () => {
  station.faults.set("no-label");
  const page = await browser.open();
  await page.goto(station.gateway.url);
  const panel = page.locator(".rig-panel");
  const id = await station.start();
  await panel.locator(".program-prompt").waitFor({ timeout: 60_000 });
  expect(await panel.count()).toBe(1);
  await panel.getByLabel("Who are you?").fill("4711");
  await panel.getByRole("button", { name: "Yes" }).click();
  await panel.locator(".verdict", { hasText: "stored" }).waitFor({ timeout: 60_000 });
  const run = await station.finished(id);
  expect(run.outcome).toBe("pass");
  expect(JSON.stringify(await station.trace(run))).toContain('"4711"');
}, 60_000);

it("a run is aborted on the page only after a second word, and the rig is safe then", async () => {
  station.faults.set("no-label");
  const page = await browser.open();
  await page.goto(station.gateway.url);
  const id = await station.start();
  await page.getByRole("button", { name: "Abort the run" }).click();
  const sure = page.getByRole("button", { name: "Yes, abort" });
  expect(await sure.isDisabled()).toBe(true);
  await page.getByLabel("Who are you?").last().fill("4711");
  await sure.click();
  expect((await station.finished(id)).outcome).toBe("aborted");
  expect([station.isOn("mains"), station.isOn("load")]).toEqual([false, false]);
}, 60_000);
