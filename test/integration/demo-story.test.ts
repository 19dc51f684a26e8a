/** The sample line as `npm start` runs it: its past, and its plug. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ANSWER_KEY } from "../../fixtures/story/answer-key.ts";
import type {
  BoardAnswer,
  DemoView,
  EquipmentView,
  OrderView,
  OutlookAnswer,
  RunSummary,
} from "../../gateway/api/contract.ts";
import { startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

const START = new URL("../../deploy/bootstrap/start.mjs", import.meta.url).pathname;

let scratch: string;
let started: ChildProcess;
let output = "";
let url: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "rigline-test-story-"));
  started = spawn(process.execPath, [START, "--data", join(scratch, "data"), "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.stdout?.on("data", (chunk) => {
    output += chunk;
  });
  url = await nextUrl(0);
  await until(async () => (await get<DemoView>("/demo")).story?.state === "told", {
    deadlineMs: 150_000,
    everyMs: 500,
    what: "the story is told",
  });
}, 180_000);

afterAll(async () => {
  if (started.exitCode === null && started.signalCode === null) {
    const exited = once(started, "exit");
    started.kill("SIGTERM");
    await exited;
  }
  await rm(scratch, { recursive: true, force: true });
});

/** The address that was printed after that much of the output. */
async function nextUrl(from: number): Promise<string> {
  return await until(() => /listens at {2}(\S+)/.exec(output.slice(from))?.[1], {
    deadlineMs: 60_000,
    what: "it listens",
  });
}

async function get<Answer>(path: string): Promise<Answer> {
  const response = await fetch(`${url}/api/v1${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Answer;
}

test("its past holds what the answer key says: the instrument and the passes that are none", async () => {
  const { refused, allowed, impact } = ANSWER_KEY;
  const { items } = await get<{ items: EquipmentView[] }>("/equipment");
  expect(items.map(({ id, status }) => [id, status])).toEqual([
    [allowed.equipment, "valid"],
    [refused.equipment, refused.reason],
  ]);
  const found = await get<{
    counts: { flips: number; runs: number };
    items: { serialNumber: string; flips: boolean }[];
  }>(`/equipment/${impact.equipment}/impact`);
  expect(found.counts.flips).toBe(impact.flips.length);
  const flips = found.items.filter((each) => each.flips).map((each) => each.serialNumber);
  expect(flips.toSorted()).toEqual(impact.flips);
});

test("the order is late, its units sum to its quantity, and demand is covered by it", async () => {
  const { order, quantity, held, demand } = ANSWER_KEY.late;
  const board = await get<BoardAnswer>("/operations");
  expect(board.items[0]).toMatchObject({ id: order, isLate: true });
  const { waterfall, finish, burnUp } = await get<OutlookAnswer>(`/orders/${order}/outlook`);
  expect(waterfall.reduce((sum, { units }) => sum + units, 0)).toBe(quantity);
  expect(waterfall.find(({ part }) => part === "hold")?.units).toBeGreaterThanOrEqual(held.length);
  expect(finish.state).toBe("projected");
  expect(burnUp.wanted.map(({ externalKey }) => externalKey)).toEqual(
    demand.map(({ externalKey }) => externalKey),
  );
  expect(burnUp.wanted.at(-1)).toMatchObject({ cumulative: quantity, isLate: true });
});

test("the live line goes on with the false PASS of the story", async () => {
  const { serialNumber } = ANSWER_KEY.falsePass;
  const run = await until(
    async () => {
      const { items } = await get<{ items: RunSummary[] }>(`/runs?serialNumber=${serialNumber}`);
      return items.findLast(({ completion }) => completion === "completed");
    },
    { deadlineMs: 90_000, everyMs: 500, what: "the unit is tested" },
  );
  expect(run).toMatchObject({ computed: "fail", reported: "pass", mismatch: true });
});

test("its plug is pulled, and every run that was stored is there when it is back", async () => {
  const before = await get<{ items: RunSummary[] }>("/runs?limit=200");
  const order = await get<OrderView>(`/orders/${ANSWER_KEY.order}`);
  const from = output.length;
  const pulled = await fetch(`${url}/api/v1/demo/power-cut`, { method: "POST" });
  expect(pulled.status).toBe(202);
  url = await nextUrl(from);
  expect(output.slice(from)).toContain("The plug was pulled");
  await until(async () => (await get<DemoView>("/demo")).story?.state === "told", {
    deadlineMs: 60_000,
    everyMs: 200,
    what: "nothing is told twice",
  });
  expect((await get<OrderView>(`/orders/${ANSWER_KEY.order}`)).dueAt).toBe(order.dueAt);
  for (const { id, outcome } of before.items.slice(0, 40)) {
    const run = await get<RunSummary>(`/runs/${id}`);
    if (outcome !== "running") expect(run.outcome).toBe(outcome);
  }
});

test("a gateway that nobody would start again keeps its plug", async () => {
  await using gateway = await startGateway();
  const refused = await fetch(`${gateway.url}/api/v1/demo/power-cut`, { method: "POST" });
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ code: "demo.no-plug" });
  expect(await (await fetch(`${gateway.url}/api/v1/demo`)).json()).toEqual({
    demo: true,
    canPullPlug: false,
  });
});
