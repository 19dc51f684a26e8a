/**
 * The whole way under the load it is specified for: 10 rigs × 100 readings/s over real sockets
 * into a real gateway process, with one live client. Nothing may be lost.
 */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { rootOf } from "../../gateway/cli/process/bundle.ts";
import { SegmentReader } from "../../gateway/telemetry/telemetry-reader.ts";
import { freePort } from "../support/free-port.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { liveEvents } from "../support/live-events.ts";
import { until } from "../support/until.ts";
import type { BenchResult } from "./result.ts";

const RIGS = 10;
const RATE_HZ = 100;
const SAMPLE_LINE = new URL("../../fixtures/sample-line/", import.meta.url).pathname;
const SIMULATOR = new URL("../../fixtures/simulators/functional-tester.ts", import.meta.url)
  .pathname;

/** Latency from byte to ledger and to a live client, memory and its slope, readings lost. */
export async function benchLine(seconds = 60): Promise<BenchResult> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-bench-line-"));
  try {
    // As the bootstrap does before a user's start.
    const bundling = ["deploy/bundle-gateway.ts"];
    await promisify(execFile)(process.execPath, bundling, { cwd: rootOf(import.meta.url) });
    const config = join(directory, "rigline.yaml");
    await writeFile(config, await configuration());
    const dataDirectory = join(directory, "data");
    const { gateway, ...started } = await start(config, dataDirectory);
    const observed = await observe(gateway, seconds);
    await gateway.end();
    return {
      name: `line, ${RIGS} rigs × ${RATE_HZ} readings/s for ${seconds} s`,
      figures: { ...started, ...observed, ...countReadings(dataDirectory) },
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Milliseconds until the gateway listens, and until it hears every rig. Between the two the machine
 * starts ten simulators, each a process of Node.js: no gateway with rigs of its own does that.
 */
async function start(config: string, dataDirectory: string) {
  const port = await freePort();
  const startedAt = performance.now();
  const starting = startGateway({ config, dataDirectory, port });
  const listening = await Promise.race([listens(port), starting]);
  const listeningMs = performance.now() - startedAt;
  const gateway = await starting;
  if (listening !== port) throw new Error("it was heard of before it listened");
  return { gateway, listeningMs, startMs: performance.now() - startedAt };
}

/** Resolves with the port when somebody takes a connection there. */
async function listens(port: number): Promise<number> {
  const connects = async () => {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return port;
    } catch {
      return undefined;
    } finally {
      socket.destroy();
    }
  };
  return until(connects, { deadlineMs: 60_000, what: "the gateway listens" });
}

/** The sample line's functional tester, ten times, each with the extra load. */
async function configuration(): Promise<string> {
  const sample = await readFile(join(SAMPLE_LINE, "rigline.yaml"), "utf8");
  const options = /^ {2}fct-1:[\s\S]*?^ {4}options:\n([\s\S]*?)^ {2}\S/m.exec(sample)?.[1];
  const names = Array.from({ length: RIGS }, (_, index) => `fct-${index + 1}`);
  const load = `arguments: ["--fault", "rate=${RATE_HZ}"]`;
  return [
    "site: { name: bench }",
    `import: [${join(SAMPLE_LINE, "products.yaml")}]`,
    "broker: { kind: embedded, port: 0 }",
    "ports:",
    ...names.map((name) => `  ${name}: { kind: simulated, program: ${SIMULATOR}, ${load} }`),
    "rigs:",
    ...names.map(
      (name) =>
        `  ${name}:\n    driver: serial-line\n    port: ${name}\n    station: ${name}\n` +
        `    operation: FCT\n    partNumber: PSU-24\n    options:\n${options}`,
    ),
  ].join("\n");
}

async function observe(gateway: GatewayProcess, seconds: number) {
  const latenciesMs: number[] = [];
  const stop = new AbortController();
  const listening = listen(gateway.url, latenciesMs, stop.signal);
  const rssMb: number[] = [];
  const cpuBefore = await readCpuSeconds(gateway.pid);
  for (let second = 0; second < seconds; second += 1) {
    await delay(1_000);
    rssMb.push(await readRssMb(gateway.pid));
  }
  const cpuSeconds = (await readCpuSeconds(gateway.pid)) - cpuBefore;
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  stop.abort();
  await listening;
  latenciesMs.sort((a, b) => a - b);
  // The first half is code and caches getting warm, and the black box filling: no trend.
  const settled = rssMb.slice(Math.floor(rssMb.length / 2));
  return {
    byteToLedgerP50Ms: quantileMs(metrics, "rigline_reading_durable_seconds", 0.5),
    byteToLedgerP99Ms: quantileMs(metrics, "rigline_reading_durable_seconds", 0.99),
    byteToLiveP50Ms: latenciesMs[Math.floor(latenciesMs.length * 0.5)] ?? Number.NaN,
    byteToLiveP99Ms: latenciesMs[Math.floor(latenciesMs.length * 0.99)] ?? Number.NaN,
    rssStartMb: rssMb[0] ?? Number.NaN,
    rssHalfwayMb: rssMb[Math.floor(rssMb.length / 2)] ?? Number.NaN,
    rssEndMb: rssMb.at(-1) ?? Number.NaN,
    rssMaxMb: Math.max(...rssMb),
    rssSlopeMbPerMinute: slope(settled) * 60,
    cpuPercentOfOneCore: (cpuSeconds / seconds) * 100,
    // Of the machine, this bench included: beyond its cores the latencies are those of its queue.
    loadAverage1Min: loadavg()[0] ?? Number.NaN,
  };
}

/** Time from each live value's last byte to its arrival here; both clocks are this machine's. */
async function listen(url: string, latenciesMs: number[], signal: AbortSignal): Promise<void> {
  try {
    for await (const event of liveEvents(url, signal)) {
      if (event.kind !== "readings") continue;
      const now = performance.timeOrigin + performance.now();
      for (const { takenAt } of event.values) latenciesMs.push(now - Date.parse(takenAt));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function readRssMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** Linux counts in hundredths of a second, whatever the machine. */
const TICKS_PER_SECOND = 100;

/** User and system time of all threads since the process began. */
async function readCpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const [user, system] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 13);
  return (Number(user) + Number(system)) / TICKS_PER_SECOND;
}

/** Upper bound of the histogram's bucket that holds the quantile, in milliseconds. */
function quantileMs(metrics: string, name: string, share: number): number {
  const total = Number(new RegExp(`^${name}_count (\\d+)`, "m").exec(metrics)?.[1]);
  for (const [, bound, count] of metrics.matchAll(
    new RegExp(`^${name}_bucket\\{le="([^"]+)"\\} (\\d+)`, "gm"),
  )) {
    if (Number(count) >= total * share) return Number(bound) * 1000;
  }
  return Number.NaN;
}

/** Least squares, per sample. */
function slope(values: readonly number[]): number {
  const meanX = (values.length - 1) / 2;
  const meanY = values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = values.reduce((sum, value, x) => sum + (x - meanX) * (value - meanY), 0);
  return covariance / values.reduce((sum, _, x) => sum + (x - meanX) ** 2, 0);
}

/** Every load reading carries its number: a gap in what is stored is a lost reading. */
function countReadings(dataDirectory: string) {
  using reader = new SegmentReader(join(dataDirectory, "telemetry"));
  const last = new Map<string, number>();
  let stored = 0;
  let lost = 0;
  for (let from = 1; from < reader.head(); from += 10_000) {
    for (const reading of reader.range(from, from + 10_000, 10_000)) {
      stored += 1;
      if (reading.channel !== "load-current" || typeof reading.value !== "number") continue;
      const before = last.get(reading.rig);
      if (before !== undefined) lost += (reading.value - before - 1 + 5_000) % 5_000;
      last.set(reading.rig, reading.value);
    }
  }
  return { stored, lost };
}
