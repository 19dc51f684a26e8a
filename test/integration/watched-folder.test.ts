import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunSummary } from "../../gateway/api/contract.ts";
import { freePort } from "../support/free-port.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { rigline } from "../support/rigline.ts";
import { until } from "../support/until.ts";

const PRODUCTS = new URL("../../fixtures/sample-line/products.yaml", import.meta.url).pathname;
const MAIN = new URL("../../gateway/main.ts", import.meta.url).pathname;
const MAPPING = `
columns: { startedAt: start, serialNumber: serial, result: result }
fixed: { operation: FCT, station: CSV-1, partNumber: PSU-24 }
measurements: [{ column: ripple, step: ripple, unit: mV }]
`;
const row = (serial: string, ripple: number) => `${serial},2026-11-05T08:00:00Z,${ripple},PASS\n`;
const HEAD = "serial,start,ripple,result\n";
const SLOW = { deadlineMs: 60_000, everyMs: 200 };

let scratch: string;
let config: string;
let watched: string;
let gateway: GatewayProcess;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "rigline-test-folder-"));
  const port = await freePort();
  watched = join(scratch, "drop");
  config = join(scratch, "rigline.yaml");
  await mkdir(watched);
  await writeFile(join(scratch, "mapping.yaml"), MAPPING);
  await writeFile(
    config,
    `site: { name: plant }
api: { port: ${port} }
import: [${PRODUCTS}]
ports: {}
rigs: {}
broker: { kind: embedded, port: 0 }
watchedFolders:
  line-3: { folder: drop, format: csv, mapping: mapping.yaml, quietMs: 1500 }
`,
  );
  gateway = await startGateway({ config, port, dataDirectory: join(scratch, "data") });
});
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true, force: true });
});

async function runOf(serial: string): Promise<RunSummary | undefined> {
  const response = await fetch(`${gateway.url}/api/v1/runs?serialNumber=${serial}`);
  if (!response.ok) return undefined;
  return ((await response.json()) as { items: RunSummary[] }).items[0];
}

test("a folder of the configuration is watched: what is half written is taken when it is whole", async () => {
  await until(async () => (await readdir(watched)).includes("taken"), {
    ...SLOW,
    what: "the folder is watched",
  });
  await writeFile(join(watched, "day.csv"), HEAD + row("PSU24-000301", 41.5).slice(0, 20));
  await appendFile(join(watched, "day.csv"), row("PSU24-000301", 41.5).slice(20));
  await appendFile(join(watched, "day.csv"), row("PSU24-000302", 61.8));
  const run = await until(() => runOf("PSU24-000302"), { ...SLOW, what: "its runs are stored" });
  expect(run).toMatchObject({ reported: "pass", computed: "fail", mismatch: true });
  expect(await runOf("PSU24-000301")).toBeDefined();
  const report = join(watched, "taken", "day.csv.report.txt");
  const text = await until(() => readFile(report, "utf8").catch(() => undefined), {
    ...SLOW,
    what: "its report lies beside it",
  });
  expect(text).toContain("2 new, 0 here already, 0 refused");
  const { items } = (await (await fetch(`${gateway.url}/api/v1/exchange/files`)).json()) as {
    items: { hash: string }[];
  };
  const original = await readdir(join(scratch, "data", "blobs"), { recursive: true });
  expect(original.some((each) => each.endsWith(items[0]?.hash ?? "none"))).toBe(true);
});

test("rigline import --watch sends what comes to the gateway that runs, and ends when it is told", async () => {
  const own = join(scratch, "own");
  await mkdir(own);
  const words = ["import", "--format", "csv", "--mapping", join(scratch, "mapping.yaml")];
  const where = ["--config", config, "--data", join(scratch, "data"), "--watch", own];
  const child = spawn(process.execPath, [MAIN, ...words, ...where], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  try {
    await writeFile(join(own, "two.csv"), HEAD + row("PSU24-000303", 41.5));
    await until(() => out.includes("1 new"), { ...SLOW, what: "it says what came of the file" });
    expect(await runOf("PSU24-000303")).toMatchObject({ reported: "pass" });
    expect(await readdir(join(own, "taken"))).toContain("two.csv");
  } finally {
    if (child.exitCode === null) {
      const closed = once(child, "close");
      child.kill("SIGTERM");
      await closed;
    }
  }
  expect(child.exitCode).toBe(0);
});

test("of a file that is sent from another machine the gateway keeps the original", async () => {
  const file = join(scratch, "far.csv");
  await writeFile(file, HEAD + row("PSU24-000304", 41.5));
  const how = ["--format", "csv", "--mapping", join(scratch, "mapping.yaml")];
  const from = ["--config", config, "--data", join(scratch, "elsewhere"), "--url", gateway.url];
  const sent = await rigline(["import", file, ...how, ...from]);
  expect(sent.all).toContain("1 new");
  const hash = createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
  const kept = await readdir(join(scratch, "data", "blobs"), { recursive: true });
  expect(kept.some((each) => each.endsWith(hash))).toBe(true);
  const stranger = await rigline(["import", file, ...how, "--url", "http://127.0.0.1:9/"]);
  expect([stranger.code, stranger.all]).toEqual([75, expect.stringContaining("gateway.away")]);
});

test("rigline check tells a folder that is not there and a mapping that can not be used", async () => {
  const bad = join(scratch, "bad.yaml");
  const text = await readFile(config, "utf8");
  await writeFile(bad, text.replace("folder: drop", "folder: nowhere"));
  const missing = await rigline(["check", bad]);
  expect(missing.code).toBe(78);
  expect(missing.all).toContain("nowhere does not exist");
  await writeFile(join(scratch, "colour.yaml"), "colour: red\n");
  await writeFile(bad, text.replace("mapping: mapping.yaml", "mapping: colour.yaml"));
  const unfit = await rigline(["check", bad]);
  expect(unfit.code).toBe(78);
  expect(unfit.all).toContain("watchedFolders.line-3.mapping");
});
