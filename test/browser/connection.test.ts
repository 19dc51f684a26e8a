import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
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
    await verdict.waitFor({ timeout: 60_000 });
    const id = await verdict.evaluate(
      (block) => block.querySelector("a")?.getAttribute("href")?.split("/").at(-1) ?? "",
    );
    await before.end("SIGKILL");
    before = undefined;

    await until(async () => (await connection.textContent()) === "Reconnecting");
    expect(await page.locator(".rig-panel").count()).toBe(6);
    expect(await page.getByText("Connected", { exact: true }).count()).toBe(0);
    expect(
      await page
        .locator(".rig-link")
        .getByText(/^Not known since \d\d:\d\d$/)
        .count(),
    ).toBe(6);
    await page.getByRole("link", { name: "Runs", exact: true }).click();
    const notice = page.getByRole("alert");
    await notice.waitFor({ timeout: 60_000 });
    expect(await notice.textContent()).toContain("The gateway does not answer");

    await using after = await startGateway({ dataDirectory, port });
    await until(async () => (await connection.textContent()) === "Live", { deadlineMs: 60_000 });
    const run = await readGateway<RunDetail>(after.url, `/runs/${id}`);
    expect(run.entries.length).toBeGreaterThan(0);
    expect(run.outcome).not.toBe("running");
    await page.locator(".run-table").first().waitFor();
  } finally {
    await before?.end("SIGKILL");
  }
}, 90_000);

/** The process that plays the rig, a child of the gateway. */
async function simulatorPid(gatewayPid: number, program: string): Promise<number> {
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    // A process may end between the listing and the look at it.
    const status = await readFile(`/proc/${entry}/status`, "utf8").catch(() => "");
    if (!status.includes(`\nPPid:\t${gatewayPid}\n`)) continue;
    if ((await readFile(`/proc/${entry}/cmdline`, "utf8")).includes(program)) return Number(entry);
  }
  throw new Error(`no ${program} below ${gatewayPid}`);
}

it("shows a lost rig's fault and, to a page opened later, what was measured before it was lost", async () => {
  await using gateway = await startGateway({ dataDirectory });
  const watching = await browser.open();
  await watching.goto(gateway.url);
  const panel = watching.getByRole("article", { name: "Hipot tester" });
  await panel.locator(".measurement:has(.limit-marker)").first().waitFor({ timeout: 60_000 });
  process.kill(await simulatorPid(gateway.pid, "hipot-tester"));
  await panel.getByRole("alert").waitFor({ timeout: 60_000 });
  await panel.locator(".verdict", { hasText: "stored" }).waitFor({ timeout: 60_000 });
  expect(await panel.locator(".strip-value").allTextContents()).toContainEqual(
    expect.stringContaining("disconnected"),
  );

  const later = await browser.open();
  await later.goto(gateway.url);
  const again = later.getByRole("article", { name: "Hipot tester" });
  await again.locator(".measurement:has(.limit-marker)").first().waitFor({ timeout: 60_000 });
  const { items } = await readGateway<{ items: RunDetail[] }>(gateway.url, "/runs?rig=hipot-1");
  const run = await readGateway<RunDetail>(gateway.url, `/runs/${items[0]?.id}`);
  const measured = again.locator(".measurement:not(.for-expected)");
  expect(await measured.count()).toBe(run.measurements.length);
}, 90_000);
