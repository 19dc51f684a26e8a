import { expect, it } from "vitest";
import { sparkPath } from "./sparkline.tsx";

const FRAME = { until: 100_000, spanMs: 100_000 };
const point = (seconds: number, more: { isStart?: true } = {}) => ({
  at: seconds * 1_000,
  value: seconds,
  ...more,
});

it("the line is joined while readings come at their usual pace", () => {
  const path = sparkPath({ points: [10, 11, 12, 14].map((at) => point(at)), ...FRAME });
  expect(path).toMatch(/^M[^ML]+(L[^ML]+){3}$/);
});

it("an outage is a gap: nothing is drawn between the last reading before and the first after", () => {
  const path = sparkPath({ points: [10, 11, 12, 60, 61].map((at) => point(at)), ...FRAME });
  expect(path).toMatch(/^M[^M]+M[^M]+$/);
  expect(path?.split("M")[2]).toMatch(/^120\.0 /);
});

it("a point that begins a new line is not joined, however soon it came", () => {
  const points = [point(10), point(11), point(12, { isStart: true }), point(13)];
  expect(sparkPath({ points, ...FRAME })?.match(/M/g)).toHaveLength(2);
});

it("a reading alone between two gaps is a dot", () => {
  const points = [10, 11, 12, 40, 80, 81].map((at) => point(at));
  expect(sparkPath({ points, ...FRAME })).toMatch(/M80\.0 [\d.]+h0M/);
});
