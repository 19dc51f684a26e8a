import { expect, test } from "vitest";
import { createMetrics } from "../platform/metrics.ts";
import { problemDocument } from "../platform/problems.ts";
import { createApi } from "./app.ts";
import { dependenciesForTest, HEALTH, RIG } from "./testing/dependencies.ts";

const { dependencies } = dependenciesForTest();
const { app } = createApi(dependencies);

test("health, rigs and liveness are answered as they are", async () => {
  expect(await (await app.request("/api/v1/health")).json()).toEqual(HEALTH);
  expect(await (await app.request("/api/v1/rigs")).json()).toEqual({ items: [RIG] });
  expect(await (await app.request("/healthz")).json()).toEqual({
    status: "alive",
    version: "0.1.0",
  });
});

test("readiness is 200 when ready; while not, 503 with each cause and its remedy", async () => {
  expect((await app.request("/readyz")).status).toBe(200);
  const reasons = [
    { code: "projection.rebuilding", message: "12 of 40 entries.", remedy: "Wait." },
  ];
  const waiting = dependenciesForTest({ readiness: () => ({ ready: false, reasons }) });
  const response = await createApi(waiting.dependencies).app.request("/readyz");
  expect(response.status).toBe(503);
  const problem = problemDocument.parse(await response.json());
  expect(problem.code).toBe("gateway.not-ready");
  expect(problem.errors).toEqual([
    { path: "projection.rebuilding", message: "12 of 40 entries. Wait." },
  ]);
});

/** The samples of a scrape: name with labels → value. */
async function scrape(): Promise<Map<string, number>> {
  const response = await app.request("/metrics");
  expect(response.headers.get("content-type")).toContain("text/plain; version=0.0.4");
  const lines = (await response.text()).split("\n").filter((line) => /^[a-z]/.test(line));
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ""), Number(line.split(" ").at(-1))]));
}

test("a scrape tells state and counts with Prometheus names, the same at every scrape", async () => {
  dependencies.metrics.observeCommit(4);
  dependencies.metrics.countRun({ rig: "fct-1", operation: "FCT", outcome: "pass" });
  await scrape();
  const samples = await scrape();
  const expected = {
    'rigline_build_info{version="0.1.0",demo="true"}': 1,
    rigline_ledger_head: 10,
    rigline_telemetry_head: 170,
    rigline_ledger_queued: 0,
    rigline_live_clients: 0,
    'rigline_rig_link_state{rig="fct-1",state="connected"}': 1,
    'rigline_rig_link_state{rig="fct-1",state="waiting"}': 0,
    'rigline_readings_total{rig="fct-1"}': 17,
    'rigline_noise_total{rig="fct-1",reason="unparsable"}': 2,
    'rigline_sink_state{sink="mqtt",state="connected"}': 1,
    'rigline_sink_oldest_pending_timestamp_seconds{sink="mqtt",stream="ledger"}': 1_795_392_000,
    'rigline_account{sink="mqtt",stream="ledger",state="delivered"}': 7,
    'rigline_account{sink="mqtt",stream="ledger",state="not_routed"}': 0,
    'rigline_account_class{sink="mqtt",class="results",state="pending"}': 1,
    'rigline_account_balanced{sink="mqtt",stream="ledger",class="all"}': 1,
    'rigline_account_balanced{sink="mqtt",stream="ledger",class="results"}': 1,
    'rigline_runs_total{rig="fct-1",operation="FCT",outcome="pass"}': 1,
    'rigline_commit_seconds_bucket{le="0.005"}': 1,
    rigline_commit_seconds_sum: 0.004,
  };
  for (const [name, value] of Object.entries(expected)) expect(samples.get(name), name).toBe(value);
});

test("requests are counted by the pattern of their route, never by what a client sends", async () => {
  await app.request("/api/v1/made-up-1");
  await app.request("/made-up-2");
  await app.request("/api/v1/rigs");
  const names = [...(await scrape()).keys()].filter((name) => name.includes("http_request"));
  expect(names.some((name) => name.includes("made-up"))).toBe(false);
  expect(names.some((name) => name.includes('route="/api/v1/rigs",status="200"'))).toBe(true);
});

test("the process's own metrics are there where asked for", async () => {
  const text = await createMetrics({ process: true }).render(HEALTH, 2);
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
  expect(text).toContain("rigline_live_clients 2\n");
});
