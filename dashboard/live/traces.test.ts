import { describe, expect, it } from "vitest";
import { addReadings, endTraces, TRACE_WINDOW_MS, type Traces } from "./traces.ts";

function reading(seconds: number, value: number, quality: "good" | "crc" = "good") {
  const takenAt = new Date(seconds * 1_000).toISOString();
  return { channel: "voltage", value, unit: "V", quality, takenAt };
}

describe("the traces of the strips", () => {
  it("keep a reading of bad quality as the latest word but never as a point", () => {
    const traces = addReadings({}, [reading(1, 5), reading(2, 99, "crc")]);
    expect(traces.voltage?.latest.quality).toBe("crc");
    expect(traces.voltage?.points.map((point) => point.value)).toEqual([5]);
  });

  it("stay bounded in time and number however long the page is open", () => {
    let traces: Traces = {};
    for (let tick = 0; tick < 5_000; tick += 1) {
      traces = addReadings(traces, [reading(tick / 10, tick)]);
    }
    const points = traces.voltage?.points ?? [];
    const first = points[0]?.at ?? 0;
    expect(points.length).toBeLessThanOrEqual(240);
    expect((points.at(-1)?.at ?? 0) - first).toBeLessThan(TRACE_WINDOW_MS);
  });

  it("begin a new line after a bad reading and after what was not heard", () => {
    const bad = addReadings({}, [reading(1, 5), reading(2, 99, "crc"), reading(3, 6)]);
    const later = addReadings(endTraces(bad), [reading(4, 7), reading(5, 8)]);
    expect(later.voltage?.points.map((point) => [point.value, point.isStart === true])).toEqual([
      [5, false],
      [6, true],
      [7, true],
      [8, false],
    ]);
  });
});
