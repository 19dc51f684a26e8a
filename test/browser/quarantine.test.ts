import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { HealthView } from "../../gateway/api/contract.ts";
import { openBrowser, readGateway, type TestBrowser } from "../support/browser.ts";
import { freePort } from "../support/free-port.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { openStandIn, type StandIn } from "../support/influx-stand-in.ts";
import { until } from "../support/until.ts";

const SAMPLE = new URL("../../fixtures/sample-line/", import.meta.url).pathname;
const BAD = "chamber-temperature";
let directory: string;
let database: StandIn;
let gateway: GatewayProcess;
let browser: TestBrowser;
let isCured = false;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-test-quarantine-"));
  database = await openStandIn((lines) =>
    !isCured && lines.some((line) => line.includes(BAD))
      ? { status: 422, body: JSON.stringify({ message: "field type conflict" }) }
      : { status: 204 },
  );
  const text = await readFile(join(SAMPLE, "rigline.yaml"), "utf8");
  const config = join(directory, "rigline.yaml");
  await copyFile(join(SAMPLE, "products.yaml"), join(directory, "products.yaml"));
  const anywhere = text.replaceAll(/: \.\.\/(?=simulators|story)/g, `: ${join(SAMPLE, "..")}/`);
  const own = `
broker: { kind: embedded, port: ${await freePort()} }
influxdb: { url: "${database.url}", bucket: rigline }
`;
  await writeFile(config, anywhere + own);
  gateway = await startGateway({ config });
  browser = await openBrowser();
  await until(async () => (await heldNow()) > 25, { deadlineMs: 90_000, everyMs: 500 });
});
afterEach(() => browser.closePages());
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await gateway?.[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function terms(name: "quarantined" | "discarded"): Promise<number> {
  const { sinks } = await readGateway<HealthView>(gateway.url, "/health");
  const accounts = sinks.flatMap((sink) => sink.accounts);
  expect(accounts.every(({ balanced }) => balanced)).toBe(true);
  return accounts.reduce((sum, account) => sum + account[name], 0);
}

const heldNow = () => terms("quarantined");

async function openFirst(page: Page): Promise<void> {
  await page.goto(`${gateway.url}/health`);
  await page.locator(".held tbody button").first().click({ timeout: 60_000 });
  await page.locator(".held-decide textarea").waitFor({ timeout: 60_000 });
}

it.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 390],
  ["dark", 390],
] as const)(
  "what is held, opened, has no violation in %s colours at %i px",
  async (scheme, width) => {
    const page = await browser.open({ scheme, width });
    await openFirst(page);
    const { SHOTS } = process.env;
    if (SHOTS)
      await page.screenshot({ path: `${SHOTS}/held-${scheme}-${width}.png`, fullPage: true });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id} ${node.target}`)),
    ).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  },
);

it("a position shows its record, what would be sent and the database's words; a discard needs a reason", async () => {
  const page = await browser.open();
  await openFirst(page);
  const panel = page.locator(".held-panel");
  await expect.poll(() => panel.textContent()).toContain(BAD);
  await expect.poll(() => page.locator(".held-reason").first().textContent()).toContain("conflict");
  await panel.getByLabel("Who are you?").fill("4711");
  await panel.getByRole("button", { name: "Discard" }).click();
  await expect.poll(() => panel.getByRole("alert").textContent()).toContain("say why");
  await panel.getByLabel("Why").fill("the sensor was not plugged in");
  await panel.getByRole("button", { name: "Discard" }).click();
  await until(async () => (await terms("discarded")) === 1, { deadlineMs: 20_000 });
});

it("after the cure, retrying all empties the quarantine", async () => {
  isCured = true;
  const page = await browser.open();
  await page.goto(`${gateway.url}/health`);
  const all = page.locator(".held-all");
  await all.getByLabel("Who are you?").first().fill("4711");
  await all.getByRole("button").first().click();
  await until(async () => (await heldNow()) === 0, { deadlineMs: 40_000, everyMs: 300 });
  expect(database.stored.some((line) => line.includes(BAD))).toBe(true);
});
