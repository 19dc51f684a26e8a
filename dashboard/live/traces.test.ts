import { describe, expect, it } from "vitest";
import { addReadings, TRACE_WINDOW_MS, type Traces } from "./traces.ts";

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
});
