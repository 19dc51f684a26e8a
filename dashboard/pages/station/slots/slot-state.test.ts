import { expect, test } from "vitest";
import type { Panel, PanelRun } from "../../../live/panels.ts";
import { orderSlots, slotState } from "./slot-state.ts";

const HEARD = { isLost: false, armedFor: undefined };
const measured = (id: string, computed: string) => ({ id, name: id, computed });
const panel = (change: object): Panel => ({
  slot: "1",
  current: {
    ...{ run: { outcome: "pass" }, expected: ["a", "b"], measurements: [], stored: false },
    ...change,
  } as unknown as PanelRun,
});

test("a slot is empty, armed, testing, storing, then has its verdict: only once it is stored", () => {
  const kinds = [
    slotState({ slot: "1" }, HEARD),
    slotState({ slot: "1" }, { ...HEARD, armedFor: "A1" }),
    slotState(panel({ measurements: [measured("a", "pass")] }), HEARD),
    slotState(panel({ measurements: [measured("a", "pass"), measured("b", "pass")] }), HEARD),
    slotState(panel({ stored: true }), HEARD),
  ].map(({ kind }) => kind);
  expect(kinds).toEqual(["empty", "armed", "testing", "storing", "verdict"]);
});

test("in-run attempts of one measurement count once, and what is out of limits is named once", () => {
  const measurements = [measured("a", "fail"), measured("a", "fail"), measured("b", "pass")];
  const state = slotState(panel({ measurements, expected: ["a", "b", "c"] }), HEARD);
  expect(state).toEqual({ kind: "testing", done: 2, total: 3, failing: ["a"] });
});

test("while the gateway is not heard nothing is said to run, be armed or be free; a verdict stands", () => {
  const lost = { isLost: true, armedFor: "A1" };
  expect(slotState(panel({}), lost)).toEqual({ kind: "lost" });
  expect(slotState({ slot: "1" }, lost)).toEqual({ kind: "lost" });
  expect(slotState(panel({ stored: true }), lost)).toEqual({ kind: "verdict", outcome: "pass" });
});

test("slots stand in the order of the configuration, those without a run too, others after", () => {
  const panels = [{ slot: "9" }, { slot: "2" }, {}];
  expect(orderSlots(panels, ["1", "2"]).map(({ slot }) => slot)).toEqual(["1", "2", "9"]);
});
