/** What Prometheus may know of the gateway. Names and units follow its conventions. */
import {
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  type Metric,
  Registry,
} from "prom-client";

/** The gateway's state at a scrape; the API's health view has this shape. */
export interface MetricsState {
  readonly gateway: {
    readonly version: string;
    readonly demo: boolean;
    readonly clockState: string;
    readonly clock?: ClockFigures | undefined;
  };
  /** Rigs that wait for the end of their run to change. */
  readonly pendingRigs?: readonly string[] | undefined;
  readonly ledger: {
    readonly head: number;
    readonly telemetryHead: number;
    readonly queued: number;
    readonly queuedReadings?: number | undefined;
    readonly freeBytes?: number | undefined;
    readonly fault?: { readonly code: string } | undefined;
    readonly readingsWaiting?: number | undefined;
  };
  readonly rigs: readonly RigState[];
  readonly sinks: readonly SinkState[];
  readonly alarms: readonly { readonly rig: string; readonly kind: string }[];
}
interface ClockFigures {
  readonly steps: number;
  readonly stepSumUs: number;
  readonly offsetUs?: number | undefined;
}
interface RigState {
  readonly name: string;
  readonly link: string;
  readonly readings: number;
  readonly noiseByReason: Readonly<Record<string, number>>;
}
interface SinkState {
  readonly name: string;
  readonly state: string;
  readonly accounts: readonly AccountState[];
}
interface AccountState extends Terms {
  readonly stream: string;
  readonly classes?: readonly (Terms & { readonly class: string })[] | undefined;
}
interface Terms {
  readonly balanced: boolean;
  readonly appended: number;
  readonly delivered: number;
  readonly pending: number;
  readonly quarantined: number;
  readonly discarded: number;
  readonly dropped: number;
  readonly notRouted: number;
}

/** Bounds of the commit histogram: the goal is a p99 of 25 ms. */
const COMMIT_BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];
const REQUEST_BUCKETS_S = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10];
const CLOCK_STATES = ["synced", "holdover", "unsynced", "stepped"];
const LINK_STATES = ["disabled", "connecting", "connected", "waiting", "silent"];

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
  const sample = samplers(registers);
  return {
    observeCommit: (durationMs) => commits.observe(durationMs / 1000),
    observeReading: (durationMs) => readings.observe(durationMs / 1000),
    countRun: ({ rig, operation, outcome }) => runs.inc({ rig, operation, outcome }),
    observeRequest: ({ seconds, method, route, status }) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    render(state, liveClients) {
      sample(state, liveClients);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

/** Gauges and counters that are set from the state at each scrape. */
function samplers(registers: Registry[]) {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `rigline_${name}`, help, labelNames, registers });
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name: `rigline_${name}_total`, help, labelNames, registers });

  const info = gauge("build_info", "Always 1; version and kind are labels", ["version", "demo"]);
  const head = gauge("ledger_head", "Entries in the ledger");
  const telemetryHead = gauge("telemetry_head", "Readings in the telemetry store");
  const queued = gauge("ledger_queued", "Commands that wait for the writer");
  const queuedReadings = gauge("ledger_queued_readings", "Readings that wait for the writer");
  const free = gauge("disk_free_bytes", "Free space on the disk of the data directory");
  const fault = gauge("ledger_fault", "1 for what is wrong with the gateway's own data", ["code"]);
  const waiting = gauge("readings_waiting", "Readings taken that are not on stable storage yet");
  const changing = gauge("rigs_pending", "Rigs that take up a new configuration after their run");
  const sampleClock = clockSampler(registers);
  const clients = gauge("live_clients", "Pages that listen to the live stream");
  const link = gauge("rig_link_state", "1 for the state the link is in", ["rig", "state"]);
  const readings = counter("readings", "Readings taken since start", ["rig"]);
  const noise = counter("noise", "Frames that were no reading, since start", ["rig", "reason"]);
  const sinks = gauge("sink_state", "1 for the state the sink is in", ["sink", "state"]);
  const account = gauge("account", "Positions of a stream by what became of them at a sink", [
    ...["sink", "stream", "state"],
  ]);
  const classes = gauge("account_class", "Entries of the ledger by class, as account has them", [
    ...["sink", "class", "state"],
  ]);
  const balanced = gauge("account_balanced", "1 where appended is the sum of the other states", [
    ...["sink", "stream", "class"],
  ]);
  const alarms = gauge("alarms_raised", "Alarms raised or acknowledged now", ["kind", "rig"]);
  return (state: MetricsState, liveClients: number) => {
    for (const metric of [
      info,
      alarms,
      link,
      readings,
      noise,
      sinks,
      account,
      balanced,
    ] as Metric[])
      metric.reset();
    info.set({ version: state.gateway.version, demo: String(state.gateway.demo) }, 1);
    head.set(state.ledger.head);
    telemetryHead.set(state.ledger.telemetryHead);
    queued.set(state.ledger.queued);
    queuedReadings.set(state.ledger.queuedReadings ?? 0);
    if (state.ledger.freeBytes !== undefined) free.set(state.ledger.freeBytes);
    fault.reset();
    if (state.ledger.fault !== undefined) fault.set({ code: state.ledger.fault.code }, 1);
    waiting.set(state.ledger.readingsWaiting ?? 0);
    changing.set(state.pendingRigs?.length ?? 0);
    sampleClock(state);
    clients.set(liveClients);
    for (const rig of state.rigs) {
      readings.inc({ rig: rig.name }, rig.readings);
      for (const word of LINK_STATES) {
        link.set({ rig: rig.name, state: word }, word === rig.link ? 1 : 0);
      }
      for (const [reason, count] of Object.entries(rig.noiseByReason)) {
        noise.inc({ rig: rig.name, reason }, count);
      }
    }
    for (const { rig, kind } of state.alarms) alarms.inc({ rig, kind });
    for (const sink of state.sinks) {
      sinks.set({ sink: sink.name, state: sink.state }, 1);
      for (const { stream, classes: own = [], ...terms } of sink.accounts) {
        const of = { sink: sink.name, stream };
        balanced.set({ ...of, class: "all" }, terms.balanced ? 1 : 0);
        for (const [word, count] of settled(terms)) account.set({ ...of, state: word }, count);
        for (const one of own) {
          const labels = { sink: sink.name, class: one.class };
          balanced.set({ ...of, class: one.class }, one.balanced ? 1 : 0);
          for (const [word, count] of settled(one)) classes.set({ ...labels, state: word }, count);
        }
      }
    }
  };
}

function settled(account: Terms): readonly (readonly [string, number])[] {
  return [
    ["appended", account.appended],
    ["delivered", account.delivered],
    ["pending", account.pending],
    ["quarantined", account.quarantined],
    ["discarded", account.discarded],
    ["dropped", account.dropped],
    ["not_routed", account.notRouted],
  ];
}

/** The clock that stamps everything: whether it can be trusted, and how it was stepped. */
function clockSampler(registers: Registry[]): (state: MetricsState) => void {
  const trust = new Gauge({
    name: "rigline_clock_state",
    help: "1 for how far the machine's clock can be trusted",
    labelNames: ["state"],
    registers,
  });
  const steps = new Counter({
    name: "rigline_clock_steps_total",
    help: "Steps of the machine's clock found since start",
    registers,
  });
  const stepped = new Gauge({
    name: "rigline_clock_stepped_seconds",
    help: "By how far the clock was stepped since start, all steps together",
    registers,
  });
  const offset = new Gauge({
    name: "rigline_clock_offset_seconds",
    help: "Clock less true time, as who keeps it says",
    registers,
  });
  return ({ gateway: { clockState, clock } }) => {
    for (const state of CLOCK_STATES) trust.set({ state }, state === clockState ? 1 : 0);
    steps.reset();
    steps.inc(clock?.steps ?? 0);
    stepped.set((clock?.stepSumUs ?? 0) / 1e6);
    offset.set((clock?.offsetUs ?? 0) / 1e6);
  };
}
