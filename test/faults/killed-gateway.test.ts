/** The gateway's process ends without a word; what was shown as stored is still there. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LiveEvent, RunDetail } from "../../gateway/api/contract.ts";
import { startGateway } from "../support/gateway.ts";
import { liveEvents } from "../support/live-events.ts";

let dataDirectory: string;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), "rigline-test-killed-"));
});
afterAll(() => rm(dataDirectory, { recursive: true, force: true }));

/** Kills the gateway with -9 in the moment an event of this kind reaches a client. */
async function killAt<Kind extends LiveEvent["kind"]>(kind: Kind) {
  const gateway = await startGateway({ dataDirectory });
  const event = await firstOf(gateway.url, kind, () => process.kill(gateway.pid, "SIGKILL"));
  expect(await gateway.end()).toBe("SIGKILL");
  return event;
}

async function firstOf<Kind extends LiveEvent["kind"]>(
  url: string,
  kind: Kind,
  onFound: () => void,
): Promise<Extract<LiveEvent, { kind: Kind }>> {
  for await (const event of liveEvents(url)) {
    if (event.kind !== kind) continue;
    onFound();
    return event as Extract<LiveEvent, { kind: Kind }>;
  }
  throw new Error(`the stream ended before ${kind}`);
}

async function readRun(url: string, id: string): Promise<RunDetail> {
  const response = await fetch(`${url}/api/v1/runs/${id}`);
  expect(response.status).toBe(200);
  return (await response.json()) as RunDetail;
}

test("a run that the screen called stored is there, unchanged, after kill -9 in that moment", async () => {
  const { run } = await killAt("run-stored");
  await using gateway = await startGateway({ dataDirectory });
  const found = await readRun(gateway.url, run.id);
  expect(found).toMatchObject(run);
  expect(found.entries.at(-1)?.seq).toBe(run.seq);
}, 120_000);

test("a run that was open when the gateway was killed ends as an error with what was measured", async () => {
  const { runId } = await killAt("measurement");
  await using gateway = await startGateway({ dataDirectory });
  const found = await readRun(gateway.url, runId);
  expect(found).toMatchObject({ completion: "error", cause: "gateway.restart" });
  expect(["error", "fail"]).toContain(found.outcome);
}, 120_000);
