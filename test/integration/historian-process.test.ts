import { type ChildProcess, spawn } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HealthView } from "../../gateway/records/views.ts";
import { freePort } from "../support/free-port.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { type InfluxServer, startInfluxdb } from "../support/influxdb.ts";
import { endChild } from "../support/process-output.ts";
import { rigline } from "../support/rigline.ts";
import { until } from "../support/until.ts";

let directory: string;
let config: string;
let influx: InfluxServer;
let gateway: GatewayProcess | undefined;
let historian: ChildProcess | undefined;
const MAIN = new URL("../../gateway/main.ts", import.meta.url).pathname;
const SAMPLE = new URL("../../fixtures/sample-line/", import.meta.url).pathname;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-test-historian-"));
  config = join(directory, "rigline.yaml");
  influx = await startInfluxdb("rigline");
  const [broker, api] = [await freePort(), await freePort()];
  const text = await readFile(join(SAMPLE, "rigline.yaml"), "utf8");
  const own = `
broker: { kind: embedded, port: ${broker} }
api: { port: ${api} }
influxdb: { url: "${influx.url}", bucket: rigline, api: v1, historian: alone }
`;
  await copyFile(join(SAMPLE, "products.yaml"), join(directory, "products.yaml"));
  const anywhere = text.replaceAll(/: \.\.\/(?=simulators|story)/g, `: ${join(SAMPLE, "..")}/`);
  await writeFile(config, anywhere + own);
});
afterAll(async () => {
  if (historian !== undefined) await endChild(historian);
  await gateway?.[Symbol.asyncDispose]();
  await influx[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const data = () => join(directory, "data");
const own = () => ["--config", config, "--data", data()];
const command = (...words: string[]) => rigline([...words, ...own()]);

async function influxdb() {
  const health = (await (await fetch(`${gateway?.url}/api/v1/health`)).json()) as HealthView;
  const accounts = health.sinks.find(({ name }) => name === "influxdb")?.accounts ?? [];
  const sum = (term: "pending" | "delivered" | "appended") =>
    accounts.reduce((total, one) => total + one[term], 0);
  expect(accounts.every(({ balanced }) => balanced)).toBe(true);
  return { pending: sum("pending"), delivered: sum("delivered"), appended: sum("appended") };
}

async function start(): Promise<void> {
  gateway = await startGateway({ config, dataDirectory: data(), port: await portOf() });
}

async function portOf(): Promise<number> {
  return Number(/api: \{ port: (\d+) \}/.exec(await readFile(config, "utf8"))?.[1]);
}

const lively = { deadlineMs: 60_000 };

test("a historian in a process of its own writes what the gateway alone leaves owed", async () => {
  await start();
  await until(async () => (await influxdb()).pending > 50, lively);
  expect((await influxdb()).delivered).toBe(0);
  historian = spawn(process.execPath, [MAIN, "historian", ...own()], { stdio: "ignore" });
  await until(async () => (await influxdb()).delivered > 100, lively);
});

test("while both run, ledger and database are the same day by day", async () => {
  const { code, all } = await command("reconcile", "--all");
  expect(all).toMatch(/reading +ledger +\d+.*equal/);
  expect(code, all).toBe(0);
});

test("an emptied database is found out, filled again by rebuild, and the same afterwards", async () => {
  await influx.execute(`DROP DATABASE "rigline"`);
  await influx.execute(`CREATE DATABASE "rigline"`);
  const emptied = await command("reconcile");
  expect(emptied.code, emptied.all).toBe(1);
  expect(emptied.all).toMatch(/missing/);
  // The line goes on meanwhile, so a moment without debt may never be seen: not waited for.
  const rebuilt = await command("rebuild", "--why", "the test emptied it", "--no-wait");
  expect(rebuilt.code, rebuilt.all).toBe(0);
  const { appended } = await influxdb();
  await until(async () => (await influxdb()).delivered >= appended / 2, lively);
  const after = await command("reconcile");
  expect(after.code, after.all).toBe(0);
});

test("what is held is decided on beside the running gateway and on the directory alone", async () => {
  // The sample line has nothing to hold back, and says so in either way.
  const beside = await command("quarantine", "list");
  expect(beside.out).toContain("Nothing is held back.");
  expect(beside.all).toContain(`asking the gateway at ${gateway?.url}`);
  await gateway?.[Symbol.asyncDispose]();
  gateway = undefined;
  const alone = await command("quarantine", "list");
  expect(alone.out).toContain("Nothing is held back.");
  expect(alone.all).toContain(`in ${data()}`);
  const refused = await command("quarantine", "discard", "influxdb/telemetry/1", "--why", "x");
  expect(refused.code).toBe(1);
  expect(refused.all).toContain("quarantine.not-held");
});
