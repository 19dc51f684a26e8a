/**
 * Issue 3's figures of the wire, as ratios in one run: Modbus over TCP and a line, lines of text,
 * and values from the wrong place on a hostile line, of which there must be none.
 */
import { loadavg } from "node:os";
import type { BenchResult, Goal } from "./result.ts";
import { measureFiftyRigs } from "./wire/fifty-rigs.ts";
import { countWrongValues } from "./wire/hostile.ts";
import { measureLines } from "./wire/lines.ts";
import { measureRtu, measureTcp } from "./wire/modbus.ts";
import { measurePacedWire } from "./wire/paced.ts";

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

const GOALS: Readonly<Record<string, Goal>> = {
  tcpDriverToModbusSerial: { atLeast: 0.85 },
  tcpDriverToLibmodbus: { atLeast: 0.6 },
  rtuGaplessToModbusSerial: { atLeast: 1 },
  rtuPaced9600ToFormula: { atLeast: 0.95 },
  rtuPaced19200ToFormula: { atLeast: 0.95 },
  rtuPaced115200ToFormula: { atLeast: 0.95 },
  rtuPaced9600ShortestSilence: { atLeast: 1 },
  rtuPaced19200ShortestSilence: { atLeast: 1 },
  rtuPaced115200ShortestSilence: { atLeast: 1 },
  lineOursToReadlineParser: { atLeast: 0.8 },
  fiftyRigsCpuOfOneCore: { atMost: 0.6 },
  fiftyRigsRssMb: { atMost: 200 },
  fiftyRigsCadenceAchieved: { atLeast: 0.95 },
  hostileWrong: { atMost: 0 },
};

/** Takes about three minutes; the hostile exchanges come last. */
export async function benchWire(input: WireBenchInput = {}): Promise<BenchResult> {
  const exchanges = input.exchanges ?? (input.full ? EXCHANGES_FULL : EXCHANGES);
  const seed = input.seed ?? Math.floor(Math.random() * 2 ** 31);
  const figures = {
    ...(await measureTcp()),
    ...(await measureRtu()),
    ...(await measurePacedWire()),
    ...(await measureLines()),
    ...(await measureFiftyRigs()),
    loadAverage1Min: loadavg()[0] ?? Number.NaN,
    ...(await countWrongValues({ exchanges, seed })),
  };
  return { name: "the wire, side by side", figures, goals: GOALS };
}
