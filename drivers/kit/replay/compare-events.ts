/** Whether a driver makes of a recording what it made of it then. Pure. */
import type { RigEvent } from "../../contract.ts";
import { eventJson, type WireFile } from "../../wire-file.ts";

export interface EventDifference {
  /** Of the run's events, from 0. */
  readonly at: number;
  readonly recorded: unknown;
  readonly now: unknown;
}

export interface EventComparison {
  /** Events of the run that were compared; 0 where the file has no run with events. */
  readonly compared: number;
  readonly differences: readonly EventDifference[];
}

/**
 * Compares the events of the recorded run, from its start to its end. Of a dialogue only what
 * decides (start, measurements, end): how often a channel was polled meanwhile depends on the pace.
 */
export function compareEvents(file: WireFile, events: readonly RigEvent[]): EventComparison {
  const isDialogue = file.lines.some(({ dir }) => dir === "tx");
  const counts = isDialogue ? isDecisive : () => true;
  const { rig } = file.header;
  const all = file.lines.flatMap((line) =>
    line.dir === "event" && line.rig === rig && counts(line.event) ? [line.event] : [],
  );
  const recorded = runsOf(all, Number.POSITIVE_INFINITY);
  // The head of the connection may hold runs before: their events are in other files.
  const now = runsOf(events.map(eventJson).filter(counts), all.filter(isStart).length);
  const differences = recorded.flatMap((event, at) =>
    isSame(event, now[at]) ? [] : [{ at, recorded: event, now: now[at] }],
  );
  return { compared: recorded.length, differences };
}

type EventJson = Readonly<Record<string, unknown>>;

function isDecisive({ kind, step }: EventJson): boolean {
  return kind === "run-started" || kind === "run-finished" || step !== undefined;
}

const isStart = ({ kind }: EventJson) => kind === "run-started";

/** The last `count` runs: from the start of the first one to the last end, where there is one. */
function runsOf(events: readonly EventJson[], count: number): readonly EventJson[] {
  const starts = events.flatMap((event, at) => (isStart(event) ? [at] : []));
  const first = starts[Math.max(0, starts.length - count)];
  if (first === undefined) return [];
  const last = events.findLastIndex(({ kind }) => kind === "run-finished");
  return last > first ? events.slice(first, last + 1) : events.slice(first);
}

/** JSON leaves out what is undefined, and the order of fields is the driver's own affair. */
function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  const plain: unknown = value === undefined ? null : JSON.parse(JSON.stringify(value));
  if (typeof plain !== "object" || plain === null) return JSON.stringify(plain);
  return JSON.stringify(Object.entries(plain).toSorted(([one], [two]) => (one < two ? -1 : 1)));
}
