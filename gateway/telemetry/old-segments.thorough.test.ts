import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ReadingValue } from "../../drivers/contract.ts";
import type { Reading } from "./contract.ts";
import { segmentPath } from "./segment-file.ts";
import { SegmentReader } from "./telemetry-reader.ts";

const FIXTURES = new URL("../../fixtures/segments/", import.meta.url).pathname;

/** JSON has neither -0 nor what is not finite, and no bigint. */
type Told = ReadingValue | { readonly bigint: string } | { readonly number: string };

function mended(told: Told): ReadingValue {
  if (typeof told !== "object") return told;
  return "bigint" in told ? BigInt(told.bigint) : Number(told.number);
}

test("a segment sealed by version 0.1.0 is read to the last bit", () => {
  const directory = mkdtempSync(join(tmpdir(), "rigline-old-segment-"));
  try {
    copyFileSync(join(FIXTURES, "format-1.segment.db"), segmentPath(directory, 1));
    const told = JSON.parse(readFileSync(join(FIXTURES, "format-1.json"), "utf8")) as (Omit<
      Reading,
      "value"
    > & { value: Told })[];
    using reader = new SegmentReader(directory);
    expect(reader.range(1, 1_000, 1_000)).toStrictEqual(
      told.map((reading, at) => ({ ordinal: at + 1, ...reading, value: mended(reading.value) })),
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
});
