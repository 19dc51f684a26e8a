import { afterAll, beforeAll, expect, it } from "vitest";
import { serialNumberOf } from "../../fixtures/simulators/relay-board.ts";
import { openBrowser, type TestBrowser } from "../support/browser.ts";
import { type DrivenStation, PICTURE_TEXT, startDrivenStation } from "../support/driven-station.ts";
import { until } from "../support/until.ts";

let browser: TestBrowser;
let station: DrivenStation;

beforeAll(async () => {
  browser = await openBrowser();
  station = await startDrivenStation({ promptMs: 120_000, isPatient: true });
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
  const picture = panel.getByRole("img", { name: PICTURE_TEXT });
  await until(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth > 0), {
    ...{ deadlineMs: 15_000, what: "the picture is shown" },
  });
  await panel.getByLabel("Who are you?").fill("4711");
  await panel.getByRole("button", { name: "Yes" }).click();
  await panel.locator(".verdict", { hasText: "stored" }).waitFor({ timeout: 60_000 });
  const run = await station.finished(id);
  expect(run.outcome).toBe("pass");
  expect(JSON.stringify(await station.trace(run))).toContain('"4711"');
}, 90_000);

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
}, 90_000);

it("a run is started with nothing but a scanner, and another unit than the one there is refused", async () => {
  station.faults.clear();
  station.faults.set("no-operator");
  const page = await browser.open();
  await page.goto(station.gateway.url);
  const field = page.getByLabel(/^Serial number/);
  await field.waitFor({ timeout: 25_000 });
  const before = (await station.latest())?.id;
  // As a scanner types: nothing has the focus, and Enter ends it.
  await page.keyboard.type("NO-SUCH-UNIT", { delay: 2 });
  await page.keyboard.press("Enter");
  await page.getByText("unit.mismatch").waitFor({ timeout: 20_000 });
  expect((await station.latest())?.id).toBe(before);
  await page.keyboard.type(serialNumberOf(1), { delay: 2 });
  await page.keyboard.press("Enter");
  await page.locator(".program-step").waitFor({ timeout: 20_000 });
  expect(await field.count()).toBe(0);
  const run = await station.finished(await newRun(before));
  expect([run.outcome, run.serialNumber]).toEqual(["pass", serialNumberOf(1)]);
}, 90_000);

async function newRun(before: string | undefined): Promise<string> {
  return await until(
    async () => {
      const latest = await station.latest();
      return latest?.id === before ? undefined : latest?.id;
    },
    { deadlineMs: 20_000, what: "a new run is in the ledger" },
  );
}

it("a question counts down by the gateway's clock until its deadline", async () => {
  await using short = await startDrivenStation({ promptMs: 15_000, isPatient: true });
  short.faults.set("no-label");
  const page = await browser.open();
  await page.goto(short.gateway.url);
  const id = await short.start();
  const left = page.getByRole("timer");
  await left.waitFor({ timeout: 20_000 });
  const shown = async () => Number((await left.textContent())?.replace(/^0:/, ""));
  const first = await shown();
  // The page rounds up, and knows the gateway's clock to a fraction of a second.
  expect(first).toBeLessThanOrEqual(16);
  await until(async () => (await shown()) < first, { deadlineMs: 14_000, what: "it counts down" });
  expect((await short.finished(id)).completion).toBe("timeout");
  await left.waitFor({ state: "detached", timeout: 20_000 });
}, 90_000);
