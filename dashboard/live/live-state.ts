/**
 * What the page knows of the line, as a pure function of the events it heard.
 *
 *   snapshot ─► everything anew;  every later event ─► a change to it
 */
import type {
  AlarmView,
  HealthView,
  LiveEvent,
  RigView,
  RunSummary,
  SinkView,
} from "../app/contract.ts";
import { measureOnPanel, openRun, type Panels, panelsFrom, storeOnPanel } from "./panels.ts";
import { addReadings, endTraces, type Traces } from "./traces.ts";

export type Gateway = HealthView["gateway"];

export interface LiveState {
  readonly gateway: Gateway | undefined;
  readonly ledgerHead: number;
  /** In the order of the configuration. */
  readonly rigs: readonly RigView[];
  readonly sinks: readonly SinkView[];
  /** Raised or acknowledged, oldest first. */
  readonly alarms: readonly AlarmView[];
  readonly panels: Panels;
  /** Newest first. */
  readonly recent: readonly RunSummary[];
  readonly traces: Readonly<Record<string, Traces>>;
  /** Runs stored since the page opened: lists use it to say that there is more. */
  readonly storedCount: number;
  /** By station, how often its armings or runs changed: who shows them asks again. */
  readonly stationNews: Readonly<Record<string, number>>;
  /** How often records changed that stations look at, or everything was told anew. */
  readonly recordsNews: number;
}

/** More than fits under the line on any screen. */
const RECENT_MAX = 30;

/** Before the first snapshot. */
export const EMPTY_LIVE: LiveState = {
  gateway: undefined,
  ledgerHead: 0,
  rigs: [],
  sinks: [],
  alarms: [],
  panels: {},
  recent: [],
  traces: {},
  storedCount: 0,
  stationNews: {},
  recordsNews: 0,
};

/** The next state. Events that change nothing give back the same object. */
export function reduceLive(state: LiveState, event: LiveEvent): LiveState {
  switch (event.kind) {
    case "snapshot":
      return fromSnapshot(state, event);
    case "rig":
      return changeRig(state, event.rig);
    case "program":
      return changeProgram(state, event);
    case "run-started":
      return withNews(
        { ...state, panels: openRun(state.panels, event.run, event.expected) },
        event.run.station,
      );
    case "measurement": {
      const panels = measureOnPanel(state.panels, event.runId, event.measurement);
      return panels === state.panels ? state : { ...state, panels };
    }
    case "run-stored":
      return withNews(storeRun(state, event.run), event.run.station);
    case "arming":
      return withNews(state, event.station);
    case "records":
      return { ...state, recordsNews: state.recordsNews + 1 };
    case "readings": {
      const traces = addReadings(state.traces[event.rig] ?? {}, event.values);
      return { ...state, traces: { ...state.traces, [event.rig]: traces } };
    }
    case "sinks":
      return { ...state, sinks: event.sinks };
    case "alarm":
      return { ...state, alarms: changeAlarm(state.alarms, event.alarm) };
    default:
      // A newer gateway may say more than this page knows; it shows what it understands.
      return state;
  }
}

function withNews(state: LiveState, station: string): LiveState {
  const count = (state.stationNews[station] ?? 0) + 1;
  return { ...state, stationNews: { ...state.stationNews, [station]: count } };
}

type ProgramEvent = Extract<LiveEvent, { kind: "program" }>;
type Snapshot = Extract<LiveEvent, { kind: "snapshot" }>;

function fromSnapshot(state: LiveState, snapshot: Snapshot): LiveState {
  const { health, recent } = snapshot;
  const isSameLog = state.gateway?.logId === health.gateway.logId;
  return {
    ...state,
    gateway: health.gateway,
    ledgerHead: health.ledger.head,
    rigs: health.rigs,
    sinks: health.sinks,
    // A gateway of before has none to tell.
    alarms: health.alarms ?? [],
    panels: panelsFrom(snapshot, isSameLog ? state.panels : {}),
    // A snapshot begins a connection: what was read before it came is not known here.
    traces: mapTraces(state.traces, endTraces),
    recent,
    recordsNews: state.recordsNews + 1,
  };
}

/** Whoever came first stays first; what is cleared or closed goes. */
function changeAlarm(alarms: readonly AlarmView[], alarm: AlarmView): readonly AlarmView[] {
  const isOpen = alarm.state === "raised" || alarm.state === "acknowledged";
  const isKnown = alarms.some(({ id }) => id === alarm.id);
  if (isOpen && !isKnown) return [...alarms, alarm];
  return alarms.flatMap((other) => (other.id !== alarm.id ? [other] : isOpen ? [alarm] : []));
}

function mapTraces(traces: LiveState["traces"], change: (of: Traces) => Traces) {
  return Object.fromEntries(Object.entries(traces).map(([rig, of]) => [rig, change(of)]));
}

/** What a rig says after its link was down is not joined to what it said before. */
function changeRig(state: LiveState, rig: RigView): LiveState {
  const known = state.traces[rig.name];
  const told = { ...state, rigs: replaceRig(state.rigs, rig), panels: withLastRun(state, rig) };
  if (known === undefined || rig.link === "connected") return told;
  return { ...told, traces: { ...state.traces, [rig.name]: endTraces(known) } };
}

/**
 * A rig that the snapshot did not know yet, as its gateway starts, brings its last run with it;
 * so does one whose open run was closed meanwhile. What a panel shows as stored stands.
 */
function withLastRun({ panels }: LiveState, { name, lastRun }: RigView): Panels {
  if (lastRun === undefined || lastRun.source !== "rig" || lastRun.outcome === "running") {
    return panels;
  }
  const shown = (panels[name] ?? []).flatMap(({ current }) => current ?? []);
  const isShown = shown.some(({ run, stored }) => run.id !== lastRun.id || stored);
  return isShown ? panels : storeOnPanel(panels, lastRun);
}

/** A step of a driven rig; one that is not known yet comes whole with its own event. */
function changeProgram(state: LiveState, { rig, program }: ProgramEvent): LiveState {
  const known = state.rigs.find((other) => other.name === rig);
  return known === undefined ? state : changeRig(state, { ...known, program });
}

function replaceRig(rigs: readonly RigView[], rig: RigView): readonly RigView[] {
  const known = rigs.some((other) => other.name === rig.name);
  return known ? rigs.map((other) => (other.name === rig.name ? rig : other)) : [...rigs, rig];
}

function endOf({ finishedAt, startedAt }: RunSummary): string {
  return finishedAt ?? startedAt;
}

function storeRun(state: LiveState, run: RunSummary): LiveState {
  const others = state.recent.filter((other) => other.id !== run.id);
  // A run from outside may be an old one: it is not what the line did just now.
  const older = others.findIndex((other) => endOf(other) <= endOf(run));
  const place = run.source === "rig" ? 0 : older < 0 ? others.length : older;
  const recent = others.toSpliced(place, 0, run);
  return {
    ...state,
    recent: recent.slice(0, RECENT_MAX),
    ledgerHead: Math.max(state.ledgerHead, run.seq),
    storedCount: state.storedCount + 1,
    panels: run.source === "rig" ? storeOnPanel(state.panels, run) : state.panels,
  };
}
