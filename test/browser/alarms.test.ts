/** An alarm of a real, silent rig: looked after and closed by people, on the page alone. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AlarmView } from "../../gateway/api/contract.ts";
import { openBrowser, readGateway, type TestBrowser } from "../support/browser.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

let directory: string;
let browser: TestBrowser;
let gateway: GatewayProcess;
let server: Server;
const sockets = new Set<Socket>();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-test-alarm-page-"));
  browser = await openBrowser();
  // Says one thing, then nothing any more.
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.write("\nT=1\n");
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as { port: number };
  const config = join(directory, "rigline.yaml");
  await writeFile(
    config,
    `site: { name: plant }
broker: { kind: embedded, port: 0 }
ports: { wire: { kind: tcp, host: 127.0.0.1, port: ${port} } }
rigs:
  quiet:
    driver: serial-line
    port: wire
    station: Q-1
    operation: FCT
    alarms: { silence: { afterMs: 500 } }
    options:
      lines: [{ match: 'T=(?<value>\\S+)', event: reading, channel: t, unit: Cel }]
`,
  );
  gateway = await startGateway({ config });
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server?.close(resolve));
  await browser?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function alarm(): Promise<AlarmView | undefined> {
  return (await readGateway<{ items: AlarmView[] }>(gateway.url, "/alarms")).items[0];
}

it("an alarm is acknowledged, closed with its cause, and its history stays", async () => {
  await until(async () => (await alarm())?.state === "raised", {
    ...{ deadlineMs: 20_000, everyMs: 100, what: "the silence is an alarm" },
  });
  const page = await browser.open();
  await page.goto(`${gateway.url}/rigs`);
  const item = page.locator(".alarm");
  await item.getByRole("button", { name: "Acknowledge" }).click();
  await item.getByText("Say who you are first").waitFor();
  await item.getByLabel("Who are you?").fill("4711");
  await item.getByRole("button", { name: "Acknowledge" }).click();
  await item.getByText("4711 looks after it").waitFor({ timeout: 15_000 });

  await page.getByRole("link", { name: "All alarms and their history" }).click();
  await item.getByRole("button", { name: "Close with a cause" }).click();
  const close = item.getByRole("button", { name: "Close it" });
  expect(await close.isDisabled()).toBe(true);
  await item.getByLabel("What was the cause?").fill("Its supply was off");
  await close.click();
  await item.getByText("closed by 4711: Its supply was off").waitFor({ timeout: 15_000 });
  expect(await alarm()).toMatchObject({
    ...{ state: "closed", owner: "4711", closedBy: "4711", cause: "Its supply was off" },
  });
  const events = await item.locator(".alarm-history li").allTextContents();
  expect(events.map((text) => text.replace(/^.*\d\d:\d\d:\d\d /, ""))).toEqual([
    ...["raised", "4711 looks after it", "closed by 4711: Its supply was off"],
  ]);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.target}`)).toEqual([]);

  await page.getByLabel("State").selectOption("raised");
  await page.getByText("No alarm is here").waitFor({ timeout: 15_000 });
  expect(new URL(page.url()).search).toBe("?state=raised");
}, 90_000);
