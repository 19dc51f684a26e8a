/** What helped before, for units that failed alike: repairs that a judged run followed. Pure. */

/** On which side of its limits a value lies; a text is just another one. */
export type Side = "above" | "below" | "other";

/** A finished repair of the same measurement, product and operation. */
export interface RepairCase {
  /** What was done, in words that repeat. */
  readonly action: string;
  /** Where the value that was repaired lay; absent where it is not known. */
  readonly side?: Side;
  /** The first judged run at the operation it went back to; absent where none came yet. */
  readonly after?: "pass" | "fail";
}

/** What the cases say. `fixed` and `failedAgain` sum to `n`. */
export interface Advice {
  /** Repairs of units that failed alike and were tested since. */
  readonly n: number;
  /** By what was done; the most frequent first, then by name. */
  readonly fixed: readonly { readonly action: string; readonly count: number }[];
  readonly failedAgain: number;
  /** Alike, and not tested since: they say nothing yet. */
  readonly notTested: number;
}

/** Of cases on the same side alone; where the side of this fail is not known, of all. */
export function adviseFrom(cases: readonly RepairCase[], side: Side | undefined): Advice {
  const alike = cases.filter((each) => side === undefined || each.side === side);
  const tested = alike.filter(({ after }) => after !== undefined);
  const passed = tested.filter(({ after }) => after === "pass");
  const fixed = [...Map.groupBy(passed, ({ action }) => action)]
    .map(([action, group]) => ({ action, count: group.length }))
    .toSorted((one, other) => other.count - one.count || (one.action < other.action ? -1 : 1));
  const failedAgain = tested.length - passed.length;
  return { n: tested.length, fixed, failedAgain, notTested: alike.length - tested.length };
}
