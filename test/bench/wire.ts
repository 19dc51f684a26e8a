/**
 * Issue 3's figures of the wire, as ratios in one run: Modbus over TCP and a line, lines of text,
 * and values from the wrong place on a hostile line, of which there must be none.
 */
import { loadavg } from "node:os";
import type { BenchResult } from "./result.ts";
import { countWrongValues } from "./wire/hostile.ts";
import { measureLines } from "./wire/lines.ts";
import { measureRtu, measureTcp } from "./wire/modbus.ts";

const EXCHANGES = 100_000;
const EXCHANGES_FULL = 1_000_000;

export interface WireBenchInput {
  /** A million hostile exchanges instead of a hundred thousand. */
  readonly full?: boolean;
  /** How many hostile exchanges, whatever `full` says. */
  readonly exchanges?: number;
  /** Of an earlier run, to repeat it. */
  readonly seed?: number;
}

/** Takes about a minute and a half; the hostile exchanges come last. */
export async function benchWire(input: WireBenchInput = {}): Promise<BenchResult> {
  const exchanges = input.exchanges ?? (input.full ? EXCHANGES_FULL : EXCHANGES);
  const seed = input.seed ?? Math.floor(Math.random() * 2 ** 31);
  const figures = {
    ...(await measureTcp()),
    ...(await measureRtu()),
    ...(await measureLines()),
    loadAverage1Min: loadavg()[0] ?? Number.NaN,
    ...(await countWrongValues({ exchanges, seed })),
  };
  return { name: "the wire, side by side", figures };
}
