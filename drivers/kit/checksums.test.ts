import { describe, expect, it } from "vitest";
import { CHECKSUM_KINDS, type ChecksumKind, checksumOf, checksumSize } from "./checksums.ts";

/** Of "123456789": the check value of each algorithm's entry in the catalogue. */
const CHECKS: Readonly<Record<ChecksumKind, number>> = {
  "sum-8": 0xdd,
  "sum-16": 0x01dd,
  "xor-8": 0x31,
  "lrc-8": 0x23,
  "crc-8": 0xf4,
  "crc-8-maxim": 0xa1,
  "crc-16-modbus": 0x4b37,
  "crc-16-arc": 0xbb3d,
  "crc-16-ccitt-false": 0x29b1,
  "crc-16-xmodem": 0x31c3,
  "crc-16-kermit": 0x2189,
  "crc-32": 0xcbf43926,
};

describe("checksums", () => {
  it.each(CHECKSUM_KINDS)("%s gives its published check value", (kind) => {
    expect(checksumOf(kind, Buffer.from("123456789"))).toBe(CHECKS[kind]);
  });

  it("take the bytes their width says", () => {
    expect(CHECKSUM_KINDS.map(checksumSize)).toEqual([1, 2, 1, 1, 1, 1, 2, 2, 2, 2, 2, 4]);
  });
});
