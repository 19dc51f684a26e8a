import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { RunDetail } from "../../gateway/api/contract.ts";
import { openBrowser, readGateway, type TestBrowser } from "../support/browser.ts";
import { freePort } from "../support/free-port.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

let browser: TestBrowser;
let dataDirectory: string;

beforeEach(async () => {
  browser = await openBrowser();
  dataDirectory = await mkdtemp(join(tmpdir(), "rigline-browser-"));
});
afterEach(async () => {
  await browser?.[Symbol.asyncDispose]();
  await rm(dataDirectory, { recursive: true, force: true });
});

it("keeps the page when the gateway is killed, says so, and what it called stored is there after", async () => {
  const port = await freePort();
  const page = await browser.open();
  let before: GatewayProcess | undefined = await startGateway({ dataDirectory, port });
  try {
    await page.goto(before.url);
    const connection = page.locator(".connection");
    await until(async () => (await connection.textContent()) === "Live");
    const verdict = page.locator(".verdict", { hasText: "stored" }).first();
    await verdict.waitFor({ timeout: 25_000 });
    const id = await verdict.evaluate(
      (block) => block.querySelector("a")?.getAttribute("href")?.split("/").at(-1) ?? "",
    );
    await before.end("SIGKILL");
    before = undefined;

    await until(async () => (await connection.textContent()) === "Reconnecting");
    expect(await page.locator(".rig-panel").count()).toBe(3);
    await page.getByRole("link", { name: "Runs", exact: true }).click();
    const notice = page.getByRole("alert");
    await notice.waitFor({ timeout: 10_000 });
    expect(await notice.textContent()).toContain("The gateway does not answer");

    await using after = await startGateway({ dataDirectory, port });
    await until(async () => (await connection.textContent()) === "Live", { deadlineMs: 10_000 });
    const run = await readGateway<RunDetail>(after.url, `/runs/${id}`);
    expect(run.entries.length).toBeGreaterThan(0);
    expect(run.outcome).not.toBe("running");
    await page.locator(".run-table").first().waitFor();
  } finally {
    await before?.end("SIGKILL");
  }
}, 90_000);
