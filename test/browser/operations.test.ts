import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { UnitSummary } from "../../gateway/api/contract.ts";
import { openBrowser, readGateway, type TestBrowser } from "../support/browser.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { type StoryOrder, sendStoryOrder } from "../support/story-order.ts";

let gateway: GatewayProcess;
let browser: TestBrowser;
let order: StoryOrder;
const WAIT = { timeout: 30_000 };

beforeAll(async () => {
  gateway = await startGateway();
  [browser, order] = await Promise.all([openBrowser(), sendStoryOrder(gateway.url)]);
});
afterEach(() => browser.closePages());
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await gateway?.[Symbol.asyncDispose]();
});

async function openPage(path: string, ready: string): Promise<Page> {
  const page = await browser.open();
  await page.goto(gateway.url + path);
  await page.locator(ready).first().waitFor({ timeout: 60_000 });
  return page;
}

/** As the page itself sends: with the session of whoever signed in there. */
function send(page: Page, path: string, body: object): Promise<number> {
  return page.evaluate(
    async ([to, text]) => {
      const headers = { "content-type": "application/json", "x-rigline-page": "1" };
      const response = await fetch(`/api/v1${to}`, { method: "POST", headers, body: text });
      return response.status;
    },
    [path, JSON.stringify(body)] as const,
  );
}

it("an order that is late stands first, its parts sum, and each bar opens as many rows as it says", async () => {
  const page = await openPage("/orders", ".order");
  const card = page.locator(`#${order.id}`);
  const { good, failed, notStarted, quantity } = order;
  const sum = `${good} + 0 + ${failed} + 0 + 0 + 0 + ${notStarted} = ${quantity} ordered`;
  await card.getByText(sum).waitFor(WAIT);
  expect(await page.locator(".order").first().getAttribute("id")).toBe(order.id);
  await card.getByText("days late").waitFor(WAIT);
  await card.getByRole("link", { name: `Open ${order.id}` }).click();
  const rows = page.locator(".matrix tbody tr");
  await rows.first().waitFor(WAIT);
  expect(await rows.count()).toBe(quantity);
  const bars = page.locator(".waterfall-row a");
  const units = (await bars.allTextContents()).map(Number);
  expect(units.reduce((all, count) => all + count, 0)).toBe(quantity);
  for (const [index, count] of units.entries()) {
    await bars.nth(index).click();
    await expect.poll(() => rows.count(), { timeout: 30_000 }).toBe(count);
  }
  expect(new URL(page.url()).searchParams.get("place")).toBe("good");
  await page.getByText("Everything it was made of").click();
  await page
    .getByText(`${quantity - good}`, { exact: true })
    .first()
    .waitFor(WAIT);
});

it("demand with wrong lines is told line by line, and the mended file is taken in once", async () => {
  const page = await openPage("/demand", ".demand-import");
  const head = "externalKey;partNumber;quantity;kind;dueAt\n";
  const good = `SO-9/1;PSU-24;30;firm;2027-01-04T00:00:00Z\n`;
  const choose = (text: Buffer) =>
    page
      .getByLabel("CSV file")
      .setInputFiles({ name: "d.csv", mimeType: "text/csv", buffer: text });
  const check = page.getByRole("button", { name: "Check the file" });
  const bad = `${head}${good}SO-9/2;PSU-24;=1+1;firm;4.1.2027\nSO-9/3;PSU-24\nM\u00fcll;P;1;firm;x\n`;
  await choose(Buffer.from(bad, "latin1"));
  await check.click();
  await page.locator(".demand-faults").waitFor(WAIT);
  const places = await page.locator(".demand-faults tbody th").allTextContents();
  expect(places).toEqual([
    ...["line 3, quantity", "line 3, dueAt", "line 4", "line 5, externalKey", "line 5, dueAt"],
  ]);
  await choose(Buffer.from(head + good));
  await check.click();
  await page.getByText("1 new, 0 changed, 0 here already. Nothing is stored yet.").waitFor(WAIT);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByRole("cell", { name: "SO-9/1" }).waitFor(WAIT);
  await check.click();
  await page.getByText("0 new, 0 changed, 1 here already").waitFor(WAIT);
});

it("CR-63: the gate says why a unit stays, and a released one leaves by it", async () => {
  const page = await openPage(`/shipments?orderId=${order.id}`, ".gate");
  const [first = "", second = ""] = order.goodSerials;
  const found = `/units?serialNumber=${first}`;
  const { items } = await readGateway<{ items: UnitSummary[] }>(gateway.url, found);
  await send(page, "/session", { login: "qa", password: "demo-password" });
  const signature = { meaning: "released", secret: "demo-signing", name: "qa" };
  expect(await send(page, `/units/${items[0]?.id}/release`, { signature })).toBe(200);
  const field = page.getByRole("textbox", { name: "Serial number" });
  for (const serial of [first, second]) {
    await field.fill(serial);
    await field.press("Enter");
    await page.getByRole("link", { name: serial }).waitFor(WAIT);
  }
  await page.locator("tr.is-staying", { hasText: second }).getByText("Passed all").waitFor(WAIT);
  await page.locator("tr.is-going", { hasText: first }).waitFor(WAIT);
  await page.getByLabel("Delivery note").fill("DN-77");
  await page.getByRole("button", { name: "Ship 1 unit" }).click();
  await page.getByText("DN-77").first().click(WAIT);
  await page.locator(".gate-units").getByText("Shipped").waitFor(WAIT);
  const again = await readGateway<{ items: UnitSummary[] }>(gateway.url, found);
  expect(again.items[0]?.status).toBe("shipped");
});
