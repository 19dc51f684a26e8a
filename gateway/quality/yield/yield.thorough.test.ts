import { describe, expect, test } from "vitest";
import { performRun } from "../../records/testing/line.ts";
import type { MemoryLedger } from "../../records/testing/memory-ledger.ts";
import { COUNTERS } from "../facts/judge-unit.ts";
import { followRows } from "../testing/follow-rows.ts";
import { DAY_1_US, importOutside, type Letter, openQualityLine } from "../testing/imported-runs.ts";
import { POLICY_NAMES, type PolicyName } from "./policy.ts";
import type { Grouping, YieldAnswer } from "./view.ts";

/** The acceptance fixture's ten units: their runs of two days. */
const UNITS: readonly (readonly [string, string])[] = [
  ["P", ""],
  ["FP", ""],
  ["AP", ""],
  ["EP", ""],
  ["F", "P"],
  ["FFF", "F"],
  ["R", ""],
  ["P", "F"],
  ["TP", ""],
  ["", "P"],
];
const DAY_MINUTES = 24 * 60;

function openFixture(): MemoryLedger {
  const ledger = openQualityLine();
  let index = 0;
  for (const [unit, days] of UNITS.entries()) {
    for (const [day, letters] of days.entries()) {
      for (const letter of letters) {
        index += 1;
        const minute = day * DAY_MINUTES + index;
        importOutside(ledger, { index, unit: unit + 1, letter: letter as Letter, minute });
      }
    }
  }
  return ledger;
}

const ask = (ledger: MemoryLedger, policy: PolicyName, by: Grouping = "operation") =>
  ledger.ask("quality.yield", { policy, by, timeZone: "UTC", buildTag: "production" });

describe("the acceptance fixture, from stored runs", () => {
  const ledger = openFixture();

  test.each<[PolicyName, number, number]>([
    ["first-pass", 5, 10],
    ["first-pass-strict", 4, 10],
    ["first-pass-verdict", 7, 10],
    ["first-pass-clean", 4, 10],
    ["final", 8, 10],
    ["ever-passed", 9, 10],
    ["run-level", 9, 16],
  ])("is %s %i of %i", (policy, passed, n) => {
    expect(ask(ledger, policy)).toMatchObject({
      policy: { name: policy, version: 1 },
      total: { passed, n, yield: passed / n },
      items: [{ key: { operation: "FCT" }, passed, n }],
    });
  });

  test.each(POLICY_NAMES)("%s of the days adds up to that of both", (policy) => {
    const { items, total } = ask(ledger, policy, "day");
    expect(items.map(({ key }) => key.day)).toEqual(["2026-11-23", "2026-11-24"]);
    const sum = (field: "n" | "passed" | "lostToProduct" | "lostToTest") =>
      items.reduce((all, item) => all + item[field], 0);
    const { n, passed, lostToProduct, lostToTest } = total;
    expect([sum("n"), sum("passed")]).toEqual([n, passed]);
    expect([sum("lostToProduct"), sum("lostToTest")]).toEqual([lostToProduct, lostToTest]);
  });

  test("every number opens exactly its rows, under every policy and grouping", () => {
    const groupings: Grouping[] = ["operation", "day", "product", "revision", "station", "slot"];
    for (const policy of POLICY_NAMES) {
      for (const by of [...groupings, "order" as const, "buildTag" as const]) {
        const answer = ask(ledger, policy, by);
        for (const group of [answer.total, ...answer.items]) {
          expect(countRows(ledger, group.rows), `${policy} ${by}`).toBe(group.n);
          expect(countRows(ledger, group.lostRows), `${policy} ${by}`).toBe(group.n - group.passed);
        }
      }
    }
  });
});

function countRows(ledger: MemoryLedger, address: string): number {
  return followRows(ledger, address).size;
}

describe("what counts", () => {
  const totalOf = (ledger: MemoryLedger, policy: PolicyName = "first-pass"): YieldAnswer["total"] =>
    ask(ledger, policy).total;

  test("a run that comes late with an earlier start becomes the first, and days follow", () => {
    const ledger = openQualityLine();
    importOutside(ledger, { index: 1, unit: 1, letter: "P", minute: DAY_MINUTES + 5 });
    expect(totalOf(ledger)).toMatchObject({ n: 1, passed: 1 });
    importOutside(ledger, { index: 2, unit: 1, letter: "F", minute: 5 });
    expect(totalOf(ledger)).toMatchObject({ n: 1, passed: 0, lostToTest: 1 });
    expect(ask(ledger, "first-pass", "day").items).toMatchObject([
      { key: { day: "2026-11-23" }, n: 1, passed: 0 },
    ]);
  });

  test("simulated runs are in no yield of a real directory, and are told", () => {
    const ledger = openQualityLine();
    performRun(ledger, { index: 1 });
    expect(ask(ledger, "first-pass")).toMatchObject({
      total: { n: 0 },
      excluded: { simulated: 1, engineering: 0, withoutUnit: 0 },
    });
  });

  test("in a demo, which is marked for ever, simulated runs are what is counted", () => {
    const ledger = openQualityLine();
    ledger.sql.run("INSERT INTO meta VALUES ('demo', 'true')");
    performRun(ledger, { index: 1 });
    expect(ask(ledger, "first-pass")).toMatchObject({
      total: { n: 1 },
      excluded: { simulated: 0 },
    });
  });

  test("runs without a unit are in no yield, and are told", () => {
    const ledger = openQualityLine();
    importOutside(ledger, { index: 1, unit: 900, letter: "P" });
    expect(ask(ledger, "run-level")).toMatchObject({
      total: { n: 0 },
      excluded: { withoutUnit: 1 },
    });
  });

  test("a unit counts once at each operation, and one product's yields are rolled", () => {
    const ledger = openQualityLine();
    for (const [index, letter] of (["P", "F", "P", "P"] as const).entries()) {
      importOutside(ledger, { index: index + 1, unit: index + 1, letter });
      importOutside(ledger, { index: index + 11, unit: index + 1, letter, operation: "HIPOT" });
    }
    const { items, rolled } = ask(ledger, "first-pass");
    expect(items).toMatchObject([
      { key: { operation: "FCT" }, n: 4, yield: 0.75 },
      { key: { operation: "HIPOT" }, n: 4, yield: 0.75 },
    ]);
    expect(rolled).toEqual({ yield: 0.5625, operations: ["FCT", "HIPOT"] });
  });

  test("a window counts what began in it, whatever part of a day it is", () => {
    const ledger = openQualityLine();
    for (let index = 0; index < 300; index += 1) {
      const letter = index % 7 === 0 ? "F" : "P";
      importOutside(ledger, { index, unit: (index % 20) + 1, letter, minute: index * 53 });
    }
    for (const [from, to] of [
      [0, 15_900],
      [1, 52],
      [60, 3_000],
      [1_440, 2_880],
      [7, 15_000],
    ]) {
      const window = { from: DAY_1_US + (from ?? 0) * 6e7, to: DAY_1_US + (to ?? 0) * 6e7 };
      const question = { ...window, timeZone: "UTC", policy: "run-level" as const };
      const { n, rows } = ledger.ask("quality.yield", { ...question, by: "station" }).total;
      const expected = Array.from({ length: 300 }, (_, index) => index * 53);
      expect(n).toBe(expected.filter((at) => at >= (from ?? 0) && at < (to ?? 0)).length);
      expect(countRows(ledger, rows)).toBe(n);
    }
  });

  test("a counter names its runs and nothing else", () => {
    const ledger = openQualityLine();
    importOutside(ledger, { index: 1, unit: 1, letter: "F" });
    importOutside(ledger, { index: 2, unit: 1, letter: "P" });
    const counted = COUNTERS.filter(
      (counter) => ledger.ask("quality.runs", { counts: [counter], limit: 5 }).count > 0,
    );
    expect(counted).toEqual([
      ...["passed", "failed", "first", "lastPassed", "everPassed", "strict", "verdict"],
      ...["falseFail", "lostToTest"],
    ]);
  });
});
