/** What stands around a station's scans: slots, downtime, hand-over, a rig out of service. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DowntimeView, ListPage, RigView } from "../../dashboard/app/contract.ts";
import { openBrowser, readGateway, type TestBrowser } from "../support/browser.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { type PanelLine, writePanelLine } from "../support/panel-line.ts";

const WAIT = { timeout: 60_000 };
let line: PanelLine;
let gateway: GatewayProcess;
let browser: TestBrowser;

beforeAll(async () => {
  const faults = ["short=3", "empty-slot=8", "once"].flatMap((fault) => ["--fault", fault]);
  line = await writePanelLine(["--pace", "4", "--fail-rate", "0", ...faults]);
  gateway = await startGateway({ config: line.path });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await gateway?.[Symbol.asyncDispose]();
  await line?.[Symbol.asyncDispose]();
});

async function open(path: string, width = 1280): Promise<Page> {
  const page = await browser.open({ width });
  await page.goto(`${gateway.url}${path}`);
  return page;
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page: page as never }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

it("shows a panel slot by slot: who failed, who was ended because a neighbour did, who is free", async () => {
  const page = await open("/stations/FCT-8/slots", 1920);
  const slot = (name: number) => page.getByRole("listitem", { name: `Slot ${name}` });
  await slot(3).getByText("Fail", { exact: true }).waitFor(WAIT);
  for (const neighbour of [2, 4]) {
    await slot(neighbour).getByText("Aborted", { exact: true }).waitFor(WAIT);
    await slot(neighbour).getByText("because a unit in another slot").waitFor(WAIT);
  }
  for (const other of [1, 5, 6, 7]) await slot(other).getByText("stored #").waitFor(WAIT);
  await slot(8).getByText("EMPTY").waitFor(WAIT);
  await expectAccessible(page);
  const { items } = await readGateway<ListPage<{ slot: string; cause?: string }>>(
    gateway.url,
    "/runs?rig=panel-1",
  );
  const aborted = items.filter(({ cause }) => cause === "slot.neighbour-failed");
  expect(aborted.map(({ slot: of }) => of).sort()).toEqual(["2", "4"]);
}, 120_000);

it("begins a downtime in two taps and ends it in one; another shift reads what this one wrote", async () => {
  const page = await open("/stations/FCT-8");
  const down = page.getByRole("region", { name: "Downtime" });
  await down.getByRole("button", { name: "Material" }).click(WAIT);
  await down.getByRole("button", { name: "No units to test" }).click(WAIT);
  await down.getByText("Down: Material › No units to test").waitFor(WAIT);
  const read = () => readGateway<ListPage<DowntimeView>>(gateway.url, "/downtimes?station=FCT-8");
  expect((await read()).items).toMatchObject([
    { reason: "NO-UNITS", path: ["Material", "No units to test"] },
  ]);
  await expectAccessible(page);
  await down.getByRole("button", { name: "It goes on" }).click(WAIT);
  await down.getByText("Down: Material › No units to test").waitFor({ state: "detached", ...WAIT });
  expect((await read()).items).toMatchObject([{ endedBy: "hand" }]);

  const notes = page.getByRole("region", { name: "Hand-over" });
  await notes.getByRole("textbox").fill("Probe 7 of slot 3 is due");
  await notes.getByRole("button", { name: "Leave the note" }).click(WAIT);
  await notes.getByText("Probe 7 of slot 3 is due").waitFor(WAIT);
  await notes.getByRole("button", { name: "I have read it" }).click(WAIT);
  await notes.getByText("No open note from the shift before.").waitFor(WAIT);
}, 120_000);

it("takes a rig out of service with a reason, tells it everywhere, and puts it back", async () => {
  const page = await open("/rigs");
  const card = page.getByRole("article", { name: "Eight-up tester" });
  await card.getByText("Take out of service").first().click(WAIT);
  await card.getByRole("textbox", { name: "Why" }).fill("relay 4 sticks");
  await card.getByRole("button", { name: "Take out of service" }).click(WAIT);
  await card.getByText("Out of service: relay 4 sticks").waitFor(WAIT);
  await expectAccessible(page);
  const line = await open("/station");
  await line.getByText("Out of service: relay 4 sticks").first().waitFor(WAIT);
  const [rig] = (await readGateway<ListPage<RigView>>(gateway.url, "/rigs")).items;
  expect(rig).toMatchObject({ link: "disabled", service: { reason: "relay 4 sticks" } });
  const next = "/stations/FCT-8/next?scan=PSU24-000099&slot=1";
  const { checks } = await readGateway<{ checks: { code?: string }[] }>(gateway.url, next);
  expect(checks.map(({ code }) => code)).toContain("rig.out-of-service");
  await card.getByText("Put back into service").first().click(WAIT);
  await card.getByRole("textbox", { name: "Why" }).fill("relay board changed");
  await card.getByRole("button", { name: "Put back into service" }).click(WAIT);
  await card.getByText("Out of service: relay 4 sticks").waitFor({ state: "detached", ...WAIT });
  await card.getByText("Connected", { exact: true }).first().waitFor(WAIT);
  expect(browser.faults.filter((fault) => !fault.startsWith("Failed to load"))).toEqual([]);
}, 120_000);

it("locks itself when the gateway is gone, and says so", async () => {
  const page = await open("/stations/FCT-8/slots");
  await page.getByRole("listitem", { name: "Slot 1" }).waitFor(WAIT);
  await gateway.end("SIGKILL");
  await page.getByText("The gateway does not answer").waitFor(WAIT);
  expect(await page.locator(".slots-body[inert]").count()).toBe(1);
}, 120_000);
