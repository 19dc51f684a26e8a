import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { newFileSha256, newSha256 } from "./sha256.ts";

const LENGTHS = [0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1_000];

function bytesOf(length: number) {
  const bytes = Uint8Array.from({ length }, (_, index) => (index * 7 + length) % 256);
  return { bytes, expected: createHash("sha256").update(bytes).digest("hex") };
}

test("it is the SHA-256 of Node.js for every length around a block, in any pieces", () => {
  for (const length of LENGTHS) {
    const { bytes, expected } = bytesOf(length);
    for (const piece of [1, 17, 64, 100, 1_000]) {
      const hasher = newSha256();
      for (let at = 0; at < length; at += piece) hasher.update(bytes.subarray(at, at + piece));
      expect(Buffer.from(hasher.digest()).toString("hex")).toBe(expected);
    }
  }
});

test("hashers that are used side by side do not disturb each other", () => {
  const [left, right] = [newSha256(), newSha256()];
  const one = bytesOf(1_000);
  const other = bytesOf(128);
  for (let at = 0; at < 1_000; at += 50) {
    left.update(one.bytes.subarray(at, at + 50));
    right.update(other.bytes.subarray(at, at + 50));
  }
  expect(Buffer.from(left.digest()).toString("hex")).toBe(one.expected);
  expect(Buffer.from(right.digest()).toString("hex")).toBe(other.expected);
});

test("of a whole file it is the same, and also of one that is shorter than it was said to be", async () => {
  for (const length of LENGTHS) {
    const { bytes, expected } = bytesOf(length);
    const hasher = newFileSha256(length + (length % 2));
    for (let at = 0; at < length; at += 40) hasher.update(bytes.subarray(at, at + 40));
    expect(Buffer.from(await hasher.digest()).toString("hex")).toBe(expected);
  }
});
