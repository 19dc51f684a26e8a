import { expect, test } from "vitest";
import { crc16, crcHolds, withCrc } from "./crc.ts";

test("the checksum is the one of the Modbus specification", () => {
  // The check value of CRC-16/MODBUS over "123456789", and a request from field captures.
  expect(crc16(new TextEncoder().encode("123456789"))).toBe(0x4b37);
  expect([...withCrc(Uint8Array.of(0x01, 0x03, 0x00, 0x00, 0x00, 0x0a))].slice(-2)).toEqual([
    0xc5, 0xcd,
  ]);
});

test("every single flipped bit is noticed", () => {
  const frame = withCrc(Uint8Array.of(1, 3, 4, 0x12, 0x34, 0x56, 0x78));
  expect(crcHolds(frame)).toBe(true);
  for (let bit = 0; bit < frame.length * 8; bit += 1) {
    const broken = frame.slice();
    broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(crcHolds(broken)).toBe(false);
  }
});
