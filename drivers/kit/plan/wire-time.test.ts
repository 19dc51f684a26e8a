import { describe, expect, test } from "vitest";
import type { PortSettings } from "../../contract.ts";
import {
  adapterMsOf,
  type ExchangeShape,
  exchangeCharacters,
  exchangeMs,
  gapBreakEven,
  wireTiming,
} from "./wire-time.ts";

function serial(baudRate: number): PortSettings {
  // 8E1: eleven bits a character.
  return { kind: "serial", path: "/dev/x", baudRate, dataBits: 8, parity: "even", stopBits: 1 };
}

const rtu = (baudRate: number, deviceMs = 0, adapterMs = 0) =>
  wireTiming({ settings: serial(baudRate), framing: "rtu", deviceMs, adapterMs, pauseMs: 0 });

/** baud, registers, wire only, with a device of 10 ms, and with FTDI's 16 ms on top. */
const POLL_MS = [
  [9_600, 1, 25.2, 35.2, 51.2],
  [9_600, 10, 45.8, 55.8, 71.8],
  [9_600, 125, 309, 319, 335],
  [19_200, 1, 12.6, 22.6, 38.6],
  [19_200, 10, 22.9, 32.9, 48.9],
  [19_200, 125, 155, 165, 181],
  [115_200, 1, 4.9, 14.9, 30.9],
  [115_200, 10, 6.7, 16.7, 32.7],
  [115_200, 125, 28.6, 38.6, 54.6],
] as const;

test.each(POLL_MS)("at %i baud a poll of %i registers takes what physics says", (...row) => {
  const [baudRate, count, wireOnly, withDevice, withAdapter] = row;
  const digits = wireOnly > 100 ? 0 : 1;
  const shape: ExchangeShape = { functionCode: 3, count };
  expect(exchangeMs(shape, rtu(baudRate)).toFixed(digits)).toBe(wireOnly.toFixed(digits));
  expect(exchangeMs(shape, rtu(baudRate, 10)).toFixed(digits)).toBe(withDevice.toFixed(digits));
  const slow = rtu(baudRate, 10, 16);
  expect(exchangeMs(shape, slow).toFixed(digits)).toBe(withAdapter.toFixed(digits));
});

test.each([
  [9_600, 10, 14, 21],
  [19_200, 10, 19, 33],
  [115_200, 25, 77, 161],
] as const)("at %i baud a gap pays up to the break-even", (baudRate, ideal, device, adapter) => {
  expect(Math.round(gapBreakEven(rtu(baudRate)))).toBe(ideal);
  expect(Math.round(gapBreakEven(rtu(baudRate, 10)))).toBe(device);
  expect(Math.round(gapBreakEven(rtu(baudRate, 10, 16)))).toBe(adapter);
});

describe("the frames of every function have the length that the specification gives them", () => {
  test.each([
    [1, 9, 8 + 7],
    [2, 16, 8 + 7],
    [3, 125, 8 + 255],
    [4, 1, 8 + 7],
    [5, 1, 8 + 8],
    [6, 1, 8 + 8],
    [15, 10, 11 + 8],
    [16, 2, 13 + 8],
    [43, 30, 7 + 40],
  ] as const)("function %i of %i", (functionCode, count, characters) => {
    const shape: ExchangeShape = { functionCode, count };
    expect(exchangeCharacters(shape, "rtu")).toBe(characters);
    // MBAP has seven bytes for the unit's one and the checksum's two.
    expect(exchangeCharacters(shape, "tcp")).toBe(characters + 8);
    // Two characters a byte, of which one is the checksum; colon and line end round each frame.
    expect(exchangeCharacters(shape, "ascii")).toBe(2 * (characters - 2) + 2 * 3);
  });
});

test("a pause that the device wants is part of every exchange", () => {
  const settings: PortSettings = { kind: "tcp", host: "127.0.0.1", port: 502 };
  const timing = wireTiming({ settings, framing: "tcp", deviceMs: 5, adapterMs: 0, pauseMs: 300 });
  expect(exchangeMs({ functionCode: 3, count: 10 }, timing)).toBeCloseTo(305, 0);
  const paused = wireTiming({
    ...{ settings: serial(9_600), framing: "rtu", deviceMs: 0, adapterMs: 0, pauseMs: 300 },
  });
  // The pause contains the silence before the next request.
  expect(exchangeMs({ functionCode: 3, count: 1 }, paused)).toBeCloseTo(25.2 - 4.01 + 300, 0);
});

test("an FTDI adapter is known by its name, unless its timer is told", () => {
  const path = "/dev/serial/by-id/usb-FTDI_USB-RS485_Cable_FT1-if00-port0";
  const settings = { ...serial(9_600), path } as PortSettings;
  expect(adapterMsOf(settings, undefined)).toBe(1);
  const slow: PortSettings = { ...settings, lowLatency: false } as PortSettings;
  expect(adapterMsOf(slow, undefined)).toBe(16);
  expect(adapterMsOf(settings, 3)).toBe(3);
  expect(adapterMsOf(serial(9_600), undefined)).toBe(0);
});
