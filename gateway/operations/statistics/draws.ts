/** Random numbers that are the same for the same seed, and what is drawn by them. Pure. */

/** Evenly from 0 (included) to 1. */
export type Random = () => number;

/** The same seed gives the same numbers, in every process and for ever. SplitMix32. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 2 ** 32;
  };
}

/** From the standard normal. Box and Muller (1958). */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** From the gamma distribution of scale 1; `shape` at least 1. Marsaglia and Tsang (2000). */
function drawGamma(shape: number, random: Random): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random);
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** A share as the Beta distribution has it; both parameters at least 1. */
export function drawBeta(a: number, b: number, random: Random): number {
  const x = drawGamma(a, random);
  return x / (x + drawGamma(b, random));
}

/** Above this a sum is drawn from its normal limit: what is lost is below a thousandth. */
export const SUM_MAX = 100;

/** Tries until so many succeeded, each with the same chance: at least `successes`. */
export function drawTries(successes: number, chance: number, random: Random): number {
  if (successes > SUM_MAX) {
    const fails = (successes * (1 - chance)) / chance;
    const spread = Math.sqrt(fails / chance);
    return successes + Math.max(0, Math.round(fails + spread * drawNormal(random)));
  }
  let tries = successes;
  const scale = Math.log(1 - chance);
  for (let left = successes; left > 0 && chance < 1; left -= 1) {
    tries += Math.floor(Math.log(1 - random()) / scale);
  }
  return tries;
}
