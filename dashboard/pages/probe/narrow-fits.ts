/** Several looks at one quantity: what did not fit every time is no answer. Pure. */
import type { ProbedRegistersView, ProbedTableView } from "../../app/contract.ts";

/** A fit with its table. */
export type TableFit = ProbedTableView["fits"][number] & {
  readonly table: ProbedTableView["table"];
};

export interface Look {
  /** Where was looked: another place begins anew. */
  readonly place: string;
  readonly value: string;
  readonly fits: readonly TableFit[];
  /** How many fitted the look before; absent for a first look. */
  readonly before?: number;
}

/** The fits of an answer that also fitted the look before, where that was at the same place. */
export function nextLook(
  before: Look | undefined,
  { place, value }: Pick<Look, "place" | "value">,
  answer: ProbedRegistersView,
): Look {
  const fits = answer.tables.flatMap(({ table, fits: found }) =>
    found.map((fit) => ({ ...fit, table })),
  );
  const isAnother = before === undefined || before.place !== place || before.fits.length === 0;
  // The same words again narrow nothing: the quantity may not have moved.
  if (isAnother || before.value === value) return { place, value, fits };
  const known = new Set(before.fits.map(keyOf));
  const left = fits.filter((fit) => known.has(keyOf(fit)));
  return { place, value, fits: left, before: before.fits.length };
}

/** Names a fit among others. */
export function keyOf({ table, address, addressBase, type, order, scale }: TableFit): string {
  return [table, address, addressBase, type, order, scale].join(" ");
}
