import { describe, expect, it } from "vitest";
import type { HealthView, LiveEvent, MeasurementView, RunSummary } from "../app/contract.ts";
import { EMPTY_LIVE, type LiveState, reduceLive } from "./live-state.ts";
import type { Panel } from "./panels.ts";

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
  alarms: [],
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

/** The one panel of the rig, that has no slots. */
function panelOf(state: LiveState): Panel | undefined {
  const panels = state.panels["fct-1"] ?? [];
  expect(panels).toHaveLength(1);
  return panels[0];
}

const STARTED: LiveEvent = { kind: "run-started", run: run("1"), expected: ["voltage"] };
const MEASURED: LiveEvent = {
  kind: "measurement",
  runId: "1",
  measurement: measurement("voltage", 5),
};
const STORED: LiveEvent = { kind: "run-stored", run: run("1", { outcome: "pass", seq: 9 }) };

function inSlot(id: string, slot: string, more: Partial<RunSummary> = {}): RunSummary {
  return run(id, { slot, ...more });
}

function started(entry: RunSummary): LiveEvent {
  return { kind: "run-started", run: entry, expected: [] };
}

function stored(entry: RunSummary): LiveEvent {
  return { kind: "run-stored", run: { ...entry, outcome: "pass" } };
}

describe("the live state", () => {
  it("says stored only after run-stored, however many measurements came", () => {
    const before = stateAfter(snapshot(), STARTED, MEASURED);
    expect(panelOf(before)?.current?.stored).toBe(false);
    const current = panelOf(reduceLive(before, STORED))?.current;
    expect(current).toMatchObject({ stored: true, run: { outcome: "pass", seq: 9 } });
    expect(current?.measurements).toHaveLength(1);
  });

  it("keeps a verdict on the panel until the next run starts, then as the one before", () => {
    const idle = stateAfter(snapshot(), STARTED, STORED, { kind: "sinks", sinks: [] });
    expect(panelOf(idle)?.current?.run.id).toBe("1");
    const next = reduceLive(idle, { kind: "run-started", run: run("2"), expected: [] });
    expect(panelOf(next)).toMatchObject({
      current: { run: { id: "2" }, stored: false },
      previous: { id: "1", outcome: "pass" },
    });
  });

  it("shows a late run-stored of the run before without hiding the one that is open", () => {
    const next: LiveEvent = { kind: "run-started", run: run("2"), expected: [] };
    const panel = panelOf(stateAfter(snapshot(), STARTED, next, STORED));
    expect(panel?.current).toMatchObject({ run: { id: "2" }, stored: false });
    expect(panel?.previous).toMatchObject({ id: "1", outcome: "pass" });
  });

  it("adds no measurement twice when the snapshot already told it", () => {
    const open = [{ run: run("1"), expected: [], measurements: [measurement("voltage", 5)] }];
    const state = stateAfter(snapshot({ open }), MEASURED);
    expect(panelOf(state)?.current?.measurements).toHaveLength(1);
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
    expect(panelOf(state)?.current).toMatchObject({
      stored: true,
      run: { outcome: "fail", seq: 12 },
      measurements: [{ id: "voltage" }],
    });
  });

  it("lists an imported run and leaves the panel of its rig to the rig's own runs", () => {
    const lastRun = run("5", { source: "api", outcome: "pass", seq: 12 });
    const imported: LiveEvent = { kind: "run-stored", run: lastRun };
    const open = stateAfter(snapshot(), STARTED, MEASURED);
    const done = reduceLive(open, STORED);
    expect(reduceLive(open, imported).panels).toEqual(open.panels);
    expect(reduceLive(done, imported).panels).toEqual(done.panels);
    expect(reduceLive(done, imported).recent.map((entry) => entry.id)).toEqual(["5", "1"]);
    const health = { ...HEALTH, rigs: [{ ...HEALTH.rigs[0], lastRun }] } as HealthView;
    const idle = stateAfter(snapshot({ health, recent: [lastRun] }));
    expect(idle.panels["fct-1"]).toEqual([{}]);
  });

  it("keeps an open run when the one before it is stored late by a clock that was set back", () => {
    const earlier = run("2", { startedAt: "2025-12-31T23:00:00Z" });
    const next: LiveEvent = { kind: "run-started", run: earlier, expected: [] };
    const panel = panelOf(stateAfter(snapshot(), STARTED, next, STORED));
    expect(panel).toMatchObject({ current: { run: { id: "2" } }, previous: { id: "1" } });
  });

  it("lists an old run from outside behind what the line did since", () => {
    const old = run("9", { source: "api", finishedAt: "2020-01-01T00:00:00Z" });
    const told: LiveEvent = { kind: "run-stored", run: old };
    const ids = stateAfter(snapshot(), STORED, told).recent.map((entry) => entry.id);
    expect(ids).toEqual(["1", "9"]);
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

describe("a rig with slots", () => {
  it("keeps the open run of each slot, in the order of the slots", () => {
    const two = started(inSlot("2", "10"));
    const three = started(inSlot("3", "9"));
    const state = stateAfter(snapshot(), started(inSlot("1", "1")), two, three, MEASURED);
    expect(state.panels["fct-1"]).toMatchObject([
      { slot: "1", current: { run: { id: "1" }, measurements: [{ id: "voltage" }] } },
      { slot: "9", current: { run: { id: "3" } } },
      { slot: "10", current: { run: { id: "2" } } },
    ]);
  });

  it("gives a verdict to the slot it was reached in, and each slot its own run before", () => {
    const [first, other, next] = [inSlot("1", "A"), inSlot("2", "B"), inSlot("3", "A")];
    const events = [started(first), started(other), stored(first), started(next)];
    expect(stateAfter(snapshot(), ...events).panels["fct-1"]).toMatchObject([
      { slot: "A", current: { run: { id: "3" }, stored: false }, previous: { id: "1" } },
      { slot: "B", current: { run: { id: "2" }, stored: false } },
    ]);
  });

  it("shows every slot that a snapshot knows: open, last, or among the recent runs", () => {
    const done = { outcome: "pass", seq: 6 } as const;
    const [last, older] = [inSlot("3", "C", { ...done, seq: 7 }), inSlot("2", "B", done)];
    const open = [{ run: inSlot("4", "A"), expected: [], measurements: [] }];
    const health = { ...HEALTH, rigs: [{ ...HEALTH.rigs[0], lastRun: last }] } as HealthView;
    const state = stateAfter(snapshot({ health, open, recent: [last, older] }));
    expect(state.panels["fct-1"]).toMatchObject([
      { slot: "A", current: { run: { id: "4" }, stored: false } },
      { slot: "B", current: { run: { id: "2" }, stored: true } },
      { slot: "C", current: { run: { id: "3" }, stored: true } },
    ]);
  });

  it("keeps a slot's last verdict when a new snapshot no longer names it, in the same log", () => {
    const before = stateAfter(snapshot(), started(inSlot("1", "A")), stored(inSlot("1", "A")));
    expect(reduceLive(before, snapshot()).panels["fct-1"]).toMatchObject([
      { slot: "A", current: { run: { id: "1" }, stored: true } },
    ]);
    const gateway = { ...HEALTH.gateway, logId: "another" };
    const restored = reduceLive(before, snapshot({ health: { ...HEALTH, gateway } }));
    expect(restored.panels["fct-1"]).toEqual([{}]);
  });

  it("never shows a run as open that a new snapshot does not name as open", () => {
    const before = stateAfter(snapshot(), started(inSlot("1", "A")), started(inSlot("2", "B")));
    const open = [{ run: inSlot("2", "B"), expected: [], measurements: [] }];
    expect(reduceLive(before, snapshot({ open })).panels["fct-1"]).toMatchObject([
      { slot: "B", current: { run: { id: "2" } } },
    ]);
  });
});

describe("the lines of the strips", () => {
  const heard = (seconds: number): LiveEvent => ({
    kind: "readings",
    rig: "fct-1",
    values: [
      {
        channel: "voltage",
        value: seconds,
        unit: "V",
        quality: "good",
        takenAt: new Date(seconds * 1_000).toISOString(),
      },
    ],
  });
  const startsOf = (state: LiveState) =>
    state.traces["fct-1"]?.voltage?.points.map((point) => point.isStart === true);

  it("are not joined over a new connection to the gateway", () => {
    const state = stateAfter(snapshot(), heard(1), heard(2), snapshot(), heard(3), heard(4));
    expect(startsOf(state)).toEqual([false, false, true, false]);
  });

  it("are not joined over a time in which the rig was not connected", () => {
    const rig = HEALTH.rigs[0] as HealthView["rigs"][number];
    const lost: LiveEvent = { kind: "rig", rig: { ...rig, link: "waiting" } };
    const state = stateAfter(snapshot(), heard(1), lost, { kind: "rig", rig }, heard(3), heard(4));
    expect(startsOf(state)).toEqual([false, true, false]);
  });
});

describe("a rig that is told after the snapshot, as while its gateway starts", () => {
  const lastRun = run("4", { outcome: "error", completion: "error", seq: 12 });
  const told = { kind: "rig", rig: { ...HEALTH.rigs[0], lastRun } } as LiveEvent;
  const nobody = { ...HEALTH, rigs: [] } as HealthView;

  it("brings its last run onto its panel, stored", () => {
    const [panel] = stateAfter(snapshot({ health: nobody }), told).panels["fct-1"] ?? [];
    expect(panel?.current).toMatchObject({ run: { id: "4" }, stored: true });
  });

  it("takes no run from the panel that is on it", () => {
    const started: LiveEvent = { kind: "run-started", run: run("5"), expected: [] };
    const [panel] = stateAfter(snapshot({}), started, told).panels["fct-1"] ?? [];
    expect(panel?.current).toMatchObject({ run: { id: "5" }, stored: false });
  });
});
