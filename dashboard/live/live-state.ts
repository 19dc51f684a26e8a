/**
 * What the page knows of the line, as a pure function of the events it heard.
 *
 *   snapshot ─► everything anew;  every later event ─► a change to it
 */
import type {
  HealthView,
  LiveEvent,
  MeasurementView,
  RigView,
  RunSummary,
  SinkView,
} from "../app/contract.ts";
import { addReadings, type Traces } from "./traces.ts";

/** One execution on one rig as the station page shows it, until the next one starts. */
export interface PanelRun {
  readonly run: RunSummary;
  /** Ids the procedure expects; empty where nobody said. */
  readonly expected: readonly string[];
  readonly measurements: readonly MeasurementView[];
  /** True only after the gateway said that the ledger committed it. */
  readonly stored: boolean;
}

/** What one rig's panel shows. */
export interface Panel {
  readonly current?: PanelRun;
  /** The run before `current`, so that a verdict is never gone at once. */
  readonly previous?: RunSummary;
}

export type Gateway = HealthView["gateway"];

export interface LiveState {
  readonly gateway: Gateway | undefined;
  readonly ledgerHead: number;
  /** In the order of the configuration. */
  readonly rigs: readonly RigView[];
  readonly sinks: readonly SinkView[];
  readonly panels: Readonly<Record<string, Panel>>;
  /** Newest first. */
  readonly recent: readonly RunSummary[];
  readonly traces: Readonly<Record<string, Traces>>;
  /** Runs stored since the page opened: lists use it to say that there is more. */
  readonly storedCount: number;
}

/** More than fits under the line on any screen. */
const RECENT_MAX = 30;

/** Before the first snapshot. */
export const EMPTY_LIVE: LiveState = {
  gateway: undefined,
  ledgerHead: 0,
  rigs: [],
  sinks: [],
  panels: {},
  recent: [],
  traces: {},
  storedCount: 0,
};

/** The next state. Events that change nothing give back the same object. */
export function reduceLive(state: LiveState, event: LiveEvent): LiveState {
  switch (event.kind) {
    case "snapshot":
      return fromSnapshot(state, event);
    case "rig":
      return { ...state, rigs: replaceRig(state.rigs, event.rig) };
    case "run-started":
      return startRun(state, event.run, event.expected);
    case "measurement":
      return addMeasurement(state, event.runId, event.measurement);
    case "run-stored":
      return storeRun(state, event.run);
    case "readings": {
      const traces = addReadings(state.traces[event.rig] ?? {}, event.values);
      return { ...state, traces: { ...state.traces, [event.rig]: traces } };
    }
    case "sinks":
      return { ...state, sinks: event.sinks };
    default:
      // A newer gateway may say more than this page knows; it shows what it understands.
      return state;
  }
}

type Snapshot = Extract<LiveEvent, { kind: "snapshot" }>;

function fromSnapshot(state: LiveState, { health, open, recent }: Snapshot): LiveState {
  const panels: Record<string, Panel> = {};
  for (const rig of health.rigs) {
    const known = state.panels[rig.name];
    const running = open.find((entry) => entry.run.rig === rig.name);
    panels[rig.name] =
      running === undefined ? idlePanel(known, rig.lastRun) : runningPanel(running, rig.lastRun);
  }
  return {
    ...state,
    gateway: health.gateway,
    ledgerHead: health.ledger.head,
    rigs: health.rigs,
    sinks: health.sinks,
    panels,
    recent,
  };
}

/** No run is open: the last one stands, with what was already on the screen if it is the same. */
function idlePanel(known: Panel | undefined, last: RunSummary | undefined): Panel {
  if (last === undefined) return {};
  const seen = known?.current?.run.id === last.id ? known.current : undefined;
  return withPrevious(known, {
    run: last,
    expected: seen?.expected ?? [],
    measurements: seen?.measurements ?? [],
    stored: true,
  });
}

function runningPanel(open: Snapshot["open"][number], last: RunSummary | undefined): Panel {
  const current: PanelRun = { ...open, stored: false };
  return last === undefined ? { current } : { current, previous: last };
}

function withPrevious(known: Panel | undefined, current: PanelRun): Panel {
  const before = known?.current;
  const previous =
    before?.stored && before.run.id !== current.run.id ? before.run : known?.previous;
  return previous === undefined ? { current } : { current, previous };
}

function replaceRig(rigs: readonly RigView[], rig: RigView): readonly RigView[] {
  const known = rigs.some((other) => other.name === rig.name);
  return known ? rigs.map((other) => (other.name === rig.name ? rig : other)) : [...rigs, rig];
}

function startRun(state: LiveState, run: RunSummary, expected: readonly string[]): LiveState {
  const current: PanelRun = { run, expected, measurements: [], stored: false };
  const panel = withPrevious(state.panels[run.rig], current);
  return { ...state, panels: { ...state.panels, [run.rig]: panel } };
}

function addMeasurement(state: LiveState, runId: string, measurement: MeasurementView): LiveState {
  for (const [rig, panel] of Object.entries(state.panels)) {
    if (panel.current?.run.id !== runId) continue;
    const measurements = mergeMeasurement(panel.current.measurements, measurement);
    const current = { ...panel.current, measurements };
    return { ...state, panels: { ...state.panels, [rig]: { ...panel, current } } };
  }
  return state;
}

/** A repeat of what the snapshot already told replaces it; another attempt is another row. */
function mergeMeasurement(
  known: readonly MeasurementView[],
  next: MeasurementView,
): readonly MeasurementView[] {
  const isSame = (other: MeasurementView) =>
    other.id === next.id && other.attempt === next.attempt && other.takenAt === next.takenAt;
  return known.some(isSame)
    ? known.map((other) => (isSame(other) ? next : other))
    : [...known, next];
}

function storeRun(state: LiveState, run: RunSummary): LiveState {
  const recent = [run, ...state.recent.filter((other) => other.id !== run.id)];
  const next = {
    ...state,
    recent: recent.slice(0, RECENT_MAX),
    ledgerHead: Math.max(state.ledgerHead, run.seq),
    storedCount: state.storedCount + 1,
  };
  const panel = state.panels[run.rig];
  const isNewer = panel?.current !== undefined && panel.current.run.id !== run.id;
  if (isNewer && panel.current.run.startedAt > run.startedAt) {
    return { ...next, panels: { ...state.panels, [run.rig]: { ...panel, previous: run } } };
  }
  const seen = panel?.current?.run.id === run.id ? panel.current : undefined;
  const current: PanelRun = {
    run,
    expected: seen?.expected ?? [],
    measurements: seen?.measurements ?? [],
    stored: true,
  };
  return {
    ...next,
    panels: { ...state.panels, [run.rig]: withPrevious(panel, current) },
  };
}
