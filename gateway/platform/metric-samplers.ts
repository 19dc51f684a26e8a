/** Gauges and counters that are set from the gateway's state at each scrape. */
import { Counter, Gauge, type Registry } from "prom-client";
import type { MetricsState, Terms } from "./metrics-state.ts";

const CLOCK_STATES = ["synced", "holdover", "unsynced", "stepped"];
const LINK_STATES = ["disabled", "connecting", "connected", "waiting", "silent"];

type Sampler = (state: MetricsState) => void;
type Registers = Registry[];

/** All of them, in registries of the caller's. */
export function createSamplers(registers: Registers): readonly Sampler[] {
  return [
    gatewaySampler(registers),
    rigSampler(registers),
    sinkSampler(registers),
    classSampler(registers),
    clockSampler(registers),
  ];
}

function makers(registers: Registers) {
  return {
    gauge: (name: string, help: string, labelNames: string[] = []) =>
      new Gauge({ name: `rigline_${name}`, help, labelNames, registers }),
    counter: (name: string, help: string, labelNames: string[]) =>
      new Counter({ name: `rigline_${name}_total`, help, labelNames, registers }),
  };
}

function gatewaySampler(registers: Registers): Sampler {
  const { gauge } = makers(registers);
  const info = gauge("build_info", "Always 1; version and kind are labels", ["version", "demo"]);
  const head = gauge("ledger_head", "Entries in the ledger");
  const telemetryHead = gauge("telemetry_head", "Readings in the telemetry store");
  const queued = gauge("ledger_queued", "Commands that wait for the writer");
  const queuedReadings = gauge("ledger_queued_readings", "Readings that wait for the writer");
  const free = gauge("disk_free_bytes", "Free space on the disk of the data directory");
  const fault = gauge("ledger_fault", "1 for what is wrong with the gateway's own data", ["code"]);
  const waiting = gauge("readings_waiting", "Readings taken that are not on stable storage yet");
  const changing = gauge("rigs_pending", "Rigs that take up a new configuration after their run");
  return ({ gateway, ledger, pendingRigs = [] }) => {
    info.reset();
    info.set({ version: gateway.version, demo: String(gateway.demo) }, 1);
    head.set(ledger.head);
    telemetryHead.set(ledger.telemetryHead);
    queued.set(ledger.queued);
    queuedReadings.set(ledger.queuedReadings ?? 0);
    if (ledger.freeBytes !== undefined) free.set(ledger.freeBytes);
    fault.reset();
    if (ledger.fault !== undefined) fault.set({ code: ledger.fault.code }, 1);
    waiting.set(ledger.readingsWaiting ?? 0);
    changing.set(pendingRigs.length);
  };
}

function rigSampler(registers: Registers): Sampler {
  const { gauge, counter } = makers(registers);
  const link = gauge("rig_link_state", "1 for the state the link is in", ["rig", "state"]);
  const readings = counter("readings", "Readings taken since start", ["rig"]);
  const noise = counter("noise", "Frames that were no reading, since start", ["rig", "reason"]);
  const alarms = gauge("alarms_raised", "Alarms raised or acknowledged now", ["kind", "rig"]);
  return ({ rigs, alarms: raised }) => {
    for (const metric of [link, readings, noise, alarms]) metric.reset();
    for (const rig of rigs) {
      readings.inc({ rig: rig.name }, rig.readings);
      for (const word of LINK_STATES) {
        link.set({ rig: rig.name, state: word }, word === rig.link ? 1 : 0);
      }
      for (const [reason, count] of Object.entries(rig.noiseByReason)) {
        noise.inc({ rig: rig.name, reason }, count);
      }
    }
    for (const { rig, kind } of raised) alarms.inc({ rig, kind });
  };
}

function sinkSampler(registers: Registers): Sampler {
  const { gauge } = makers(registers);
  const states = gauge("sink_state", "1 for the state the sink is in", ["sink", "state"]);
  const account = gauge("account", "Positions of a stream by what became of them at a sink", [
    ...["sink", "stream", "state"],
  ]);
  const oldest = gauge(
    "sink_oldest_pending_timestamp_seconds",
    "When the oldest pending position came to be: time() less this is the lag; none where all is done",
    ["sink", "stream"],
  );
  return ({ sinks }) => {
    for (const metric of [states, account, oldest]) metric.reset();
    for (const sink of sinks) {
      states.set({ sink: sink.name, state: sink.state }, 1);
      for (const { stream, oldestPending, ...terms } of sink.accounts) {
        const of = { sink: sink.name, stream };
        if (oldestPending !== undefined) oldest.set(of, Date.parse(oldestPending) / 1000);
        for (const [word, count] of settled(terms)) account.set({ ...of, state: word }, count);
      }
    }
  };
}

function classSampler(registers: Registers): Sampler {
  const { gauge } = makers(registers);
  const classes = gauge("account_class", "Entries of the ledger by class, as account has them", [
    ...["sink", "class", "state"],
  ]);
  const balanced = gauge("account_balanced", "1 where appended is the sum of the other states", [
    ...["sink", "stream", "class"],
  ]);
  return ({ sinks }) => {
    classes.reset();
    balanced.reset();
    for (const { name: sink, accounts } of sinks) {
      for (const { stream, classes: own = [], ...terms } of accounts) {
        balanced.set({ sink, stream, class: "all" }, terms.balanced ? 1 : 0);
        for (const one of own) {
          const of = { sink, class: one.class };
          balanced.set({ sink, stream, class: one.class }, one.balanced ? 1 : 0);
          for (const [word, count] of settled(one)) classes.set({ ...of, state: word }, count);
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
function clockSampler(registers: Registers): Sampler {
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
