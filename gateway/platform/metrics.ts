/** What Prometheus may know of the gateway. Names and units follow its conventions. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { createSamplers } from "./metric-samplers.ts";
import type { MetricsState } from "./metrics-state.ts";

/** Bounds of the commit histogram: the goal is a p99 of 25 ms. */
const COMMIT_BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const REQUEST_BUCKETS_S = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10];

export interface Metrics {
  /** One durable batch of the ledger; from the oldest command's arrival to stable storage. */
  observeCommit(durationMs: number): void;
  /** One reading that became durable; from the last byte on the wire to stable storage. */
  observeReading(durationMs: number): void;
  /** One run that became durable with its outcome. */
  countRun(run: { rig: string; operation: string; outcome: string }): void;
  /** One answered HTTP request; `route` is the pattern, never the address. */
  observeRequest(request: { method: string; route: string; status: number; seconds: number }): void;
  /** The text of a scrape: what was counted, and `state` and `liveClients` as they are now. */
  render(state: MetricsState, liveClients: number): Promise<string>;
  readonly contentType: string;
}

/** A registry of its own for each gateway. `process` adds those of memory, CPU and event loop. */
export function createMetrics(options: { process: boolean }): Metrics {
  const registry = new Registry();
  if (options.process) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const commits = new Histogram({
    name: "rigline_commit_seconds",
    help: "From the arrival of a batch's oldest command to stable storage",
    buckets: COMMIT_BUCKETS_S,
    registers,
  });
  const runs = new Counter({
    name: "rigline_runs_total",
    help: "Runs stored since start, by outcome",
    labelNames: ["rig", "operation", "outcome"],
    registers,
  });
  const readings = new Histogram({
    name: "rigline_reading_durable_seconds",
    help: "From a reading's last byte on the wire to stable storage",
    buckets: COMMIT_BUCKETS_S,
    registers,
  });
  const requests = new Histogram({
    name: "rigline_http_request_seconds",
    help: "From request to answer; of a stream, to its beginning",
    labelNames: ["method", "route", "status"],
    buckets: REQUEST_BUCKETS_S,
    registers,
  });
  const samplers = createSamplers(registers);
  const clients = new Gauge({
    name: "rigline_live_clients",
    help: "Pages that listen to the live stream",
    registers,
  });
  return {
    observeCommit: (durationMs) => commits.observe(durationMs / 1000),
    observeReading: (durationMs) => readings.observe(durationMs / 1000),
    countRun: ({ rig, operation, outcome }) => runs.inc({ rig, operation, outcome }),
    observeRequest: ({ seconds, method, route, status }) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    render(state, liveClients) {
      for (const sample of samplers) sample(state);
      clients.set(liveClients);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
