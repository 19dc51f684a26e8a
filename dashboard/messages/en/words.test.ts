import { expect, it } from "vitest";
import type { NoiseReason } from "../../../drivers/contract.ts";
import type { ClockState } from "../../../gateway/domain/entry.ts";
import type { RunCause } from "../../../gateway/domain/run.ts";
import type { StrayReason } from "../../../gateway/station/run/run-keeper.ts";
import { words } from "./words.ts";

/** A code of the gateway without a word, and a word without a code, are type errors here. */
type WordsOf<Code extends string> = Readonly<Record<Code, string>>;

it("every code that the gateway tells has a word of its own", () => {
  const noise: Exact<typeof words.noise, WordsOf<NoiseReason | StrayReason>> = words.noise;
  const causes: Exact<typeof words.cause, WordsOf<RunCause>> = words.cause;
  const clocks: Exact<typeof words.clock, WordsOf<ClockState>> = words.clock;
  for (const vocabulary of [noise, causes, clocks]) {
    const all = Object.values(vocabulary);
    expect(new Set(all).size).toBe(all.length);
  }
});

type Exact<Said, Wanted> = keyof Said extends keyof Wanted ? Wanted : never;
