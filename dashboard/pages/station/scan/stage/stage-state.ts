/**
 * What fills the station's screen. Pure.
 *
 *   idle ─scan─► refused | asks | armed ─run─► running ─stored─► verdict ─scan─► …
 *
 * A verdict stands until the next scan; a run that began after the latest scan stands before what
 * that scan was answered.
 */
import type { ArmingView, StationDetail } from "../../../../app/contract.ts";
import type { Panel, PanelRun, Panels } from "../../../../live/panels.ts";

/** The slot that something is happening in, with all that is known of it. */
export interface Focus {
  readonly rig: string;
  /** Empty for a rig without slots. */
  readonly slot: string;
  readonly arming: ArmingView | undefined;
  readonly panel: Panel;
}

export type StageKind = "idle" | "locked" | "answer" | "armed" | "running" | "verdict";

/** What the screen is decided from. */
export interface StageFacts {
  readonly focus: Focus | undefined;
  readonly isLocked: boolean;
  /** What stood there when the latest scan came (`momentOf`): that is seen. */
  readonly seen: string | undefined;
  /** The latest scan has an answer that wants to be read: a refusal, a question, a fault. */
  readonly hasAnswer: boolean;
}

/** The one thing that is shown large. */
export function stageOf({ focus, isLocked, seen, hasAnswer }: StageFacts): StageKind {
  const current = focus?.panel.current;
  if (current !== undefined && momentOf(current) !== seen) {
    return current.stored ? "verdict" : "running";
  }
  if (hasAnswer) return "answer";
  if (current !== undefined && !current.stored) return "running";
  if (focus?.arming?.state === "armed") return "armed";
  return isLocked ? "locked" : "idle";
}

/** A run is another moment than its verdict: who saw the one has not seen the other. */
export function momentOf(current: PanelRun | undefined): string | undefined {
  return current && `${current.run.id} ${current.stored ? "stored" : "running"}`;
}

/** Older than this, a verdict that a page is opened on has been seen. */
const FRESH_MS = 600_000;

/** What a page that was just opened takes as seen: a verdict from long ago. */
export function seenAtFirst(current: PanelRun | undefined, nowMs: number): string | undefined {
  if (current === undefined || !current.stored) return undefined;
  const endedAt = Date.parse(current.run.finishedAt ?? current.run.startedAt);
  return nowMs - endedAt > FRESH_MS ? momentOf(current) : undefined;
}

/** Every slot of the station, in the order of its rigs. */
export function listSlots(station: StationDetail, panels: Panels): readonly Focus[] {
  return station.rigs.flatMap(({ name, slots }) =>
    slots.map(({ slot, arming }) => {
      const ofRig = panels[name] ?? [];
      const panel = ofRig.find((each) => (each.slot ?? "") === slot) ?? {};
      // A rig that was never told its slots reports runs of slots that the station does not know.
      const shown = slots.length === 1 && slot === "" ? (latestOf(ofRig) ?? panel) : panel;
      return { rig: name, slot, arming, panel: shown };
    }),
  );
}

/** The slot in which something happened last: an arming, a run's beginning or its end. */
export function focusOf(slots: readonly Focus[]): Focus | undefined {
  return slots.toSorted((one, other) => movedAt(other) - movedAt(one))[0];
}

function latestOf(panels: readonly Panel[]): Panel | undefined {
  return panels.toSorted((one, other) => runAt(other) - runAt(one))[0];
}

function runAt({ current }: Panel): number {
  if (current === undefined) return 0;
  return Date.parse(current.run.finishedAt ?? current.run.startedAt);
}

function movedAt({ arming, panel }: Focus): number {
  const armedAt = arming?.state === "armed" ? Date.parse(arming.armedAt) : 0;
  return Math.max(armedAt, runAt(panel));
}

/** The first slot that is free for the next unit; undefined where there is none. */
export function freeSlot(slots: readonly Focus[]): string | undefined {
  return slots.find(({ slot, arming, panel }) => {
    const isBusy = panel.current !== undefined && !panel.current.stored;
    return slot !== "" && arming?.state !== "armed" && !isBusy;
  })?.slot;
}
