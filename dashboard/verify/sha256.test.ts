import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { newSha256 } from "./sha256.ts";

test("it is the SHA-256 of Node.js for every length around a block, in any pieces", () => {
  for (const length of [0, 1, 3, 54, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1_000]) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 7 + length) % 256);
    const expected = createHash("sha256").update(bytes).digest("hex");
    for (const piece of [1, 17, 64, 1_000]) {
      const hasher = newSha256();
      for (let at = 0; at < length; at += piece) hasher.update(bytes.subarray(at, at + piece));
      expect(Buffer.from(hasher.digest()).toString("hex")).toBe(expected);
    }
  }
});
