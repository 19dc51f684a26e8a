import { describe, expect, it } from "vitest";
import type { HealthView, LiveEvent, MeasurementView, RunSummary } from "../app/contract.ts";
import { EMPTY_LIVE, type LiveState, reduceLive } from "./live-state.ts";

function run(id: string, more: Partial<RunSummary> = {}): RunSummary {
  return {
    id,
    seq: 1,
    rig: "fct-1",
    station: "FCT-1",
    operation: "FCT",
    outcome: "running",
    completion: "running",
    mismatch: false,
    failing: [],
    simulated: true,
    engineeringMode: false,
    source: "rig",
    startedAt: `2026-01-01T00:00:0${id}Z`,
    ...more,
  };
}

function measurement(id: string, value: number): MeasurementView {
  return {
    id,
    name: id,
    step: id,
    attempt: 1,
    value,
    unit: "V",
    quality: "good",
    takenAt: "2026-01-01T00:00:01Z",
    computed: "pass",
    warned: false,
  };
}

const HEALTH: HealthView = {
  gateway: {
    id: "gateway",
    logId: "log",
    version: "1",
    demo: true,
    startedAt: "2026-01-01T00:00:00Z",
    clockState: "synced",
    site: "site",
    timeZone: "Europe/Berlin",
  },
  ledger: {
    head: 7,
    telemetryHead: 0,
    directory: "data",
    commitMsP50: 1,
    commitMsP99: 2,
    queued: 0,
  },
  sinks: [],
  rigs: [
    {
      name: "fct-1",
      title: "Tester",
      station: "FCT-1",
      operation: "FCT",
      driver: "serial-line",
      port: "tcp",
      simulated: true,
      link: "connected",
      since: "2026-01-01T00:00:00Z",
      noise: 0,
      noiseByReason: {},
      readings: 0,
      runsToday: 0,
    },
  ],
};

type Snapshot = Extract<LiveEvent, { kind: "snapshot" }>;

function snapshot(more: Partial<Snapshot> = {}): Snapshot {
  return {
    kind: "snapshot",
    at: "2026-01-01T00:00:00Z",
    health: HEALTH,
    open: [],
    recent: [],
    ...more,
  };
}

function stateAfter(...events: LiveEvent[]): LiveState {
  return events.reduce(reduceLive, EMPTY_LIVE);
}

const STARTED: LiveEvent = { kind: "run-started", run: run("1"), expected: ["voltage"] };
const MEASURED: LiveEvent = {
  kind: "measurement",
  runId: "1",
  measurement: measurement("voltage", 5),
};
const STORED: LiveEvent = { kind: "run-stored", run: run("1", { outcome: "pass", seq: 9 }) };

describe("the live state", () => {
  it("says stored only after run-stored, however many measurements came", () => {
    const before = stateAfter(snapshot(), STARTED, MEASURED);
    expect(before.panels["fct-1"]?.current?.stored).toBe(false);
    const stored = reduceLive(before, STORED).panels["fct-1"]?.current;
    expect(stored).toMatchObject({ stored: true, run: { outcome: "pass", seq: 9 } });
    expect(stored?.measurements).toHaveLength(1);
  });

  it("keeps a verdict on the panel until the next run starts, then as the one before", () => {
    const idle = stateAfter(snapshot(), STARTED, STORED, { kind: "sinks", sinks: [] });
    expect(idle.panels["fct-1"]?.current?.run.id).toBe("1");
    const next = reduceLive(idle, { kind: "run-started", run: run("2"), expected: [] });
    expect(next.panels["fct-1"]).toMatchObject({
      current: { run: { id: "2" }, stored: false },
      previous: { id: "1", outcome: "pass" },
    });
  });

  it("shows a late run-stored of the run before without hiding the one that is open", () => {
    const next: LiveEvent = { kind: "run-started", run: run("2"), expected: [] };
    const panel = stateAfter(snapshot(), STARTED, next, STORED).panels["fct-1"];
    expect(panel?.current).toMatchObject({ run: { id: "2" }, stored: false });
    expect(panel?.previous).toMatchObject({ id: "1", outcome: "pass" });
  });

  it("adds no measurement twice when the snapshot already told it", () => {
    const open = [{ run: run("1"), expected: [], measurements: [measurement("voltage", 5)] }];
    const state = stateAfter(snapshot({ open }), MEASURED);
    expect(state.panels["fct-1"]?.current?.measurements).toHaveLength(1);
  });

  it("takes the measurements of another run from nobody's panel", () => {
    const stray: LiveEvent = {
      kind: "measurement",
      runId: "unknown",
      measurement: measurement("voltage", 5),
    };
    const state = stateAfter(snapshot(), STARTED);
    expect(reduceLive(state, stray)).toBe(state);
  });

  it("corrects a run left open on the screen when a new snapshot knows its verdict", () => {
    const finished = run("1", { outcome: "fail", seq: 12 });
    const rig = { ...HEALTH.rigs[0], lastRun: finished };
    const health = { ...HEALTH, rigs: [rig] } as HealthView;
    const state = stateAfter(snapshot(), STARTED, MEASURED, snapshot({ health }));
    expect(state.panels["fct-1"]?.current).toMatchObject({
      stored: true,
      run: { outcome: "fail", seq: 12 },
      measurements: [{ id: "voltage" }],
    });
  });

  it("lists stored runs newest first, each once", () => {
    const again: LiveEvent = { kind: "run-stored", run: run("2", { outcome: "fail" }) };
    const ids = stateAfter(snapshot(), STORED, again, STORED).recent.map((entry) => entry.id);
    expect(ids).toEqual(["1", "2"]);
  });

  it("ignores an event of a kind it does not know", () => {
    const state = stateAfter(snapshot());
    const foreign = { kind: "tomorrow" } as unknown as LiveEvent;
    expect(reduceLive(state, foreign)).toBe(state);
  });
});
