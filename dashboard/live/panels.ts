/**
 * The panels of the station page: what ran last and runs now on each rig, and in each slot of a
 * rig that has slots. Pure. Only a rig's own runs stand on a panel: a run imported under its name
 * says nothing of what is on the rig.
 */
import type { LiveEvent, MeasurementView, RigView, RunSummary } from "../app/contract.ts";

/** One execution on one rig as the station page shows it, until the next one starts. */
export interface PanelRun {
  readonly run: RunSummary;
  /** Ids the procedure expects; empty where nobody said. */
  readonly expected: readonly string[];
  readonly measurements: readonly MeasurementView[];
  /** True only after the gateway said that the ledger committed it. */
  readonly stored: boolean;
}

/** What one panel shows: one slot of a rig, or the whole rig where it has no slots. */
export interface Panel {
  readonly slot?: string;
  readonly current?: PanelRun;
  /** The run before `current`, so that a verdict is never gone at once. */
  readonly previous?: RunSummary;
}

/** By rig: at least one panel each, those of slots in the slots' order. */
export type Panels = Readonly<Record<string, readonly Panel[]>>;

type Snapshot = Extract<LiveEvent, { kind: "snapshot" }>;

/** Before the first run of a rig: nobody knows yet whether it has slots. */
const EMPTY: readonly Panel[] = [{}];

const bySlot = new Intl.Collator("en", { numeric: true });

/**
 * The panels after a snapshot. `known` are those of the same log before it: a slot that has been
 * idle for long is in none of the snapshot's lists and keeps its verdict.
 */
export function panelsFrom({ health, open, recent }: Snapshot, known: Panels): Panels {
  return Object.fromEntries(
    health.rigs.map((rig) => {
      const running = open.filter(({ run }) => run.rig === rig.name);
      const finished = finishedRuns(rig, recent);
      const before = known[rig.name] ?? EMPTY;
      const slots = new Set([
        ...before.map((panel) => panel.slot),
        ...running.map(({ run }) => run.slot),
        ...finished.map((run) => run.slot),
      ]);
      const panels = [...slots].map((slot) => {
        const last = finished.find((run) => run.slot === slot);
        // While one run is being stored the next may be open: the later one is on the rig.
        const now = running.findLast(({ run }) => run.slot === slot);
        const panel = findPanel(before, slot);
        return now === undefined ? idlePanel(panel, last) : runningPanel(panel, now, last);
      });
      return [rig.name, inOrder(panels)];
    }),
  );
}

/** The panels with `run` open on its own. */
export function openRun(panels: Panels, run: RunSummary, expected: readonly string[]): Panels {
  const current: PanelRun = { run, expected, measurements: [], stored: false };
  return replacePanel(panels, run.rig, withCurrent(panelOf(panels, run), current));
}

/** The panels with `run` as stored; where a later run is already open, as the one before it. */
export function storeOnPanel(panels: Panels, run: RunSummary): Panels {
  const panel = panelOf(panels, run);
  const { current } = panel;
  // A rig stores its run before it starts the next in that slot: the open one is the later.
  const isLate =
    current !== undefined &&
    current.run.id !== run.id &&
    (!current.stored || current.run.seq > run.seq);
  const next = isLate ? { ...panel, previous: run } : withCurrent(panel, storedRun(panel, run));
  return replacePanel(panels, run.rig, next);
}

/** The panels with the measurement added to its run; the same object where nobody shows that. */
export function measureOnPanel(panels: Panels, runId: string, next: MeasurementView): Panels {
  for (const [rig, ofRig] of Object.entries(panels)) {
    for (const panel of ofRig) {
      if (panel.current?.run.id !== runId) continue;
      const measurements = mergeMeasurement(panel.current.measurements, next);
      const current = { ...panel.current, measurements };
      return replacePanel(panels, rig, { ...panel, current });
    }
  }
  return panels;
}

/** Newest first. */
function finishedRuns({ name, lastRun }: RigView, recent: readonly RunSummary[]): RunSummary[] {
  const runs = lastRun === undefined ? recent : [lastRun, ...recent];
  return runs.filter(
    (run) => run.rig === name && run.source === "rig" && run.outcome !== "running",
  );
}

/** No run is open: the last one stands, with what was already on the screen if it is the same. */
function idlePanel(known: Panel, last: RunSummary | undefined): Panel {
  if (last !== undefined) return withCurrent(known, storedRun(known, last));
  return known.current?.stored === true ? known : ofSlot(known.slot);
}

function runningPanel(
  known: Panel,
  open: Snapshot["open"][number],
  last: RunSummary | undefined,
): Panel {
  const panel = withCurrent(known, { ...open, stored: false });
  return last === undefined ? panel : { ...panel, previous: last };
}

function storedRun({ current }: Panel, run: RunSummary): PanelRun {
  const seen = current?.run.id === run.id ? current : undefined;
  return {
    run,
    expected: seen?.expected ?? [],
    measurements: seen?.measurements ?? [],
    stored: true,
  };
}

function withCurrent({ slot, current: before, previous: known }: Panel, current: PanelRun): Panel {
  const previous = before?.stored && before.run.id !== current.run.id ? before.run : known;
  return { ...ofSlot(slot), current, ...(previous === undefined ? {} : { previous }) };
}

function ofSlot(slot: string | undefined): Panel {
  return slot === undefined ? {} : { slot };
}

function findPanel(ofRig: readonly Panel[], slot: string | undefined): Panel {
  return ofRig.find((panel) => panel.slot === slot) ?? ofSlot(slot);
}

function panelOf(panels: Panels, { rig, slot }: RunSummary): Panel {
  return findPanel(panels[rig] ?? EMPTY, slot);
}

function replacePanel(panels: Panels, rig: string, next: Panel): Panels {
  const others = (panels[rig] ?? EMPTY).filter((panel) => panel.slot !== next.slot);
  return { ...panels, [rig]: inOrder([...others, next]) };
}

/** An empty panel stands only where the rig has no other. */
function inOrder(panels: readonly Panel[]): readonly Panel[] {
  const used = panels.filter((panel) => panel.current !== undefined);
  if (used.length === 0) return EMPTY;
  return used.sort((one, other) => bySlot.compare(one.slot ?? "", other.slot ?? ""));
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
