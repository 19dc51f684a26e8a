/** Fifty Modbus rigs at 10 Hz on one real gateway process: what they take of the machine. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SegmentReader } from "../../../gateway/telemetry/telemetry-reader.ts";
import { startGateway } from "../../support/gateway.ts";
import { endChild, firstLine } from "../../support/process-output.ts";
import { readCpuSeconds, readRssMb, readRunDelaySeconds } from "../process-figures.ts";
import { median } from "./rounds.ts";

const RIGS = 50;
const EVERY_MS = 100;
/** Of each rig, in one request. */
const CHANNELS = 4;
const SLAVES = new URL("../many-slaves.ts", import.meta.url).pathname;
const SLAVES_WITHIN_MS = 20_000;
const SETTLE_MS = 10_000;
const SECONDS = 20;

/**
 * Goals: 60 % of one core, 200 MB, every poll done. Each rig is a port of its own with one request
 * of four registers; each reading is stored and published. The slaves are another process. Where
 * the loop is late, the share of time in which the main thread had no processor tells whose fault
 * that is.
 */
export async function measureFiftyRigs(): Promise<Readonly<Record<string, number>>> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-bench-fifty-"));
  const slaves = spawn(process.execPath, [SLAVES, `${RIGS}`], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const ports = JSON.parse(await firstLine(slaves, SLAVES_WITHIN_MS));
    const config = join(directory, "rigline.yaml");
    await writeFile(config, configuration(ports));
    const dataDirectory = join(directory, "data");
    const gateway = await startGateway({ config, dataDirectory });
    await delay(SETTLE_MS);
    // Asked for, the delay begins anew.
    await readLoopDelay(gateway.url);
    const before = {
      cpu: await readCpuSeconds(gateway.pid),
      waited: await readRunDelaySeconds(gateway.pid),
      atMs: performance.now(),
    };
    const sinceUs = (performance.timeOrigin + before.atMs) * 1_000;
    const rssMb: number[] = [];
    for (let second = 0; second < SECONDS; second += 1) {
      await delay(1_000);
      rssMb.push(await readRssMb(gateway.pid));
    }
    const cpuSeconds = (await readCpuSeconds(gateway.pid)) - before.cpu;
    const seconds = (performance.now() - before.atMs) / 1_000;
    const waitedSeconds = (await readRunDelaySeconds(gateway.pid)) - before.waited;
    const loopDelay = await readLoopDelay(gateway.url);
    await gateway.end();
    return {
      fiftyRigsCpuOfOneCore: cpuSeconds / seconds,
      fiftyRigsRssMb: Math.max(...rssMb),
      fiftyRigsMainWaitedForCpu: waitedSeconds / seconds,
      ...loopDelay,
      ...storedPolls(dataDirectory, sinceUs),
    };
  } finally {
    await endChild(slaves);
    await rm(directory, { recursive: true, force: true });
  }
}

function configuration(ports: readonly number[]): string {
  const names = ports.map((_, at) => `rig-${at + 1}`);
  const channels = Array.from({ length: CHANNELS }, (_, at) => {
    return `        - { name: channel-${at}, table: holding, address: ${at}, everyMs: ${EVERY_MS} }`;
  });
  return [
    "site: { name: bench }",
    "broker: { kind: embedded, port: 0 }",
    "ports:",
    ...ports.map((port, at) => `  ${names[at]}: { kind: tcp, host: 127.0.0.1, port: ${port} }`),
    "rigs:",
    ...names.flatMap((name) => [
      `  ${name}:`,
      ...["driver: modbus", `port: ${name}`, `station: ${name}`, "operation: FCT"].map(
        (line) => `    ${line}`,
      ),
      "    options:",
      "      framing: tcp",
      "      addressBase: 0",
      "      channels:",
      ...channels,
    ]),
    "",
  ].join("\n");
}

/** How late the main thread's event loop was since it was asked last. */
async function readLoopDelay(url: string): Promise<Record<string, number>> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const ms = (name: string) => {
    const [, seconds] =
      new RegExp(`^nodejs_eventloop_lag_${name}_seconds (\\S+)`, "m").exec(metrics) ?? [];
    return Number(seconds) * 1_000;
  };
  return {
    fiftyRigsLoopDelayP50Ms: ms("p50"),
    fiftyRigsLoopDelayP99Ms: ms("p99"),
    fiftyRigsLoopDelayMaxMs: ms("max"),
  };
}

/** What was stored of the time measured, against the cadence: 1 where every poll was done. */
function storedPolls(dataDirectory: string, sinceUs: number): Record<string, number> {
  using reader = new SegmentReader(join(dataDirectory, "telemetry"));
  const times = new Map<string, number[]>();
  for (let from = 1; from < reader.head(); from += 10_000) {
    for (const { rig, channel, quality, takenAt } of reader.range(from, from + 10_000, 10_000)) {
      if (channel !== "channel-0" || quality !== "good" || takenAt < sinceUs) continue;
      const of = times.get(rig) ?? [];
      of.push(takenAt);
      times.set(rig, of);
    }
  }
  const cadences = [...times.values()].map((of) => {
    const spanMs = ((of.at(-1) ?? 0) - (of[0] ?? 0)) / 1_000;
    return ((of.length - 1) * EVERY_MS) / spanMs;
  });
  return { fiftyRigsHeard: times.size, fiftyRigsCadenceAchieved: median(cadences) };
}
