/** Very many exchanges over a hostile line, in virtual time: how many values were wrong. */
import { exchangeHostilely } from "../../support/hostile-exchanges.ts";
import { openVirtualTime } from "./virtual-time.ts";

const FRAMINGS = ["rtu", "ascii", "tcp"] as const;
/** Exchanges of one line; then it is told how far it is. */
const SLICE = 10_000;

export interface HostileRun {
  readonly exchanges: number;
  readonly seed: number;
}

/**
 * A third of the exchanges in each framing; each slice has a seed of its own, drawn from `seed`.
 * Tells framing and seed of a slice with a wrong value. Goal: none.
 */
export async function countWrongValues(run: HostileRun): Promise<Readonly<Record<string, number>>> {
  console.log(`hostile exchanges: ${run.exchanges}, --seed ${run.seed} repeats them`);
  const figures = {
    hostileExchanges: 0,
    hostileRight: 0,
    hostileFailedInWords: 0,
    hostileWrong: 0,
    hostileOutOfOrder: 0,
  };
  const startedMs = performance.now();
  const slices = Math.ceil(run.exchanges / SLICE);
  for (let slice = 0; slice < slices; slice += 1) {
    const framing = FRAMINGS[slice % FRAMINGS.length] ?? "rtu";
    const exchanges = Math.min(SLICE, run.exchanges - slice * SLICE);
    const seed = (run.seed + slice * SLICE) % 2 ** 31;
    const { right, wrong, failed, mischief } = await exchangeSlice({ framing, exchanges, seed });
    figures.hostileExchanges += exchanges;
    figures.hostileRight += right;
    figures.hostileWrong += wrong;
    figures.hostileOutOfOrder += mischief.get("out of order") ?? 0;
    figures.hostileFailedInWords += Object.values(failed).reduce((sum, count) => sum + count, 0);
    if (wrong > 0) console.log(`  ${wrong} WRONG: ${framing}, slice seed ${seed}`);
    if ((slice + 1) % 10 === 0) console.log(`  ${figures.hostileExchanges} exchanges`);
  }
  return { ...figures, hostileSeconds: (performance.now() - startedMs) / 1_000 };
}

async function exchangeSlice(slice: {
  readonly framing: (typeof FRAMINGS)[number];
  readonly exchanges: number;
  readonly seed: number;
}) {
  using time = openVirtualTime();
  return await exchangeHostilely({ ...slice, clock: time.clock, advance: time.advance });
}
