/** The real gateway as systemd runs it: what it tells, how it stops, what it leaves behind. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { writeFctLine } from "../support/fct-line.ts";
import { freePort } from "../support/free-port.ts";
import { startGateway } from "../support/gateway.ts";
import { endChild } from "../support/process-output.ts";
import { until } from "../support/until.ts";

const WITHIN = { deadlineMs: 60_000, everyMs: 50 };

/** The service manager's side of the socket. */
async function openManager(directory: string) {
  const path = join(directory, "notify");
  const child: ChildProcess = spawn("socat", ["-u", `UNIX-RECV:${path}`, "-"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let heard = "";
  child.stdout?.on("data", (chunk) => {
    heard += chunk;
  });
  await until(() => existsSync(path), { ...WITHIN, what: "the socket" });
  // What was one datagram each stands here without a break.
  const count = (word: string) => heard.split(word).length - 1;
  return { path, count, [Symbol.asyncDispose]: () => endChild(child) };
}

test("systemd hears ready, life signs, a reload and the stop, in this order", async () => {
  const directory = await mkdtemp(join(tmpdir(), "rigline-test-service-"));
  try {
    await using line = await writeFctLine([]);
    await using manager = await openManager(directory);
    const env = { NOTIFY_SOCKET: manager.path, WATCHDOG_USEC: "300000" };
    await using gateway = await startGateway({ config: line.path, env });
    await until(() => manager.count("READY=1") === 1, { ...WITHIN, what: "READY=1" });
    await until(() => manager.count("WATCHDOG=1") > 2, { ...WITHIN, what: "WATCHDOG=1" });
    process.kill(gateway.pid, "SIGHUP");
    await until(() => manager.count("READY=1") === 2, { ...WITHIN, what: "READY=1 again" });
    expect(manager.count("RELOADING=1")).toBe(1);
    expect(await gateway.end()).toBe(0);
    await until(() => manager.count("STOPPING=1") === 1, { ...WITHIN, what: "STOPPING=1" });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}, 180_000);

test("SIGTERM with a full outbox and open live streams ends in its time, and all is durable", async () => {
  await using line = await writeFctLine([]);
  const config = parse(await readFile(line.path, "utf8"));
  const broker = { kind: "external", url: `mqtt://127.0.0.1:${await freePort()}` };
  await writeFile(line.path, stringify({ ...config, broker }));
  const dataDirectory = join(line.directory, "data");
  let stored: { head: number; telemetryHead: number };
  {
    await using gateway = await startGateway({ config: line.path, dataDirectory });
    const health = async () =>
      (await (await fetch(`${gateway.url}/api/v1/health`)).json()) as never;
    const ledgerOf = async () => ((await health()) as { ledger: typeof stored }).ledger;
    const streams = await Promise.all(
      Array.from({ length: 10 }, () => fetch(`${gateway.url}/api/v1/events`)),
    );
    await until(async () => (await ledgerOf()).telemetryHead > 100, { ...WITHIN, what: "a debt" });
    stored = await ledgerOf();
    // 0 and not 70: it has a deadline of its own of 5 s, and ends with 70 where that passes.
    expect(await gateway.end()).toBe(0);
    await Promise.allSettled(streams.map((stream) => stream.body?.cancel()));
  }
  await using again = await startGateway({ config: line.path, dataDirectory });
  const health = (await (await fetch(`${again.url}/api/v1/health`)).json()) as {
    sinks: {
      accounts: { stream: string; pending: number; appended: number; balanced: boolean }[];
    }[];
  };
  const accounts = health.sinks.flatMap((sink) => sink.accounts);
  expect(accounts.every(({ balanced }) => balanced)).toBe(true);
  const telemetry = accounts.find(({ stream }) => stream === "telemetry");
  expect(telemetry?.pending).toBeGreaterThanOrEqual(stored.telemetryHead - 1);
}, 180_000);

test("an unexpected error ends the process with a report that has the cause and no secret", async () => {
  await using line = await writeFctLine([]);
  const dataDirectory = join(line.directory, "data");
  await using gateway = await startGateway({ config: line.path, dataDirectory });
  // Where the next run's trace should go there is a file.
  await rm(join(dataDirectory, "blobs"), { recursive: true });
  await writeFile(join(dataDirectory, "blobs"), "");
  const reports = join(dataDirectory, "reports");
  await until(() => gateway.output().includes("a report is in"), { ...WITHIN, what: "a report" });
  const [name = ""] = await readdir(reports);
  const report = JSON.parse(await readFile(join(reports, name), "utf8"));
  expect(report).toMatchObject({ version: "0.1.0", config: { site: { name: "sample-plant" } } });
  expect(report.error).toMatch(/Error/);
  expect(report.log).toBeInstanceOf(Array);
  await until(() => gateway.output().includes("What to do"), { ...WITHIN, what: "it has ended" });
}, 180_000);
