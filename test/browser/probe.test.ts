import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { openBrowser, type TestBrowser } from "../support/browser.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { openSlave, telltaleTables } from "../support/modbus.ts";

let directory: string;
let browser: TestBrowser;
let gateway: GatewayProcess;
let slave: Awaited<ReturnType<typeof openSlave>>;

/** At 10 on the wire, words swapped. */
function show(words: readonly [number, number]): void {
  slave.tables.holding.set([...words], 10);
}
const SHOWN = { "54.75": [0x0000, 0x425b], "23.5": [0x0000, 0x41bc] } as const;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-test-probe-page-"));
  browser = await openBrowser();
  slave = await openSlave("tcp", telltaleTables(200));
  const port = slave.settings.kind === "tcp" ? slave.settings.port : 0;
  const config = join(directory, "rigline.yaml");
  await writeFile(
    config,
    `site: { name: plant }
broker: { kind: embedded, port: 0 }
ports: { bus: { kind: tcp, host: 127.0.0.1, port: ${port} } }
rigs:
  oven:
    driver: modbus
    port: bus
    station: OVEN-1
    operation: BURN-IN
    options:
      framing: tcp
      addressBase: 0
      channels: [{ name: known, table: holding, address: 50, everyMs: 100 }]
`,
  );
  gateway = await startGateway({ config });
});
afterEach(() => browser.closePages());
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await slave?.[Symbol.asyncDispose]();
  await browser?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function openProbe(page: Page): Promise<void> {
  await page.goto(`${gateway.url}/rigs`);
  await page.getByRole("link", { name: "Probe a device" }).click();
  await page.getByLabel("Port", { exact: true }).selectOption({ value: "port:bus" });
  await page.getByLabel("Address in the manual").fill("10");
}

it("what the device shows is found, with the channel to copy, while its rig runs on", async () => {
  show(SHOWN["54.75"]);
  const page = await browser.open();
  await openProbe(page);
  await page.getByText("takes turns with them").waitFor();
  await page.getByLabel("The device shows").fill("54.75");
  await page.getByLabel("Name of the channel").fill("chamber");
  await page.keyboard.press("Enter");
  await page
    .getByRole("heading", { name: /decoding/i })
    .first()
    .waitFor({ timeout: 20_000 });
  const yaml = await page.locator(".copy-text pre").textContent();
  expect(yaml).toContain("addressBase: 0");
  expect(yaml).toContain(
    'name: "chamber", table: holding, address: 10, type: FLOAT32, order: CDAB',
  );
  expect(await page.locator("td.is-fit", { hasText: "54.75" }).count()).toBeGreaterThan(0);
  expect(browser.faults).toEqual([]);
}, 60_000);

it("a second look after the quantity moved leaves only what fits both times", async () => {
  show(SHOWN["54.75"]);
  const page = await browser.open();
  await openProbe(page);
  // Coarse: more than one decoding fits it.
  await page.getByLabel("The device shows").fill("55");
  await page.getByRole("button", { name: "Probe" }).click();
  const fits = page.locator("section", { has: page.locator(".copy-text") }).first();
  await fits.waitFor({ timeout: 20_000 });
  show(SHOWN["23.5"]);
  await page.getByLabel("The device shows").fill("23.5");
  await page.getByRole("button", { name: "Probe" }).click();
  await page.getByText(/still fit/).waitFor({ timeout: 20_000 });
  expect(await page.locator(".copy-text pre").textContent()).toContain(
    "type: FLOAT32, order: CDAB",
  );
}, 60_000);

it("a refusal says what to do, and what was typed stays for the next try", async () => {
  const page = await browser.open();
  await openProbe(page);
  await page.getByLabel("The device shows").fill("warm");
  await page.getByRole("button", { name: "Probe" }).click();
  const problem = page.getByRole("alert");
  await problem.getByText("request.invalid").waitFor({ timeout: 20_000 });
  expect(await page.getByLabel("Address in the manual").inputValue()).toBe("10");
}, 60_000);

it.each(["light", "dark"] as const)(
  "a result has no violation of WCAG 2.2 AA, %s",
  async (scheme) => {
    show(SHOWN["54.75"]);
    const page = await browser.open({ scheme, width: 390, height: 844 });
    await openProbe(page);
    await page.getByLabel("The device shows").fill("54.75");
    await page.getByRole("button", { name: "Probe" }).click();
    await page.locator(".is-fit").first().waitFor({ timeout: 20_000 });
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target}`)).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
  },
  60_000,
);
