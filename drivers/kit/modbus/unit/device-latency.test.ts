import { describe, expect, test } from "vitest";
import { DeviceLatency } from "./device-latency.ts";

describe("DeviceLatency", () => {
  test("nothing is known before the first reply, and less than nothing is nothing", () => {
    const latency = new DeviceLatency();
    expect(latency.measured()).toBeUndefined();
    latency.note(-3);
    expect(latency.measured()).toEqual({ p50Ms: 0, p95Ms: 0, count: 1 });
  });

  test("the median and the slow end of the latest replies, in any order", () => {
    const latency = new DeviceLatency();
    for (let ms = 20; ms >= 1; ms -= 1) latency.note(ms);
    expect(latency.measured()).toEqual({ p50Ms: 10, p95Ms: 19, count: 20 });
  });

  test("what was long ago is forgotten", () => {
    const latency = new DeviceLatency();
    for (let at = 0; at < 100; at += 1) latency.note(1_000);
    for (let at = 0; at < 64; at += 1) latency.note(5);
    expect(latency.measured()).toEqual({ p50Ms: 5, p95Ms: 5, count: 64 });
  });
});
