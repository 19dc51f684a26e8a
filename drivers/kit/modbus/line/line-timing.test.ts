import { describe, expect, test } from "vitest";
import type { PortSettings } from "../../../contract.ts";
import { characterMs, frameGapMs } from "./line-timing.ts";

function serial(baudRate: number, parity: "none" | "even" = "even", stopBits: 1 | 2 = 1) {
  const dataBits = 8 as const;
  return { kind: "serial", path: "/dev/null", baudRate, dataBits, parity, stopBits } as const;
}
const SOCKET: PortSettings = { kind: "tcp", host: "localhost", port: 502 };

describe("the times of a serial line", () => {
  test.each([
    ["8E1", serial(9600), 11_000 / 9600],
    ["8N2", serial(9600, "none", 2), 11_000 / 9600],
    ["8N1", serial(9600, "none"), 10_000 / 9600],
  ])("a character of %s takes what its bits take", (_, settings, ms) => {
    expect(characterMs(settings)).toBeCloseTo(ms, 9);
  });

  test("frames are 3.5 characters apart, above 19,200 baud 1.75 ms", () => {
    expect(frameGapMs(serial(9600), "rtu")).toBeCloseTo((3.5 * 11_000) / 9600, 9);
    expect(frameGapMs(serial(19_200, "none"), "ascii")).toBeCloseTo((3.5 * 10_000) / 19_200, 9);
    expect(frameGapMs(serial(38_400), "rtu")).toBe(1.75);
    expect(frameGapMs(SOCKET, "rtu-over-tcp")).toBe(1.75);
    expect([frameGapMs(SOCKET, "tcp"), characterMs(SOCKET)]).toEqual([0, 0]);
  });
});
