import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { procedureOf } from "../../records/testing/line.ts";
import { describeSample, histogram } from "../statistics/describe.ts";
import { followRows } from "../testing/follow-rows.ts";
import { DAY_1_US, importOutside, openQualityLine } from "../testing/imported-runs.ts";

describe("a sample in figures", () => {
  test("is exact where values lie close together and far from zero", () => {
    const values = Array.from({ length: 1000 }, (_, index) => 10_000_000.1 + (index % 2) * 0.2);
    const found = describeSample(values);
    expect(found?.mean).toBeCloseTo(10_000_000.2, 6);
    expect(found?.deviation).toBeCloseTo(0.1 * Math.sqrt(1000 / 999), 6);
  });

  test("is the reference's", () => {
    const values = [5.01, 4.98, 5.0, 5.02, 4.99, 5.01, 5.0, 4.97, 5.03, 5.0];
    const found = describeSample(values);
    expect(found?.mean).toBeCloseTo(5.001, 12);
    expect(found?.deviation).toBeCloseTo(0.01791957341, 11);
  });

  test("has no deviation for one value, and nothing for none", () => {
    expect(describeSample([7])).toEqual({ n: 1, mean: 7, min: 7, max: 7 });
    expect(describeSample([])).toBeUndefined();
  });

  test("its histogram holds each value once, in bins that touch, whatever the values", () => {
    const value = fc.oneof(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.constant(3.3));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (values) => {
        const bins = histogram(values, 20);
        expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
        expect(bins.length).toBeLessThanOrEqual(60);
        for (const [index, { low, high }] of bins.entries()) {
          expect(low).toBeLessThan(high);
          if (index > 0) expect(low).toBe(bins[index - 1]?.high);
        }
      }),
    );
  });
});

describe("the page of a measurement", () => {
  const ledger = openQualityLine();
  const volts = [3.25, 3.3, 3.31, 3.32, 3.3, 3.29, 3.5, 3.1];
  for (const [index, value] of volts.entries()) {
    const station = index % 2 === 0 ? "FCT-1" : "FCT-2";
    importOutside(ledger, {
      index: index + 1,
      unit: index + 1,
      letter: "P",
      volts: value,
      station,
    });
  }
  importOutside(ledger, { index: 20, unit: 9, letter: "R" });
  importOutside(ledger, { index: 21, unit: 900, letter: "P" });
  const question = { operation: "FCT", partNumber: "PSU-24", measurement: "voltage" };
  const answer = ledger.ask("quality.distribution", question);

  test("shows first attempts of counted runs, and says what is left out", () => {
    expect(answer).toMatchObject({ name: "Voltage", unit: "V", runs: 9, read: 9 });
    expect(answer.values).toMatchObject({ n: 9, min: 3.1, max: 3.5 });
    expect(answer.failed).toBe(3);
    expect(answer.leftOut).toEqual({ retries: 1, badQuality: 0, notNumeric: 0, otherUnit: 0 });
  });

  test("shows the limits its values were judged by, and each station's share", () => {
    expect(answer.limits).toEqual([
      {
        ...{ procedure: "PSU-24/FCT 2", comparator: "GELE", unit: "V", values: 9 },
        specification: { low: 3.2, high: 3.4 },
      },
    ]);
    expect(answer.slots.map(({ station, n, failed }) => [station, n, failed])).toEqual([
      ["FCT-1", 5, 2],
      ["FCT-2", 4, 1],
    ]);
  });

  test("every bin opens its runs", () => {
    expect(followRows(ledger, answer.rows).size).toBe(9);
    for (const { rows, count } of answer.histogram)
      expect(followRows(ledger, rows).size).toBe(count);
    expect(answer.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(9);
  });

  test("limits that changed within the window are both shown", () => {
    const changed = openQualityLine();
    importOutside(changed, { index: 1, unit: 1, letter: "P" });
    changed.execute("procedure.import", procedureOf("FCT", { version: 3 }));
    importOutside(changed, { index: 2, unit: 2, letter: "P" });
    const { limits } = changed.ask("quality.distribution", question);
    expect(limits.map(({ procedure }) => procedure)).toEqual(["PSU-24/FCT 3", "PSU-24/FCT 2"]);
  });

  test("a window without values is answered as empty", () => {
    const empty = ledger.ask("quality.distribution", { ...question, to: DAY_1_US });
    expect(empty).toMatchObject({ runs: 0, read: 0, limits: [], histogram: [], slots: [] });
    expect(empty.values).toBeUndefined();
  });

  test("what is measured is listed, by the procedures in force", () => {
    const { items } = ledger.ask("quality.measurements", {});
    expect(items.map(({ operation, measurement }) => [operation, measurement])).toContainEqual([
      "FCT",
      "voltage",
    ]);
  });
});
