/** What `npm start` runs is the bundle of exactly these sources. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { bundleDirectory, rootOf } from "../../gateway/cli/process/bundle.ts";
import { startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

const root = rootOf(import.meta.url);

test("the bundled gateway runs the whole sample line and stops cleanly", async () => {
  await promisify(execFile)(process.execPath, ["deploy/bundle-gateway.ts"], { cwd: root });
  await using gateway = await startGateway();
  const command = readFileSync(`/proc/${gateway.pid}/cmdline`, "utf8").split("\0");
  expect(command).toContain(`${bundleDirectory(root)}/main.js`);
  await until(() => hasWholeLine(gateway.url), {
    deadlineMs: 60_000,
    everyMs: 200,
    what: "three rigs connected and a run finished",
  });
  const openapi = await fetch(`${gateway.url}/api/v1/openapi.json`);
  expect(openapi.status).toBe(200);
  expect(await gateway.end()).toBe(0);
}, 120_000);

async function hasWholeLine(url: string): Promise<boolean> {
  const rigs = await get<{ items: { name: string; link: string }[] }>(`${url}/api/v1/rigs`);
  const runs = await get<{ items: { completion: string }[] }>(`${url}/api/v1/runs?rig=fct-1`);
  const connected = rigs.items.filter(({ link }) => link === "connected").map(({ name }) => name);
  return (
    ["fct-1", "burn-in-1", "hipot-1"].every((name) => connected.includes(name)) &&
    runs.items.some(({ completion }) => completion === "completed")
  );
}

async function get<Body>(url: string): Promise<Body> {
  return (await (await fetch(url)).json()) as Body;
}
