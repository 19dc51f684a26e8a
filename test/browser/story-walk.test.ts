/** The story of the first three minutes, walked in a browser, against the answer key. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ANSWER_KEY } from "../../fixtures/story/answer-key.ts";
import type {
  DemoView,
  EvidenceView,
  OutlookAnswer,
  RunSummary,
} from "../../gateway/api/contract.ts";
import { openBrowser, readGateway, type TestBrowser } from "../support/browser.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { rigline } from "../support/rigline.ts";
import { until } from "../support/until.ts";

let gateway: GatewayProcess;
let browser: TestBrowser;
let page: Page;
/** A page on a machine that does ten things at once. */
const SLOW = { timeout: 60_000 };
/** As the procedure calls them. */
const NAMES: Readonly<Record<string, string>> = { ripple: "Output ripple" };

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

test("technician: a scan at the bench of the overdue meter is refused by its name, and nothing runs", async () => {
  const { station, equipment, reason } = ANSWER_KEY.refused;
  await page.goto(gateway.url);
  await page.getByRole("link", { name: `Scan it at ${station}` }).click(SLOW);
  await page.locator("#scan").waitFor(SLOW);
  await page.keyboard.type(ANSWER_KEY.unit);
  await page.keyboard.press("Enter");
  const refused = page.locator(".stage.is-refused").filter({ hasText: equipment });
  await refused.filter({ hasText: reason }).waitFor(SLOW);
  const { items } = await readGateway<{ items: RunSummary[] }>(
    gateway.url,
    `/runs?serialNumber=${ANSWER_KEY.unit}&station=${station}`,
  );
  expect(items).toEqual([]);
});

test("technician: at the other bench the rig says pass, the page says fail, and stored", async () => {
  const { serialNumber, value, measurement, limit } = ANSWER_KEY.falsePass;
  const run = await until(
    async () => {
      const { items } = await readGateway<{ items: RunSummary[] }>(
        gateway.url,
        `/runs?serialNumber=${serialNumber}&station=FCT-1`,
      );
      return items.find(({ mismatch }) => mismatch);
    },
    { deadlineMs: 120_000, everyMs: 500, what: "the unit is tested" },
  );
  expect(run).toMatchObject({ computed: "fail", reported: "pass", failing: [NAMES[measurement]] });
  await page.goto(`${gateway.url}/runs/${run.id}`);
  await page.locator(".run-outcome.is-fail").waitFor(SLOW);
  const row = page.getByRole("row").filter({ hasText: NAMES[measurement] ?? "" });
  await row
    .filter({ hasText: String(value) })
    .first()
    .waitFor(SLOW);
  await row
    .filter({ hasText: String(limit) })
    .first()
    .waitFor(SLOW);
});

test("quality: what changed names the lot, and one form opens a nonconformance that holds its units", async () => {
  const { lot } = ANSWER_KEY.cause;
  await page.goto(`${gateway.url}/quality/changes`);
  const row = page.getByRole("row").filter({ hasText: lot });
  await row.waitFor(SLOW);
  expect(await row.textContent()).toContain("● Differs");
  await row.getByRole("link", { name: `Open a nonconformance about component lot` }).click();
  const confirm = page.getByRole("button", { name: /^Open it and hold \d+ units?$/ });
  await confirm.waitFor(SLOW);
  const count = Number(/\d+/.exec((await confirm.textContent()) ?? "")?.[0]);
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

test("operations: the late order stands first, its parts sum, and each bar opens its serial numbers", async () => {
  const { order, quantity } = ANSWER_KEY.late;
  await page.goto(`${gateway.url}/orders`);
  const first = page.locator(".order").first();
  await first.getByText("days late").waitFor(SLOW);
  expect(await first.getAttribute("id")).toBe(order);
  await first.getByRole("link", { name: `Open ${order}` }).click();
  await page.getByRole("heading", { name: "What may ship now" }).waitFor(SLOW);
  const { waterfall } = await readGateway<OutlookAnswer>(gateway.url, `/orders/${order}/outlook`);
  expect(waterfall.reduce((sum, { units }) => sum + units, 0)).toBe(quantity);
  // What the nonconformance of the lot holds, beside what was held before.
  const held = waterfall.find(({ part }) => part === "hold")?.units ?? 0;
  expect(held).toBeGreaterThan(ANSWER_KEY.late.held.length);
  const bar = page.locator('.waterfall-row a[href*="hold"]').first();
  expect(Number(await bar.textContent())).toBe(held);
  await bar.click();
  const rows = page.locator(".matrix tbody tr");
  await expect.poll(() => rows.count(), { timeout: 60_000 }).toBe(held);
  for (const serialNumber of ANSWER_KEY.late.held) {
    await rows.filter({ hasText: serialNumber }).waitFor(SLOW);
  }
});

test("compliance: the meter that reads low is overdue, and its impact changes two verdicts", async () => {
  const { equipment, flips } = ANSWER_KEY.impact;
  await page.goto(`${gateway.url}/compliance`);
  await page.getByRole("button", { name: `Assess the impact of ${equipment}` }).click(SLOW);
  await page.getByText(`${flips.length} verdicts change`).waitFor(SLOW);
  await page.getByRole("heading", { name: "Signatures waiting" }).waitFor(SLOW);
});

test("compliance: a package made on the page is verified elsewhere, and one changed byte is named", async () => {
  const [serial = ""] = ANSWER_KEY.impact.flips;
  await page.goto(`${gateway.url}/compliance`);
  await page.getByLabel("or serial numbers, one in each line").fill(serial);
  await page.getByRole("button", { name: "Draft a package" }).click(SLOW);
  await page.getByRole("button", { name: "Assemble and seal" }).click(SLOW);
  const link = page.getByRole("link", { name: /^Download / });
  await link.waitFor(SLOW);
  const [made] = (await readGateway<{ items: EvidenceView[] }>(gateway.url, "/evidence")).items;
  expect(made).toMatchObject({ state: "sealed", contents: { units: 1, unitsAsked: 1 } });
  const waiting = page.waitForEvent("download", SLOW);
  await link.click();
  const zip = await readFile(await (await waiting).path());
  const elsewhere = await mkdtemp(join(tmpdir(), "rigline-test-walk-"));
  try {
    await writeFile(join(elsewhere, "package.zip"), zip);
    const good = await rigline(["verify", "package.zip"], 120_000, elsewhere);
    expect([good.code, good.all]).toEqual([0, expect.stringContaining(made?.number ?? "")]);
    const bag = join(elsewhere, "bag");
    await promisify(execFile)("python3", ["-m", "zipfile", "-e", "package.zip", bag], {
      cwd: elsewhere,
    });
    const altered = await alterOneByte(bag, serial);
    const changed = await rigline(["verify", "bag"], 120_000, elsewhere);
    expect([changed.code, changed.all]).toEqual([74, expect.stringContaining(altered)]);
  } finally {
    await rm(elsewhere, { recursive: true, force: true });
  }
});

/** Changes the last digit of the serial number in one file of the records; its path in the bag. */
async function alterOneByte(bag: string, serial: string): Promise<string> {
  for (const path of (await readdir(bag, { recursive: true })).toSorted()) {
    const bytes = path.endsWith(".jsonl") ? await readFile(join(bag, path)) : Buffer.alloc(0);
    const at = bytes.indexOf(serial);
    if (at < 0) continue;
    bytes[at + serial.length - 1] = 0x39;
    await writeFile(join(bag, path), bytes);
    return path;
  }
  throw new Error(`no record of the package names ${serial}`);
}

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
