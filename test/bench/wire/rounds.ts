/**
 * Contenders side by side: short rounds in turn, so that a neighbour's load meets all of them
 * alike, and medians, so that the rounds where it did not are forgotten.
 */

/** Works for about so long; resolves with how much was done in each second. */
export type Contender = (forMs: number) => Promise<number>;

export interface RoundsInput<Name extends string> {
  readonly contenders: Readonly<Record<Name, Contender>>;
  readonly rounds: number;
  readonly roundMs: number;
  /** Of each before the first round: all are compiled by then. */
  readonly warmUpMs: number;
}

/** What each did per second, by round. Who begins changes from round to round. */
export async function measureRounds<Name extends string>(
  input: RoundsInput<Name>,
): Promise<Readonly<Record<Name, readonly number[]>>> {
  const entries = Object.entries<Contender>(input.contenders) as [Name, Contender][];
  const rates = Object.fromEntries(entries.map(([name]) => [name, [] as number[]])) as Record<
    Name,
    number[]
  >;
  for (const [, contend] of entries) await contend(input.warmUpMs);
  for (let round = 0; round < input.rounds; round += 1) {
    const first = round % entries.length;
    const inTurn = [...entries.slice(first), ...entries.slice(0, first)];
    for (const [name, contend] of inTurn) rates[name].push(await contend(input.roundMs));
  }
  return rates;
}

/** `request` again and again, one after the other, with the number of the request. */
export function repeat(request: (at: number) => Promise<unknown>): Contender {
  return async (forMs) => {
    const startedMs = performance.now();
    let count = 0;
    while (performance.now() - startedMs < forMs) {
      await request(count);
      count += 1;
    }
    return (count * 1_000) / (performance.now() - startedMs);
  };
}

/** Of an odd number of values the one in the middle. */
export function median(values: readonly number[]): number {
  return (
    values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN
  );
}

/** The median of the rounds' ratios: of what was done in the same moment. */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((rate, round) => rate / (theirs[round] ?? Number.NaN)));
}
