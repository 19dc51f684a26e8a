/**
 * A plant as a user has it: rigs of their own behind sockets, an external Mosquitto, a real
 * InfluxDB, one rigline.yaml; all through the real gateway process.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HealthView, RunDetail, RunSummary } from "../../gateway/api/contract.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { type InfluxServer, startInfluxdb } from "../support/influxdb.ts";
import { type Mosquitto, startMosquitto } from "../support/mosquitto.ts";
import { type SimulatorProcess, startSimulator } from "../support/simulator.ts";
import { until } from "../support/until.ts";

const SAMPLE_LINE = new URL("../../fixtures/sample-line/", import.meta.url).pathname;

let directory: string;
let mosquitto: Mosquitto;
let influx: InfluxServer;
let rig: SimulatorProcess;
let gateway: GatewayProcess;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-test-plant-"));
  [mosquitto, influx, rig] = await Promise.all([
    startMosquitto(),
    startInfluxdb("rigs"),
    startSimulator("functional-tester", ["--pace", "3"]),
  ]);
  const config = join(directory, "rigline.yaml");
  await writeFile(config, await configuration());
  gateway = await startGateway({ config });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await Promise.all([rig, influx, mosquitto].map((part) => part[Symbol.asyncDispose]()));
  await rm(directory, { recursive: true, force: true });
});

async function configuration(): Promise<string> {
  const sample = await readFile(join(SAMPLE_LINE, "rigline.yaml"), "utf8");
  const rigBlock = /^ {2}fct-1:\n(?: {4}.*\n)+/m.exec(sample.slice(sample.indexOf("rigs:")))?.[0];
  return [
    "site: { enterprise: acme, name: plant, line: psu }",
    `import: [${join(SAMPLE_LINE, "products.yaml")}]`,
    `ports:\n  fct-1: { kind: tcp, host: ${rig.host}, port: ${rig.port} }`,
    `broker: { kind: external, url: "${mosquitto.url}" }`,
    `influxdb: { url: "${influx.url}", bucket: rigs, api: v1 }`,
    `rigs:\n${rigBlock}`,
  ].join("\n");
}

async function get<Body>(path: string): Promise<Body> {
  return (await (await fetch(`${gateway.url}${path}`)).json()) as Body;
}

async function finished(count: number): Promise<RunSummary[]> {
  return until(
    async () => {
      const { items } = await get<{ items: RunSummary[] }>("/api/v1/runs?limit=200");
      const runs = items.filter((run) => run.completion === "completed");
      return runs.length >= count ? runs : undefined;
    },
    { deadlineMs: 60_000, everyMs: 200, what: `${count} finished runs` },
  );
}

function account(health: HealthView, sink: string, stream: string) {
  const found = health.sinks
    .find(({ name }) => name === sink)
    ?.accounts.find((candidate) => candidate.stream === stream);
  if (found === undefined) throw new Error(`no account of ${sink} for ${stream}`);
  return found;
}

function delivered(run: string): Promise<RunDetail> {
  return until(
    async () => {
      const detail = await get<RunDetail>(`/api/v1/runs/${run}`);
      const settled = detail.delivery.filter(({ state }) => state === "delivered");
      return settled.length === 2 && detail;
    },
    { deadlineMs: 30_000, everyMs: 100, what: `run ${run} at broker and database` },
  );
}

test("mosquitto_sub on the configured broker shows each result as it is stored", async () => {
  const [text] = await mosquitto.subscribe("acme/plant/+/psu/+/run", 1);
  const message = JSON.parse(text ?? "");
  expect(message.schema).toBe("rigline.run/1");
  const run = await get<RunDetail>(`/api/v1/runs/${message.run.id}`);
  expect(run.entries.at(-1)).toMatchObject({ seq: message.seq, leaf: message.leaf });
  expect(message.run.outcome).toBe(run.outcome);
}, 60_000);

test("InfluxDB returns the measurements of a run as the API shows them, once each", async () => {
  const [latest] = await finished(1);
  const run = await delivered(latest?.id ?? "");
  const rows = await influx.query(
    `SELECT value, text, "measurement" FROM "measurement" WHERE run = '${run.id}'`,
  );
  const shown = run.measurements.map(({ id, value }) => [id, String(value)]);
  const stored = rows.map((row) => [row.measurement, row.value || row.text]);
  expect(stored.sort()).toEqual(shown.sort());
}, 90_000);

test("a broker that is down holds nothing up: runs go on, the backlog shows, and drains after", async () => {
  await mosquitto.stop("SIGKILL");
  const before = (await finished(1)).length;
  await finished(before + 2);
  const health = await until(async () => {
    const view = await get<HealthView>("/api/v1/health");
    return account(view, "mqtt", "telemetry").pending > 0 && view;
  });
  const mqtt = health.sinks.find(({ name }) => name === "mqtt");
  expect(mqtt?.state).not.toBe("connected");
  expect(mqtt?.fault?.remedy).toBeTruthy();
  await mosquitto.start();
  const runs = await finished(before + 2);
  for (const { id } of runs) await delivered(id);
  const stored = await influx.query(`SELECT seq, run::field FROM run`);
  expect(new Set(stored.map(({ seq }) => seq)).size).toBe(stored.length);
  const after = await get<HealthView>("/api/v1/health");
  for (const { accounts } of after.sinks) {
    for (const each of accounts) expect(each.balanced).toBe(true);
  }
}, 120_000);

test("a rig whose socket is gone shows fault and remedy, and comes back by itself", async () => {
  await rig.stop();
  const rigs = () => get<{ items: HealthView["rigs"] }>("/api/v1/rigs");
  const [lost] = await until(async () => {
    const { items } = await rigs();
    return items[0]?.fault !== undefined && items;
  });
  expect(lost?.fault?.code).toMatch(/^(port\.refused|wire\.lost)$/);
  expect(lost?.fault?.remedy).toBeTruthy();
  rig = await startSimulator("functional-tester", ["--listen", `127.0.0.1:${rig.port}`]);
  await until(async () => (await rigs()).items[0]?.link === "connected", { deadlineMs: 30_000 });
}, 60_000);

test("a decision that nobody takes by its date is escalated by the gateway itself", async () => {
  const asked = { question: "Use the lot?", options: ["use", "return"], asks: ["qa"] };
  const dueAt = new Date(Date.now() + 1_000).toISOString();
  const opened = await fetch(`${gateway.url}/api/v1/decisions`, {
    ...{ method: "POST", headers: { "content-type": "application/json" } },
    body: JSON.stringify({ ...asked, dueAt }),
  });
  const { id } = (await opened.json()) as { id: string };
  const read = () => get<{ status: string }>(`/api/v1/decisions/${id}`);
  await until(async () => (await read()).status === "escalated", {
    ...{ deadlineMs: 30_000, what: "the decision is escalated" },
  });
  const { items } = await get<{ items: { actor: string; reason: string }[] }>(
    `/api/v1/decisions/${id}/history`,
  );
  expect(items.at(-1)).toMatchObject({ actor: "system:upkeep", reason: "its date has passed" });
}, 60_000);
