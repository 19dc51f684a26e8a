import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DowntimeView, Page as ListPage, RunSummary } from "../../gateway/api/contract.ts";
import { openBrowser, type TestBrowser } from "../support/browser.ts";
import { GOOD, RIPPLE, type ScanStation, startScanStation } from "../support/scan-station.ts";

const WAIT = { timeout: 30_000 };
/** A GS1 element string with its GS character between serial number and lot. */
const GS1_HEAD = "]d2010950600013435221PSU24-000001";

let browser: TestBrowser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.[Symbol.asyncDispose]());

/** A page of the station, with nothing but a scanner at it. */
async function openStation(station: ScanStation) {
  const page = await browser.open();
  await page.goto(`${station.gateway.url}/stations/FCT-1`);
  await page.locator("#scan").waitFor(WAIT);
  return {
    page,
    async scan(text: string) {
      await page.keyboard.type(text);
      await page.keyboard.press("Enter");
    },
    /** Resolves when the stage is that one and says all of it. */
    sees: (stage: string, ...words: readonly string[]) => seen(page, stage, words),
  };
}

async function seen(page: Page, stage: string, words: readonly string[]): Promise<void> {
  const wanted = words.reduce(
    (found, hasText) => found.filter({ hasText }),
    page.locator(`.stage.is-${stage}`),
  );
  await wanted.waitFor(WAIT);
}

const golden = {
  ...{ kind: "golden", partNumber: "PSU-24", serialNumber: "GOLD-1", operation: "FCT" },
  ...{ mustFail: [], due: ["shift"] },
};
const failing = { ...golden, kind: "failing", serialNumber: "BAD-1", mustFail: ["ripple"] };

describe("a technician's day with a scanner alone", () => {
  let station: ScanStation;
  let desk: Awaited<ReturnType<typeof openStation>>;
  beforeAll(async () => {
    station = await startScanStation({ isLocked: true });
    await station.put("/reference-units/G-1", golden);
    await station.put("/reference-units/F-1", failing);
    desk = await openStation(station);
  });
  afterAll(() => station?.[Symbol.asyncDispose]());

  /** Scans a unit, and the rig tests it once the screen says that it is armed for it. */
  const test = async (scan: string, run: Parameters<ScanStation["tester"]["run"]>[0]) => {
    await desk.scan(scan);
    await desk.sees("armed", scan);
    await station.tester.run(run);
  };

  it("finds the station locked until its reference units behave as they must, for the API as well", async () => {
    await desk.sees("locked", "GOLD-1", "BAD-1 must fail: ripple");
    const arm = () => station.post("/stations/FCT-1/arm", { scan: "PSU24-000001" });
    expect((await arm()).body).toMatchObject({ code: "interlock.refused" });
    await desk.scan("PSU24-000001");
    await desk.sees("refused", "PSU24-000001", "Shift start");
    await test("GOLD-1", { values: RIPPLE, end: "PASS" });
    await desk.sees("verdict", "GOLD-1", "must pass");
    await test("GOLD-1", { values: GOOD, end: "PASS" });
    await desk.sees("verdict", "GOLD-1", "behaved as it must");
    expect((await arm()).status).toBe(409);
    await test("BAD-1", { values: RIPPLE, end: "FAIL" });
    await desk.page.locator(".station-state.is-open").waitFor(WAIT);
  });

  it("reads a GS1 code with its GS character, and a stored pass fills the screen", async () => {
    await desk.page.keyboard.type(GS1_HEAD);
    await desk.page.keyboard.press("Control+]");
    await desk.scan("10L7");
    await desk.sees("armed", "PSU24-000001");
    await station.tester.run({ values: GOOD, end: "PASS" });
    await desk.sees("verdict", "PSU24-000001", "Pass", "stored");
  });

  it("tests unit after unit by their labels alone, each verdict standing until the next scan", async () => {
    for (const serial of ["PSU24-000008", "PSU24-000009", "PSU24-000010"]) {
      await test(serial, { values: GOOD, end: "PASS" });
      await desk.sees("verdict", serial, "Pass", "stored");
    }
  });

  it("retests a fail by a card with its reason, then repairs it, and it passes", async () => {
    await test("PSU24-000002", { values: RIPPLE, end: "PASS" });
    await desk.sees("verdict", "PSU24-000002", "Fail", "61.8", "there is no advice");
    await desk.scan("RL:RETEST");
    await desk.sees("ask", "PSU24-000002", "Bad contact in the fixture");
    await desk.scan("RL:REASON:CONTACT");
    await desk.sees("armed", "PSU24-000002", "Bad contact in the fixture");
    await station.tester.run({ values: RIPPLE, end: "FAIL" });
    await desk.sees("verdict", "PSU24-000002", "Attempt 2 of 3");
    await desk.scan("RL:REPAIR");
    await desk.sees("told", "PSU24-000002 is in repair");
    await desk.scan("PSU24-000002");
    await desk.sees("ask", "Output ripple");
    await desk.scan("RL:REPAIRED:REPLACED");
    await desk.sees("told", "PSU24-000002 is repaired");
    await test("PSU24-000002", { values: GOOD, end: "PASS" });
    await desk.sees("verdict", "PSU24-000002", "Pass", "stored");
    const { items } = await station.get<ListPage<RunSummary>>("/runs?serialNumber=PSU24-000002");
    expect(items.map(({ invitation }) => invitation?.retest)).toEqual([
      ...[undefined, "Bad contact in the fixture", undefined],
    ]);
  });

  it("is told what fixed a fail like this before, and holds the unit by a card", async () => {
    await test("PSU24-000003", { values: RIPPLE, end: "FAIL" });
    await desk.sees("verdict", "The last 1 like this:", "1 fixed by: Part replaced");
    await desk.scan("RL:HOLD:DAMAGE");
    await desk.sees("told", "PSU24-000003 is on hold");
    await desk.scan("PSU24-000003");
    await desk.sees("refused", "Hold", "Visible damage");
  });

  it("sees a wrong board in the fixture, whose run is kept and advances nothing", async () => {
    await test("PSU24-000004", { values: GOOD, end: "PASS", serialNumber: "PSU24-000099" });
    await desk.sees("verdict", "PSU24-000099", "Identity");
    const { items } = await station.get<ListPage<RunSummary>>("/runs?serialNumber=PSU24-000099");
    expect(items.map(({ invitation }) => invitation?.uninvited)).toEqual([["identity"]]);
  });

  it("sees a rig's cable pulled in mid-run: an error with what was measured, and not ready until it is back", async () => {
    await desk.scan("PSU24-000006");
    await desk.sees("armed", "PSU24-000006");
    await station.tester.run({ values: { "output-voltage": 24.01 } });
    await desk.sees("running", "24.01");
    station.tester.hangUp();
    await desk.sees("verdict", "PSU24-000006", "Error", "stored");
    await desk.page.locator(".measurement", { hasText: "24.01" }).first().waitFor(WAIT);
    await desk.page.locator(".station-state.is-open").waitFor(WAIT);
    await test("PSU24-000006", { values: GOOD, end: "PASS" });
    await desk.sees("verdict", "PSU24-000006", "Pass");
  });

  it("notes a standstill by a card, which the next run ends, and leaves a note at the shift's end", async () => {
    await desk.scan("RL:DOWNTIME:NO-UNITS");
    await desk.sees("told", "The standstill is noted");
    await test("PSU24-000007", { values: GOOD, end: "PASS" });
    await desk.sees("verdict", "PSU24-000007", "Pass");
    const { items } = await station.get<ListPage<DowntimeView>>("/downtimes?station=FCT-1");
    expect(items).toMatchObject([{ reason: "NO-UNITS", endedBy: "run" }]);
    const notes = desk.page.getByRole("region", { name: "Hand-over" });
    await notes.getByRole("textbox").fill("Probe 7 is due");
    await notes.getByRole("button", { name: "Leave the note" }).click(WAIT);
    await notes.getByText("Probe 7 is due").waitFor(WAIT);
    // The next scan is the station's again, not the note's.
    await desk.page.locator("body").click({ position: { x: 5, y: 5 } });
  });

  it("a badge scanned at the station's screen changes who tests, and its unit is armed by name", async () => {
    const { url, token } = await bringPeople(station);
    await desk.page.request.post(`${url}/session/station`, {
      ...{ data: { token }, headers: { "x-rigline-page": "1" } },
    });
    await desk.page.reload();
    await desk.page.locator("#scan").waitFor(WAIT);
    await desk.scan("PSU24-000005");
    await desk.sees("refused", "access.forbidden");
    await desk.scan("04A2B3C4D5");
    await desk.sees("told", "Shift worker works here now");
    await desk.scan("PSU24-000005");
    await desk.sees("armed", "PSU24-000005", "Shift worker");
  });
});

/** Somebody with a badge, and a token for the screen; from then on nobody is let in unknown. */
async function bringPeople(station: ScanStation) {
  const url = `${station.gateway.url}/api/v1`;
  let cookie = "";
  const send = async (method: string, path: string, body: object) => {
    const headers = { "content-type": "application/json", "x-rigline-page": "1", cookie };
    const answer = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return answer;
  };
  const person = { id: "4711", login: "shift", printedName: "Shift worker" };
  const added = await send("POST", "/people", { ...person, roles: ["admin", "technician"] });
  const { link } = (await added.json()) as { link: string };
  const token = link.slice(link.indexOf("#person.") + "#person.".length);
  const secrets = { password: "correct horse battery", signingSecret: "staple by staple" };
  const known = await send("POST", "/setup", { token, ...secrets });
  cookie = known.headers.get("set-cookie")?.split(";")[0] ?? "";
  const screen = { kind: "station", title: "Screen", scopes: ["read"], station: "FCT-1" };
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const made = await send("POST", "/tokens", { ...screen, expiresAt });
  // Another badge ends the sessions of before.
  await send("PUT", "/people/4711/badge", { badge: "04A2B3C4D5" });
  return { url, token: ((await made.json()) as { secret: string }).secret };
}

describe("two screens and a gateway that is away", () => {
  it("one of two screens that saw the same slot arms it, the other is told", async () => {
    await using station = await startScanStation();
    const [one, other] = [await openStation(station), await openStation(station)];
    const released = Promise.withResolvers<void>();
    await one.page.route("**/arm", async (route) => {
      await released.promise;
      await route.continue();
    });
    await one.scan("PSU24-000001");
    await one.page.waitForRequest("**/arm", WAIT);
    await other.scan("PSU24-000002");
    await other.sees("armed", "PSU24-000002");
    released.resolve();
    await one.sees("refused", "record.version-conflict");
    await other.sees("armed", "PSU24-000002");
  });

  it("says at once that it hears nothing, takes no scan, comes back, and shows the cut run as an error with what was measured", async () => {
    await using station = await startScanStation();
    const { page, scan, sees } = await openStation(station);
    await scan("PSU24-000001");
    await sees("armed", "PSU24-000001");
    await station.tester.run({ values: { "output-voltage": 24.01 } });
    await sees("running", "24.01");
    await station.gateway.end("SIGKILL");
    await page.locator(".lost-lock").waitFor(WAIT);
    expect(await page.locator("#scan").isDisabled()).toBe(true);
    await scan("PSU24-000002");
    await station.restart();
    await page.locator(".lost-lock").waitFor({ state: "detached", ...WAIT });
    await sees("verdict", "PSU24-000001", "Error", "stored");
    await page.locator(".measurement", { hasText: "24.01" }).first().waitFor(WAIT);
    expect(await station.get<{ items: object[] }>("/runs?serialNumber=PSU24-000002")).toEqual({
      items: [],
    });
    // It starts a gateway twice.
  }, 240_000);
});
