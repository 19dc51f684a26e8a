import { expect, it } from "vitest";
import type { RunSummary, StationDetail } from "../../../../app/contract.ts";
import type { Panel } from "../../../../live/panels.ts";
import { type Focus, focusOf, freeSlot, listSlots, seenAtFirst, stageOf } from "./stage-state.ts";

const AT = "2026-11-23T08:00:00.000000Z";
const LATER = "2026-11-23T08:01:00.000000Z";

const panel = (id: string, stored: boolean, startedAt = AT): Panel => {
  const run = { id, startedAt, ...(stored ? { finishedAt: startedAt } : {}) } as RunSummary;
  return { current: { run, expected: [], measurements: [], stored } };
};
const focus = (change: Partial<Focus> = {}): Focus => ({
  ...{ rig: "fct-1", slot: "", arming: undefined, panel: {} },
  ...change,
});
const armed = { state: "armed", armedAt: AT } as Focus["arming"];
const FACTS = {
  ...{ focus: focus(), isLocked: false, seen: undefined, hasAnswer: false },
};

it("from a scan to the next: refused, armed, running, the verdict until the next scan", () => {
  expect(stageOf(FACTS)).toBe("idle");
  expect(stageOf({ ...FACTS, hasAnswer: true })).toBe("answer");
  expect(stageOf({ ...FACTS, focus: focus({ arming: armed }) })).toBe("armed");
  const running = focus({ panel: panel("r1", false) });
  expect(stageOf({ ...FACTS, focus: running })).toBe("running");
  const stored = focus({ panel: panel("r1", true) });
  expect(stageOf({ ...FACTS, focus: stored })).toBe("verdict");
  expect(stageOf({ ...FACTS, focus: stored, seen: "r1 stored" })).toBe("idle");
});

it("what is not stored is never a verdict", () => {
  for (const hasAnswer of [true, false]) {
    const facts = { ...FACTS, hasAnswer, focus: focus({ panel: panel("r1", false) }) };
    expect(stageOf(facts)).toBe("running");
  }
});

it("a run that begins after a scan stands before its answer; a scan during a run before that run", () => {
  const running = focus({ panel: panel("r2", false) });
  expect(stageOf({ ...FACTS, focus: running, hasAnswer: true, seen: "r1 stored" })).toBe("running");
  expect(stageOf({ ...FACTS, focus: running, hasAnswer: true, seen: "r2 running" })).toBe("answer");
});

it("the verdict of a run that was scanned over while it ran is shown all the same", () => {
  const stored = focus({ panel: panel("r2", true), arming: armed });
  expect(stageOf({ ...FACTS, focus: stored, seen: "r2 running" })).toBe("verdict");
});

it("a locked station says so until something happens there", () => {
  expect(stageOf({ ...FACTS, isLocked: true })).toBe("locked");
  expect(stageOf({ ...FACTS, isLocked: true, focus: focus({ arming: armed }) })).toBe("armed");
});

it("a page that is opened shows the verdict of minutes ago, not that of yesterday", () => {
  const { current } = panel("r1", true);
  const now = Date.parse(AT);
  expect(seenAtFirst(current, now + 60_000)).toBeUndefined();
  expect(seenAtFirst(current, now + 3_600_000)).toBe("r1 stored");
  expect(seenAtFirst(panel("r1", false).current, now + 3_600_000)).toBeUndefined();
});

it("among slots the one where something happened last is shown, the next unit goes to the first free", () => {
  const slots = ["1", "2", "3"].map((slot) => ({ slot }));
  const station = { rigs: [{ name: "fct-1", slots }] } as unknown as StationDetail;
  const panels = {
    "fct-1": [
      { slot: "1", ...panel("a", false) },
      { slot: "2", ...panel("b", true, LATER) },
    ],
  };
  const all = listSlots(station, panels);
  expect(focusOf(all)?.slot).toBe("2");
  expect(freeSlot(all)).toBe("2");
  const busy = all.map((each) => (each.slot === "2" ? { ...each, arming: armed } : each));
  expect(freeSlot(busy)).toBe("3");
});
