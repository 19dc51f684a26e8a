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
  const recorded = runOf(
    file.lines.flatMap((line) =>
      line.dir === "event" && line.rig === rig && counts(line.event) ? [line.event] : [],
    ),
  );
  const now = runOf(events.map(eventJson).filter(counts)).slice(0, recorded.length);
  const differences = recorded.flatMap((event, at) =>
    isSame(event, now[at]) ? [] : [{ at, recorded: event, now: now[at] }],
  );
  return { compared: recorded.length, differences };
}

type EventJson = Readonly<Record<string, unknown>>;

function isDecisive({ kind, step }: EventJson): boolean {
  return kind === "run-started" || kind === "run-finished" || step !== undefined;
}

/** From the first start on, to the last end where there is one. */
function runOf(events: readonly EventJson[]): readonly EventJson[] {
  const first = events.findIndex(({ kind }) => kind === "run-started");
  if (first === -1) return [];
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
