/**
 * RTU on a wire with true character times, through planner, driver and scheduler: how close the
 * cadence comes to what the formula allows, and whether the silence between frames was kept.
 */
import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { characterMs, frameGapMs } from "../../../drivers/kit/modbus/line/line-timing.ts";
import { exchangeMs, wireTiming } from "../../../drivers/kit/plan/wire-time.ts";
import { compilePeer } from "../../support/libmodbus-slave.ts";
import { openPort, serialSettings } from "../../support/modbus.ts";
import { endChild } from "../../support/process-output.ts";
import { openRig, REGISTERS } from "./modbus.ts";
import type { Contender } from "./rounds.ts";

const BAUD_RATES = [9_600, 19_200, 115_200] as const;
const WARM_UP_MS = 400;
const MEASURED_MS = 5_000;
/** So short that it is one exchange. */
const ONE_EXCHANGE_MS = 0.001;
/** One exchange in so many had the processor to itself. */
const UNDISTURBED = 10;

/**
 * Goal: 0.95 of the formula's limit, the shortest silence no shorter than the standard's. Told of
 * the exchange in the middle, and of the one that nine of ten are slower than: a neighbour's load,
 * which makes slave and master wait for a processor alike, is not the master's.
 */
export async function measurePacedWire(): Promise<Readonly<Record<string, number>>> {
  const figures: Record<string, number> = {};
  for (const baudRate of BAUD_RATES) Object.assign(figures, await measureAt(baudRate));
  return figures;
}

async function measureAt(baudRate: number): Promise<Record<string, number>> {
  const { program, directory } = await compilePeer("paced-slave");
  const settings = serialSettings("", baudRate);
  const gapNs = Math.round(frameGapMs(settings, "rtu") * 1e6);
  const times = [Math.round(characterMs(settings) * 1e6), gapNs].map(String);
  const child = spawn(program, times, { stdio: ["pipe", "pipe", "inherit"] });
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const told = async () => JSON.parse((await lines.next()).value ?? "{}");
    const { device } = (await told()).listening;
    await using rig = await openRig(openPort(serialSettings(device, baudRate)), "rtu");
    const rates = await exchangeRates(rig.contend);
    child.stdin.write("tell\n");
    const { early, gapMinNs } = await told();
    if (early > 0) throw new Error(`${early} requests came before the silence was over`);
    const limit = 1_000 / formulaMs(baudRate);
    const at = (share: number) => rates[Math.floor(rates.length * share)] ?? Number.NaN;
    return {
      [`rtuPaced${baudRate}PerSecond`]: at(0.5),
      [`rtuPaced${baudRate}ToFormula`]: at(0.5) / limit,
      [`rtuPaced${baudRate}ToFormulaUndisturbed`]: at(1 - 1 / UNDISTURBED) / limit,
      [`rtuPaced${baudRate}ShortestSilence`]: gapMinNs / gapNs,
    };
  } finally {
    await endChild(child);
    await rm(directory, { recursive: true, force: true });
  }
}

/** Of each exchange what it would come to in a second; the slowest first. */
async function exchangeRates(contend: Contender): Promise<readonly number[]> {
  await contend(WARM_UP_MS);
  const untilMs = performance.now() + MEASURED_MS;
  const rates: number[] = [];
  while (performance.now() < untilMs) rates.push(await contend(ONE_EXCHANGE_MS));
  return rates.sort((left, right) => left - right);
}

/** A device that answers at once, an adapter that holds nothing back. */
function formulaMs(baudRate: number): number {
  const settings = serialSettings("", baudRate);
  const none = { deviceMs: 0, adapterMs: 0, pauseMs: 0 };
  return exchangeMs(
    { functionCode: 3, count: REGISTERS },
    wireTiming({ settings, framing: "rtu", ...none }),
  );
}
