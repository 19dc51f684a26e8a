import fc from "fast-check";
import { expect, test } from "vitest";
import { clip, intersect, normalize, rangesOf, sizeOf, subtract } from "./ranges.ts";

const ranges = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 12 }))
    .map(([from, length]) => ({ from, to: from + length })),
  { maxLength: 8 },
);

function positions(some: readonly { from: number; to: number }[]): Set<number> {
  const all = new Set<number>();
  for (const { from, to } of some) for (let at = from; at < to; at += 1) all.add(at);
  return all;
}

test("range arithmetic is set arithmetic on positions", () => {
  fc.assert(
    fc.property(ranges, ranges, (left, right) => {
      const [a, b] = [positions(left), positions(right)];
      expect(positions(normalize(left))).toEqual(a);
      expect(positions(subtract(left, right))).toEqual(new Set([...a].filter((at) => !b.has(at))));
      expect(positions(intersect(left, right))).toEqual(new Set([...a].filter((at) => b.has(at))));
      expect(sizeOf(left)).toBe(a.size);
      expect(rangesOf([...a])).toEqual(normalize(left));
    }),
  );
});

test("a normalized list is sorted, without empty, overlapping or touching ranges", () => {
  fc.assert(
    fc.property(ranges, (some) => {
      const list = normalize(some);
      for (const [index, { from, to }] of list.entries()) {
        expect(from).toBeLessThan(to);
        expect(from).toBeGreaterThan(list[index - 1]?.to ?? -1);
      }
    }),
  );
});

test("clip keeps what lies inside", () => {
  expect(clip([{ from: 0, to: 10 }], 3, 5)).toEqual([{ from: 3, to: 5 }]);
  expect(clip([{ from: 0, to: 2 }], 3, 5)).toEqual([]);
});
