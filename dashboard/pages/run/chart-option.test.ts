import { expect, it } from "vitest";
import type { TelemetrySeries } from "../../app/contract.ts";
import { chartOption } from "./chart-option.ts";

function dataOf(points: TelemetrySeries["points"]): readonly (readonly [number, number | null])[] {
  const option = chartOption({
    series: [{ channel: "temperature", unit: "Cel", points }],
    run: { startedAt: "2026-01-01T00:00:00Z" },
    colour: () => "",
    formatTime: String,
    window: "Run",
  });
  const [line] = option.series as [{ data: readonly (readonly [number, number | null])[] }];
  return line.data;
}

function point(
  seconds: number,
  quality: "good" | "crc" = "good",
): TelemetrySeries["points"][number] {
  return { takenAt: new Date(seconds * 1_000).toISOString(), value: seconds, quality };
}

it("the line has a gap where the channel was silent for long", () => {
  const data = dataOf([point(0), point(1), point(2), point(60), point(61)]);
  expect(data.map(([, value]) => value)).toEqual([0, 1, 2, null, 60, 61]);
  expect(data[3]?.[0]).toBe(31_000);
});

it("the line has a gap at a reading of bad quality", () => {
  const data = dataOf([point(0), point(1, "crc"), point(2)]);
  expect(data.map(([, value]) => value)).toEqual([0, null, 2]);
});
