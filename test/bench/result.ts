/** One line of figures a benchmark prints. */
export interface BenchResult {
  readonly name: string;
  /** Units are in the names: Ms, Mb, PerSecond; a ratio has none. */
  readonly figures: Readonly<Record<string, number>>;
  /** Of figures by name: printed beside them, with whether they were met. */
  readonly goals?: Readonly<Record<string, Goal>>;
}

export type Goal = { readonly atLeast: number } | { readonly atMost: number };

/** "≥ 0.85 met", "≤ 200 MISSED". */
export function judgeGoal(value: number, goal: Goal): string {
  const isMet = "atLeast" in goal ? value >= goal.atLeast : value <= goal.atMost;
  const bound = "atLeast" in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
  return `${bound} ${isMet ? "met" : "MISSED"}`;
}
