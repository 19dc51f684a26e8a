/**
 * Memory and handles over time under ten times the sample line's load, with a database that takes
 * a second for each write: what grows, grows here.
 */
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { stringify } from "yaml";
import type { HealthView } from "../../gateway/records/views.ts";
import { startGateway } from "../support/gateway.ts";
import type { BenchResult } from "./result.ts";

const RIGS = 10;
const RATE_HZ = 100;
const WRITE_MS = 1_000;
const LOOK_MS = 2_000;
const FIXTURES = new URL("../../fixtures/", import.meta.url).pathname;

interface Look {
  readonly atMin: number;
  readonly rssMb: number;
  readonly handles: number;
}

/** Slopes over the last half of the time; what is owed at the end, and whether it balances. */
export async function benchSoak(seconds = 120): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-bench-soak-"));
  const database = await openSlowDatabase();
  try {
    const config = join(directory, "rigline.yaml");
    await writeFile(config, stringify(configOf(database.url)));
    const gateway = await startGateway({ config, dataDirectory: join(directory, "data") });
    const looks: Look[] = [];
    const startedMs = performance.now();
    for (let passedMs = 0; passedMs < seconds * 1000; passedMs = performance.now() - startedMs) {
      looks.push({ atMin: passedMs / 60_000, ...lookAt(gateway.pid) });
      await delay(LOOK_MS);
    }
    const health = (await (await fetch(`${gateway.url}/api/v1/health`)).json()) as HealthView;
    await gateway.end();
    return {
      name: `soak, ${RIGS} rigs × ${RATE_HZ} readings/s, each write ${WRITE_MS} ms, ${seconds} s`,
      figures: { ...figuresOf(looks), ...accountOf(health), loadAtEnd: loadavg()[0] ?? 0 },
      goals: {
        rssSlopeMbPerMinute: { atMost: 1 },
        handleSlopePerMinute: { atMost: 1 },
        accountsOutOfBalance: { atMost: 0 },
      },
    };
  } finally {
    await database[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  }
}

function configOf(url: string): object {
  const names = Array.from({ length: RIGS }, (_, index) => `load-${index + 1}`);
  const program = join(FIXTURES, "simulators", "functional-tester.ts");
  const load = ["--fault", `rate=${RATE_HZ}`];
  const lines = [
    { match: "TEL (?<channel>\\S+) (?<value>\\S+) (?<unit>\\S+)", event: "reading" },
    { match: ".*", event: "ignore" },
  ];
  const rig = { driver: "serial-line", station: "S1", operation: "FCT", options: { lines } };
  return {
    site: { name: "soak" },
    broker: { kind: "embedded", port: 0 },
    influxdb: { url, bucket: "soak" },
    api: { port: 0 },
    ports: Object.fromEntries(
      names.map((name) => [name, { kind: "simulated", program, arguments: load }]),
    ),
    rigs: Object.fromEntries(names.map((name) => [name, { ...rig, port: name }])),
  };
}

async function openSlowDatabase() {
  const server = createServer(async (request, response) => {
    request.resume();
    await once(request, "end");
    await delay(WRITE_MS);
    response.writeHead(204).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function lookAt(pid: number): Omit<Look, "atMin"> {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const rssKb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  return { rssMb: rssKb / 1024, handles: readdirSync(`/proc/${pid}/fd`).length };
}

function figuresOf(looks: readonly Look[]) {
  const half = looks.slice(Math.floor(looks.length / 2));
  return {
    rssMb: half.at(-1)?.rssMb ?? 0,
    rssSlopeMbPerMinute: slopeOf(half.map(({ atMin, rssMb }) => [atMin, rssMb])),
    handles: half.at(-1)?.handles ?? 0,
    handleSlopePerMinute: slopeOf(half.map(({ atMin, handles }) => [atMin, handles])),
  };
}

/** Least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const above = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const below = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return below === 0 ? 0 : above / below;
}

function accountOf({ sinks, ledger }: HealthView) {
  const accounts = sinks.flatMap(({ accounts: own }) => own);
  const owed = accounts.find(({ sink, stream }) => sink === "influxdb" && stream === "telemetry");
  return {
    readings: ledger.telemetryHead,
    owedToTheDatabase: owed?.pending ?? 0,
    accountsOutOfBalance: accounts.filter(({ balanced }) => !balanced).length,
  };
}
