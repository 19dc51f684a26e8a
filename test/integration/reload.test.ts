/** The real gateway, whose configuration is changed under load. */
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import type { HealthView, RigView, RunSummary } from "../../gateway/api/contract.ts";
import type { ReloadView } from "../../gateway/records/views.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

/** A rig that prints what it is told to, to whoever is connected. */
async function openRig() {
  const sockets = new Set<Socket>();
  const counts = { connections: 0, lines: 0 };
  const server = createServer((socket) => {
    counts.connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.resume();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return {
    port: address.port,
    counts,
    isHeard: () => sockets.size > 0,
    say(line: string) {
      counts.lines += 1;
      for (const socket of sockets) socket.write(`${line}\n`);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

type TcpRig = Awaited<ReturnType<typeof openRig>>;

const WITHIN = { deadlineMs: 30_000, everyMs: 20 };
const LINES = [
  { match: "^V=(?<value>\\S+)$", event: "reading", channel: "v", unit: "V" },
  { match: "^START (?<serialNumber>\\S+)$", event: "run-started" },
  {
    ...{ match: "^END (?<reported>PASS|FAIL)$", event: "run-finished" },
    reported: { PASS: "pass", FAIL: "fail" },
  },
];

let steady: TcpRig;
let changing: TcpRig;
let directory: string;
let file: string;
let gateway: GatewayProcess;

function configOf(title: string): object {
  const rig = (port: string, name: string) => ({
    ...{ title: name, driver: "serial-line", port, station: "S1", operation: "FCT" },
    options: { lines: LINES, joinQuietMs: 0 },
  });
  return {
    site: { name: "reload" },
    ports: {
      a: { kind: "tcp", host: "127.0.0.1", port: steady.port },
      b: { kind: "tcp", host: "127.0.0.1", port: changing.port },
    },
    rigs: { steady: rig("a", "Steady"), changing: rig("b", title) },
    broker: { kind: "embedded", port: 0 },
    api: { port: 0 },
  };
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-test-reload-"));
  file = join(directory, "rigline.yaml");
  steady = await openRig();
  changing = await openRig();
  await writeFile(file, stringify(configOf("first")));
  gateway = await startGateway({ config: file, dataDirectory: join(directory, "data") });
  await until(() => steady.isHeard() && changing.isHeard(), WITHIN);
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await steady[Symbol.asyncDispose]();
  await changing[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function reload(config: object | string): Promise<{ status: number; body: ReloadView }> {
  await writeFile(file, typeof config === "string" ? config : stringify(config));
  const response = await fetch(`${gateway.url}/api/v1/config/reload`, { method: "POST" });
  return { status: response.status, body: (await response.json()) as ReloadView };
}

async function get<Body>(path: string): Promise<Body> {
  const response = await fetch(`${gateway.url}/api/v1${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Body;
}

async function rigOf(name: string): Promise<RigView | undefined> {
  return (await get<{ items: RigView[] }>("/rigs")).items.find((rig) => rig.name === name);
}

test("100 reloads under load, some invalid: the rig that does not change is never interrupted and no reading is lost", async () => {
  const talking = setInterval(() => steady.say(`V=${steady.counts.lines}`), 2);
  const before = { ...changing.counts };
  try {
    for (let count = 1; count <= 100; count += 1) {
      const isValid = count % 4 !== 0;
      const answer = await reload(isValid ? configOf(`title ${count}`) : `site: {\nrigs: ${count}`);
      expect(answer.status).toBe(isValid ? 200 : 422);
    }
  } finally {
    clearInterval(talking);
  }
  expect(steady.counts.connections).toBe(1);
  expect(changing.counts.connections).toBeGreaterThanOrEqual(before.connections + 70);
  const sent = steady.counts.lines;
  await until(async () => (await rigOf("steady"))?.readings === sent, {
    ...{ ...WITHIN, what: "every reading is taken" },
  });
  const { sinks, pendingRigs } = await get<HealthView>("/health");
  for (const { accounts } of sinks)
    for (const account of accounts) expect(account.balanced).toBe(true);
  expect(pendingRigs).toEqual([]);
  expect((await rigOf("changing"))?.title).toBe("title 99");
}, 300_000);

test("a rig with an open run changes when the run has ended, and the run ends as the rig says", async () => {
  await until(() => changing.isHeard(), WITHIN);
  changing.say("START SN-1");
  await until(async () => (await rigOf("changing"))?.currentRun !== undefined, WITHIN);
  const connections = changing.counts.connections;
  const { body } = await reload(configOf("after the run"));
  expect(body.pending).toEqual(["changing"]);
  expect((await get<HealthView>("/health")).pendingRigs).toEqual(["changing"]);
  expect(changing.counts.connections).toBe(connections);
  changing.say("END PASS");
  await until(async () => (await rigOf("changing"))?.title === "after the run", WITHIN);
  const { items } = await get<{ items: RunSummary[] }>("/runs?rig=changing");
  expect(items[0]).toMatchObject({ serialNumber: "SN-1", reported: "pass" });
}, 120_000);

test("what can not change while the gateway runs is named, and a rig that is taken out is gone", async () => {
  const { rigs, ...rest } = configOf("last") as { rigs: { steady: object; changing: object } };
  const { status, body } = await reload({
    ...{ ...rest, api: { port: 1 }, telemetry: { segmentMb: 2 }, rigs: { steady: rigs.steady } },
  });
  expect(status).toBe(200);
  expect(body.needsRestart.toSorted()).toContain("telemetry");
  await until(async () => (await rigOf("changing")) === undefined, WITHIN);
  expect(steady.counts.connections).toBe(1);
}, 120_000);

test("SIGHUP does the same and tells what is wrong on standard error", async () => {
  await writeFile(file, "site: 1\n");
  process.kill(gateway.pid, "SIGHUP");
  await until(() => gateway.output().includes("what runs stays as it is"), WITHIN);
  await writeFile(file, stringify(configOf("by signal")));
  process.kill(gateway.pid, "SIGHUP");
  await until(async () => (await rigOf("changing"))?.title === "by signal", WITHIN);
  expect(steady.counts.connections).toBe(1);
}, 120_000);
