import { expect, test } from "vitest";
import type { NoiseReason } from "../../drivers/contract.ts";
import { HeardNoise } from "./heard-noise.ts";

const noiseOf = (bytes: Uint8Array, reason: NoiseReason = "unparsable") => ({
  ...{ kind: "noise" as const, reason, bytes },
  takenAt: { utcUs: 1_763_870_400_000_000, monoNs: 1n },
});

test("noise is kept as it was heard: reason, hex, text and how much there was", () => {
  const heard = new HeardNoise();
  expect(heard.latest).toBeUndefined();
  const bytes = Buffer.from("V=1\u0000é\r\n");
  heard.add(noiseOf(bytes));
  bytes.fill(0);
  expect(heard.latest).toEqual([
    {
      number: 1,
      at: "2025-11-23T04:00:00.000Z",
      reason: "unparsable",
      hex: "56 3d 31 00 c3 a9 0d 0a",
      text: "V=1·····",
      length: 8,
    },
  ]);
});

test("of endless noise the newest eight are kept, 64 bytes of each", () => {
  const heard = new HeardNoise();
  for (let length = 1; length <= 1000; length += 1) heard.add(noiseOf(new Uint8Array(length)));
  const latest = heard.latest ?? [];
  expect(latest.map(({ length }) => length)).toEqual([1000, 999, 998, 997, 996, 995, 994, 993]);
  expect(latest[0]?.number).toBe(1000);
  expect(latest.every(({ text }) => text.length === 64)).toBe(true);
});
