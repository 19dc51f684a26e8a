/** The sample line as `npm start` runs it, seen from outside. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { HealthView, RunDetail, RunSummary, UnitDetail } from "../../gateway/api/contract.ts";
import { type GatewayProcess, startGateway } from "../support/gateway.ts";
import { until } from "../support/until.ts";

let gateway: GatewayProcess;

beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function get<Body>(path: string): Promise<Body> {
  const response = await fetch(`${gateway.url}${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Body;
}

function finishedRuns(rig: string): Promise<RunSummary[]> {
  return until(
    async () => {
      const { items } = await get<{ items: RunSummary[] }>(`/api/v1/runs?rig=${rig}`);
      const finished = items.filter((run) => run.completion !== "running");
      return finished.length > 0 ? finished : undefined;
    },
    { deadlineMs: 60_000, everyMs: 200, what: `a finished run of ${rig}` },
  );
}

test.each(["fct-1", "burn-in-1", "hipot-1"])(
  "a unit tested on %s becomes a stored run with every measurement judged against its limits",
  async (rig) => {
    const [latest] = await finishedRuns(rig);
    const run = await get<RunDetail>(`/api/v1/runs/${latest?.id}`);
    expect(run.unitId).toBeDefined();
    expect(run.orderId).toBe("WO-1041");
    expect(run.procedureHash).toMatch(/^[0-9a-f]{64}$/);
    expect(run.measurements.length).toBeGreaterThan(0);
    for (const measurement of run.measurements) expect(measurement.limits).toBeDefined();
    expect(run.entries.map(({ action }) => action)).toEqual(["started", "finished"]);
    expect(run.simulated).toBe(true);
    expect(["pass", "fail"]).toContain(run.outcome);
  },
  90_000,
);

test("the burn-in chamber's floats arrive in their CDAB order: a case is warm, not astronomical", async () => {
  const [latest] = await finishedRuns("burn-in-1");
  const run = await get<RunDetail>(`/api/v1/runs/${latest?.id}`);
  const value = run.measurements.find(({ id }) => id === "case-temperature")?.value;
  expect(value).toBeGreaterThan(30);
  expect(value).toBeLessThan(100);
}, 90_000);

test("a run tells its telemetry, and that it was handed to the broker", async () => {
  const [latest] = await finishedRuns("fct-1");
  const series = await get<unknown[]>(`/api/v1/runs/${latest?.id}/telemetry`);
  expect(series.length).toBeGreaterThan(0);
  const delivery = await until(async () => {
    const run = await get<RunDetail>(`/api/v1/runs/${latest?.id}`);
    return run.delivery.some(({ state }) => state === "delivered") ? run.delivery : undefined;
  });
  expect(delivery).toEqual([{ sink: "mqtt", state: "delivered" }]);
}, 90_000);

test("a unit tells its route and every run in order", async () => {
  const [latest] = await finishedRuns("fct-1");
  const unit = await get<UnitDetail>(`/api/v1/units/${latest?.unitId}`);
  expect(unit.route.map(({ operation }) => operation)).toEqual(["FCT", "BURN-IN", "HIPOT"]);
  expect(unit.timeline.map(({ id }) => id)).toContain(latest?.id);
}, 90_000);

test("the account of every sink balances while the line runs", async () => {
  const health = await get<HealthView>("/api/v1/health");
  const accounts = health.sinks.flatMap((sink) => sink.accounts);
  expect(accounts.length).toBeGreaterThan(0);
  for (const account of accounts) expect(account.balanced).toBe(true);
});

test("SIGTERM ends it with code 0 within five seconds, and the next start goes on with its data", async () => {
  const before = await get<HealthView>("/api/v1/health");
  const startedMs = performance.now();
  expect(await gateway.end("SIGTERM")).toBe(0);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
  await using next = await startGateway({ dataDirectory: gateway.dataDirectory });
  const response = await fetch(`${next.url}/api/v1/health`);
  const after = (await response.json()) as HealthView;
  expect(after.gateway.logId).toBe(before.gateway.logId);
  expect(after.ledger.head).toBeGreaterThanOrEqual(before.ledger.head);
}, 60_000);
