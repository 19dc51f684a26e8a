/** A real VictoriaMetrics on a free port: it takes InfluxDB v2 writes of the client unchanged. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { endChild } from "./process-output.ts";
import { until } from "./until.ts";

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  /** Milliseconds. */
  readonly timestamps: readonly number[];
}

export interface VictoriaMetrics extends AsyncDisposable {
  readonly url: string;
  /** All series that match, e.g. `reading_value`. */
  exported(match: string): Promise<Series[]>;
}

/** Resolves when it answers; disposing removes its data. */
export async function startVictoriaMetrics(): Promise<VictoriaMetrics> {
  const directory = await mkdtemp(join(tmpdir(), "rigline-test-victoria-"));
  const port = await freePort();
  const child = spawn(
    "victoria-metrics",
    [
      `-storageDataPath=${directory}`,
      `-httpListenAddr=127.0.0.1:${port}`,
      "-retentionPeriod=100y",
      "-dedup.minScrapeInterval=1ms",
      "-memory.allowedPercent=10",
    ],
    { stdio: "ignore" },
  );
  const url = `http://127.0.0.1:${port}`;
  const alive = () =>
    fetch(`${url}/health`).then(
      (response) => response.ok,
      () => false,
    );
  await until(alive, { deadlineMs: 60_000, what: "VictoriaMetrics answers" });
  return {
    url,
    exported: (match) => exported(url, match),
    async [Symbol.asyncDispose]() {
      await endChild(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function exported(url: string, match: string): Promise<Series[]> {
  // What was just written is searchable only after a flush.
  await fetch(`${url}/internal/force_flush`);
  const response = await fetch(`${url}/api/v1/export?${new URLSearchParams({ "match[]": match })}`);
  const lines = (await response.text()).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Series);
}
