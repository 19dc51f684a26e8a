/**
 * What property tests draw is the same in every run, so that a red one is red for everybody and a
 * change is what made it so. `RIGLINE_SEED=random npx vitest run …` looks further.
 */
import fc from "fast-check";

const DEFAULT_SEED = 20_261_123;
const asked = process.env.RIGLINE_SEED;

if (asked !== "random") fc.configureGlobal({ seed: Number(asked ?? DEFAULT_SEED) });
