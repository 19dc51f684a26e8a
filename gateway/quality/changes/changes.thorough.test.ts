import { describe, expect, test } from "vitest";
import { rateRatio } from "../statistics/rate-ratio.ts";
import { followRows } from "../testing/follow-rows.ts";
import { DAY_1_US, importOutside, openQualityLine } from "../testing/imported-runs.ts";

const HOUR_US = 3.6e9;
const SPLIT_US = DAY_1_US + 10 * HOUR_US;

/** Two stations, 200 units in ten hours and 200 after; station FCT-2 gets worse in between. */
function openWorsening() {
  const ledger = openQualityLine();
  for (let index = 1; index <= 400; index += 1) {
    const isLater = index > 200;
    const station = index % 2 === 0 ? "FCT-2" : "FCT-1";
    const fails = index % 50 === 0 || (isLater && station === "FCT-2" && index % 5 === 0);
    const letter = fails ? "F" : "P";
    const minute = (isLater ? 600 : 0) + (index % 200) * 2;
    importOutside(ledger, { index, unit: (index % 20) + 1, letter, station, minute });
  }
  return ledger;
}

describe("what changed", () => {
  const ledger = openWorsening();
  const question = { policy: "run-level" as const, from: SPLIT_US };
  const answer = ledger.ask("quality.changes", question);

  test("the station that got worse is named first, with its interval beyond 1", () => {
    const [first] = answer.items;
    expect(first).toMatchObject({ value: "FCT-2", differs: true, isNew: false });
    expect(["station", "rig", "slot"]).toContain(first?.dimension);
    expect(first?.low).toBeGreaterThan(1);
    expect(first?.after.n).toBe(100);
  });

  test("a value is compared with all units beside it, and none is counted twice", () => {
    const { earlier, later } = answer;
    expect([earlier.n, later.n]).toEqual([200, 200]);
    for (const { after, others } of answer.items) {
      expect(after.n + others.n).toBe(earlier.n + later.n);
      expect(after.failed + others.failed).toBe(earlier.failed + later.failed);
    }
  });

  test("every value opens the runs it was counted by", () => {
    for (const { rows, after, dimension } of answer.items) {
      expect(followRows(ledger, rows).size, dimension).toBe(after.n);
    }
  });

  test("intervals are widened for the number examined, and that number is told", () => {
    expect(answer.examined).toBe(answer.items.length);
    for (const { after, others, low, high } of answer.items) {
      const alone = rateRatio(after, others, 1);
      expect(low).toBeLessThan(alone?.interval.low ?? 0);
      expect(high).toBeGreaterThan(alone?.interval.high ?? Number.POSITIVE_INFINITY);
    }
  });

  test("what all units had before and have now is not among the causes", () => {
    expect(answer.items.map(({ dimension }) => dimension)).not.toContain("operation");
  });

  test("the same runs twice differ in nothing", () => {
    const same = openQualityLine();
    for (let index = 1; index <= 200; index += 1) {
      const letter = index % 10 === 0 ? "F" : "P";
      importOutside(same, { index, unit: (index % 20) + 1, letter, minute: index });
    }
    const { items } = same.ask("quality.changes", { ...question, from: DAY_1_US + 100 * 6e7 });
    expect(items.filter(({ differs }) => differs)).toEqual([]);
  });

  test("without an earlier window there is no ratio, and no guess", () => {
    const { items, overall } = ledger.ask("quality.changes", { ...question, from: DAY_1_US });
    expect(overall).toBeUndefined();
    for (const { after, before } of items) expect(after.n + before.n).toBeGreaterThan(0);
    expect(items.every(({ isNew }) => isNew)).toBe(true);
  });
});
