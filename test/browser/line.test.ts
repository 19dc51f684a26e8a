import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RunDetail, RunSummary, UnitDetail } from "../../gateway/api/contract.ts";
import { openBrowser, readGateway, type TestBrowser } from "../support/browser.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

let gateway: GatewayProcess;
let browser: TestBrowser;

beforeAll(async () => {
  gateway = await startGateway();
  browser = await openBrowser();
});
afterEach(() => browser.closePages());
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await gateway?.[Symbol.asyncDispose]();
});

/** A verdict on the station page that says stored, with what it says. */
async function storedVerdict(page: Page): Promise<{ id: string; word: string; stored: string }> {
  const verdict = page.locator(".verdict", { hasText: "stored" }).first();
  await verdict.waitFor({ timeout: 60_000 });
  // One look at one moment: the panel may go on to the next unit between two questions.
  const seen = await verdict.evaluate((block) => ({
    id: block.querySelector("a")?.getAttribute("href")?.split("/").at(-1) ?? "",
    word: block.querySelector("a")?.textContent ?? "",
    stored: block.querySelector(".verdict-stored")?.textContent ?? "",
  }));
  return seen;
}

/** The oldest finished run for which `isWanted`, once there is one. */
function finishedRun(isWanted: (run: RunSummary) => boolean): Promise<RunSummary> {
  return until(
    async () => {
      const { items } = await readGateway<{ items: RunSummary[] }>(gateway.url, "/runs?limit=200");
      return items.findLast((run) => run.outcome !== "running" && isWanted(run));
    },
    { deadlineMs: 60_000, everyMs: 200, what: "such a run is stored" },
  );
}

describe("the first screen", () => {
  it("shows every station live, and says that it is a demo", async () => {
    const page = await browser.open();
    await page.goto(gateway.url);
    await page.getByText("Live", { exact: true }).waitFor();
    await until(async () => (await page.locator(".rig-panel").count()) === 6);
    expect(await page.locator(".demo-strip").textContent()).toContain("DEMO");
    await until(async () => (await page.getByText("Connected", { exact: true }).count()) === 6);
  });

  it("loads at most 200 kB of script, compressed", async () => {
    const page = await browser.open();
    const scripts: string[] = [];
    page.on("request", (request) => {
      if (request.resourceType() === "script") scripts.push(request.url());
    });
    // What is fetched ahead while the page is idle is no part of its first load.
    await page.addInitScript(() => {
      window.requestIdleCallback = () => 0;
    });
    await page.goto(gateway.url);
    await page.locator(".rig-panel").first().waitFor();
    const sizes = await Promise.all(
      scripts.map(async (script) => gzipSync(await (await fetch(script)).bytes()).length),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(50_000);
    expect(total).toBeLessThanOrEqual(200_000);
  });

  it("shows a measurement as it arrives, with its value on a bar between its limits", async () => {
    const page = await browser.open();
    await page.goto(gateway.url);
    const measured = page.locator(".measurement:has(.limit-marker)").first();
    await measured.waitFor({ timeout: 60_000 });
    expect(await measured.locator(".measurement-value").textContent()).toMatch(/\d/);
    expect(await measured.locator(".limit-bound").count()).toBeGreaterThan(0);
  });

  it("says stored only for a run that the ledger holds, at the position it names", async () => {
    const page = await browser.open();
    await page.goto(gateway.url);
    const { id, word, stored } = await storedVerdict(page);
    const run = await readGateway<RunDetail>(gateway.url, `/runs/${id}`);
    expect(word.toLowerCase()).toBe(run.outcome);
    expect(stored).toContain(`#${run.entries.at(-1)?.seq}`);
  });
});

describe("a run", () => {
  it("opens to both verdicts, every measurement, delivery and proof", async () => {
    const { id } = await finishedRun((run) => run.rig === "fct-1");
    const run = await readGateway<RunDetail>(gateway.url, `/runs/${id}`);
    const page = await browser.open();
    await page.goto(`${gateway.url}/runs/${id}`);
    await page.locator(".run-outcome").waitFor();
    const text = ((await page.locator("main").textContent()) ?? "").toLowerCase();
    for (const word of ["limits say", "rig says", "attempt", "completed", "delivered to"]) {
      expect(text).toContain(word);
    }
    const measured = new Set(run.measurements.map((measurement) => measurement.id));
    const absent = [...run.missing, ...run.notReached].filter((name) => !measured.has(name));
    expect(await page.locator(".run-measurements tbody tr").count()).toBe(
      run.measurements.length + absent.length,
    );
    for (const { leaf, seq } of run.entries) {
      expect(text).toContain(leaf);
      expect(text).toContain(`#${seq}`);
    }
  });

  it("draws the telemetry around it where the rig has channels", async () => {
    const { id } = await finishedRun((run) => run.rig === "burn-in-1");
    const page = await browser.open();
    await page.goto(`${gateway.url}/runs/${id}`);
    const chart = page.locator(".telemetry-chart");
    await chart.locator("canvas").waitFor();
    expect(await chart.getAttribute("aria-label")).toContain("chamber-temperature");
  });

  it("that does not exist is answered with code and remedy", async () => {
    const page = await browser.open();
    await page.goto(`${gateway.url}/runs/01a20000-0000-7000-8000-000000000000`);
    const notice = page.getByRole("alert");
    await notice.waitFor();
    expect(await notice.textContent()).toMatch(/No such run[\s\S]*What to do[\s\S]*run\.not-found/);
  });
});

describe("a unit", () => {
  it("is found by its serial number and opens to its route and every run", async () => {
    const { serialNumber = "", unitId = "" } = await finishedRun((run) => run.rig === "hipot-1");
    const page = await browser.open();
    await page.goto(gateway.url);
    await page.getByRole("search").getByRole("combobox").fill(serialNumber);
    await page.getByRole("search").getByRole("combobox").press("Enter");
    await page.waitForURL(`**/units/${unitId}`);
    await page.locator(".timeline-run").first().waitFor();
    const unit = await readGateway<UnitDetail>(gateway.url, `/units/${unitId}`);
    const steps = await page.locator(".route-operation").allTextContents();
    expect(steps).toEqual(["FCT", "BURN-IN", "HIPOT"]);
    expect(await page.locator(".timeline-run").count()).toBe(unit.timeline.length);
  });
});

describe("the list of runs", () => {
  it("keeps its filters in the address, so that a view can be sent to a colleague", async () => {
    await finishedRun((run) => run.rig === "fct-1");
    const page = await browser.open();
    await page.goto(`${gateway.url}/runs?rig=fct-1&colour=red`);
    await page.getByLabel("Outcome").selectOption("pass");
    await page.waitForURL("**/runs?*outcome=pass*");

    const colleague = await browser.open();
    await colleague.goto(page.url());
    const rows = colleague.locator(".run-table tbody tr");
    await rows.first().waitFor();
    expect(await colleague.getByLabel("Outcome").inputValue()).toBe("pass");
    expect(await colleague.getByLabel("Rig", { exact: true }).inputValue()).toBe("fct-1");
    const outcomes = await rows.locator("td:nth-child(1)").allTextContents();
    const rigs = await rows.locator("td:nth-child(4)").allTextContents();
    expect([new Set(outcomes), new Set(rigs)]).toEqual([new Set(["Pass"]), new Set(["fct-1"])]);
  });

  it("shows times on the site's clock, whatever zone the browser is in", async () => {
    const run = await finishedRun((candidate) => candidate.rig === "fct-1");
    const page = await browser.open({ timeZone: "Pacific/Auckland" });
    await page.goto(`${gateway.url}/runs/${run.id}`);
    const shown = page.locator(`time[datetime="${run.startedAt}"]`).first();
    await shown.waitFor();
    const onSite = new Intl.DateTimeFormat("en-GB", {
      timeZone: "Europe/Berlin",
      timeStyle: "medium",
    }).format(new Date(run.startedAt));
    await until(async () => (await shown.textContent())?.includes(onSite));
    expect(await shown.getAttribute("title")).toContain("UTC");
  });
});

describe("the network", () => {
  it("is asked for nothing but the gateway, and no page logs an error", () => {
    const foreign = browser.requested.filter((address) => !address.startsWith(gateway.url));
    expect(foreign).toEqual([]);
    expect(browser.faults.filter((fault) => !fault.includes("404"))).toEqual([]);
  });
});
