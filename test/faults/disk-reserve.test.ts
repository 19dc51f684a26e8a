/** C5: the disk of the data directory fills up and gets space again, with the whole gateway. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { HealthView, RunSummary } from "../../gateway/api/contract.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

const run = promisify(execFile);
const DISK_MB = 64;
const MB = 1_048_576;

let disk: string;
let scratch: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "rigline-test-reserve-"));
  disk = join(scratch, "disk");
  await mkdir(disk);
  await run("mount", ["-t", "tmpfs", "-o", `size=${DISK_MB}m`, "tmpfs", disk]);
});

afterEach(async () => {
  await run("umount", [disk]);
  await rm(scratch, { recursive: true });
});

async function read<Answer>(gateway: GatewayProcess, path: string): Promise<Answer> {
  const response = await fetch(`${gateway.url}/api/v1${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

async function openRuns(gateway: GatewayProcess): Promise<number> {
  const { rigs } = await read<HealthView>(gateway, "/health");
  return rigs.filter(({ currentRun }) => currentRun !== undefined).length;
}

function newestRun(gateway: GatewayProcess): Promise<RunSummary | undefined> {
  return read<{ items: RunSummary[] }>(gateway, "/runs?limit=1").then(({ items }) => items[0]);
}

/** The sample line with a reserve of half the small disk. */
async function startOnSmallDisk(): Promise<GatewayProcess> {
  const data = join(disk, "data");
  const config = join(scratch, "rigline.yaml");
  const fixtures = new URL("../../fixtures/", import.meta.url).pathname;
  const sample = await readFile(join(fixtures, "sample-line/rigline.yaml"), "utf8");
  const text = sample
    .replace("- products.yaml", `- ${fixtures}sample-line/products.yaml`)
    .replaceAll(/: \.\.\/(?=simulators|story)/g, `: ${fixtures}`);
  await writeFile(config, `${text}\ndisk:\n  reserveMb: ${DISK_MB / 2}\n`);
  return startGateway({ config, dataDirectory: data });
}

test("a disk below its reserve starts no run, stores those that run, and goes on when there is space", async () => {
  await using gateway = await startOnSmallDisk();
  await until(() => newestRun(gateway), { deadlineMs: 60_000, what: "a run is stored" });

  const { ledger } = await read<HealthView>(gateway, "/health");
  const filler = join(disk, "filler");
  await writeFile(filler, Buffer.alloc(Math.floor((ledger.freeBytes ?? 0) - (DISK_MB / 4) * MB)));
  const low = await until(
    async () => {
      const health = await read<HealthView>(gateway, "/health");
      const waits = health.rigs.some(({ fault }) => fault?.code === "disk.reserved");
      return waits && health.ledger.fault?.code === "disk.reserved" ? health : undefined;
    },
    { deadlineMs: 60_000, everyMs: 200, what: "a rig waits for space, and Health says so" },
  );
  expect(low.ledger.fault?.remedy).toContain("retention:");
  await until(async () => (await openRuns(gateway)) === 0, {
    ...{ deadlineMs: 60_000, everyMs: 200 },
    what: "the runs that had begun are stored",
  });
  const before = await newestRun(gateway);

  await rm(filler);
  const after = await until(
    async () => {
      const newest = await newestRun(gateway);
      return newest !== undefined && newest.seq > (before?.seq ?? 0) ? newest : undefined;
    },
    { deadlineMs: 60_000, everyMs: 200, what: "the next run starts by itself" },
  );
  expect(after.startedAt > (before?.startedAt ?? "")).toBe(true);
  const health = await read<HealthView>(gateway, "/health");
  expect(health.ledger.fault).toBeUndefined();
  for (const { accounts } of health.sinks) {
    for (const account of accounts) expect(account).toMatchObject({ balanced: true });
  }
  expect(await gateway.end()).toBe(0);
}, 240_000);
