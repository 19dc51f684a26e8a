import { expect, test } from "vitest";
import type { OutlookAnswer } from "../../../app/contract.ts";
import { pointsOf, scaleOf, stepsOf } from "./burn-up-points.ts";

const day = (date: number) => `2026-11-${date}T00:00:00Z`;
const outlook = (change: object) =>
  ({
    at: "2026-11-23T12:00:00Z",
    order: { quantity: 10, counts: { good: 5, scrap: 1 } },
    finish: {},
    burnUp: {
      undated: 0,
      made: [
        { from: day(20), to: day(21), cumulative: 3 },
        { from: day(23), to: day(24), cumulative: 5 },
      ],
      wanted: [{ dueAt: day(25), cumulative: 10 }],
    },
    ...change,
  }) as unknown as OutlookAnswer;

test("what was made ends now at what is good, never later", () => {
  const { made, now } = pointsOf(outlook({}));
  expect(made.at(-1)).toEqual({ at: now, units: 5 });
  expect(Math.max(...made.map(({ at }) => at))).toBe(now);
  expect(stepsOf(made).every((point, at, all) => point.at >= (all[at - 1]?.at ?? 0))).toBe(true);
});

test("what is expected goes from now to the quantity less scrap, and nowhere without a date", () => {
  expect(pointsOf(outlook({})).expected).toBeUndefined();
  const finish = { p50: day(26), p95: day(28) };
  const { expected, reach } = pointsOf(outlook({ finish }));
  expect(expected?.[1]).toEqual({ at: Date.parse(day(26)), units: 9 });
  expect(reach?.[2]).toEqual({ at: Date.parse(day(28)), units: 9 });
});

test("every point is drawn inside the chart, also where nothing was made", () => {
  const edge = { left: 40, right: 10, top: 10, bottom: 20 };
  const empty = { undated: 0, made: [], wanted: [] };
  for (const each of [outlook({}), outlook({ burnUp: empty })]) {
    const points = pointsOf(each);
    const scale = scaleOf(points, { width: 500, height: 200, edge });
    for (const { at, units } of [...points.made, ...points.wanted]) {
      expect(scale.x(at)).toBeGreaterThanOrEqual(40);
      expect(scale.x(at)).toBeLessThanOrEqual(490);
      expect(scale.y(units)).toBeGreaterThanOrEqual(10);
      expect(scale.y(units)).toBeLessThanOrEqual(180);
    }
  }
});
