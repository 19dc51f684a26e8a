import { expect, test } from "vitest";
import { caseOf, caseOfValue } from "./case-about.ts";

const counts = { failed: 1, n: 2 };
const item = {
  ...{ after: counts, before: counts, others: counts, ratio: 2, low: 1, high: 3 },
  ...{ differs: true, isNew: false, rows: "" },
};
const later = { from: "2026-11-16T00:00:00Z", ...counts };
const filter = { buildTag: "production", operation: "FCT" };

test("a value of what changed is contained where its runs were, in the later window", () => {
  const slot = { ...item, dimension: "slot" as const, value: "2", station: "FCT-1" };
  expect(caseOfValue(slot, { filter, later })).toEqual({
    ...{ operation: "FCT", slot: "2", station: "FCT-1", from: later.from },
  });
  const meter = { ...item, dimension: "equipment" as const, value: "DMM-07" };
  expect(caseOfValue(meter, { filter, later })).toMatchObject({ equipmentId: "DMM-07" });
});

test("a lot is contained in every unit that holds it, tested in the window or not", () => {
  const lot = { ...item, dimension: "lot" as const, value: "L-2231", componentPart: "CAP-470U" };
  expect(caseOfValue(lot, { filter, later })).toEqual({
    ...{ componentLot: "L-2231", componentPart: "CAP-470U" },
  });
});

test("runs without a slot are no condition: their units are not left out", () => {
  expect(caseOf({ slot: "", station: "FCT-1", counts: "failed" })).toEqual({ station: "FCT-1" });
});
