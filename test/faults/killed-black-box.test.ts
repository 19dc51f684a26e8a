/** The gateway is killed while raw bytes are written: no blob is half, none is named in vain. */
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, watch } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Page, RunDetail, RunSummary } from "../../gateway/api/contract.ts";
import { writeFctLine } from "../support/fct-line.ts";
import { startGateway } from "../support/gateway.ts";

let dataDirectory: string;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "rigline-test-black-box-"));
});
afterAll(() => rm(dataDirectory, { recursive: true, force: true }));

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Killed at the nth thing that happens in the folder of blobs: a file begun, grown or named. */
async function killAtChange(config: string, nth: number): Promise<void> {
  await using gateway = await startGateway({ config, dataDirectory });
  let changes = 0;
  for await (const _ of watch(join(dataDirectory, "blobs"))) {
    changes += 1;
    if (changes === nth) break;
  }
  expect(await gateway.end("SIGKILL")).toBe("SIGKILL");
}

test("after kill -9 at six moments of the storing, every blob is whole and every run has its own", async () => {
  await using line = await writeFctLine(["--fault", "drop-measurement"]);
  await mkdir(join(dataDirectory, "blobs"));
  for (const nth of [1, 2, 3, 4, 6, 8]) await killAtChange(line.path, nth);
  await using gateway = await startGateway({ config: line.path, dataDirectory });
  const blobs = await readdir(join(dataDirectory, "blobs"));
  const whole = blobs.filter((name) => !name.startsWith("."));
  for (const name of whole) {
    expect(sha256(await readFile(join(dataDirectory, "blobs", name)))).toBe(name);
  }
  const response = await fetch(`${gateway.url}/api/v1/runs?limit=200`);
  const { items } = (await response.json()) as Page<RunSummary>;
  const ended = items.filter(({ cause }) => cause === "measurement.missing");
  expect(items.length).toBeGreaterThanOrEqual(6);
  for (const { id } of ended) {
    const run = (await (await fetch(`${gateway.url}/api/v1/runs/${id}`)).json()) as RunDetail;
    expect(whole).toContain(run.wireHashes?.["fct-1"]);
    expect((await fetch(`${gateway.url}/api/v1/runs/${id}/wire/fct-1`)).status).toBe(200);
  }
}, 180_000);
