/** What the pages of operations are narrowed to, as it stands in the address. */

/** Where an order counts a unit. */
export const MATRIX_PLACES = [
  ...(["not_started", "in_process", "failed", "rework", "hold", "good", "scrap"] as const),
] as const;

/** Which units of the matrix are shown. */
export interface MatrixSearch {
  readonly place?: (typeof MATRIX_PLACES)[number];
  readonly atOperation?: string;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A place that there is not would only be refused. */
export function readMatrixSearch(search: Record<string, unknown>): MatrixSearch {
  const place = MATRIX_PLACES.find((known) => known === search.place);
  const atOperation = textOf(search.atOperation);
  return {
    ...(place === undefined ? {} : { place }),
    ...(atOperation === undefined ? {} : { atOperation }),
  };
}

/** Demand of one product, or all of it. */
export function readDemandSearch(search: Record<string, unknown>): { partNumber?: string } {
  const partNumber = textOf(search.partNumber);
  return partNumber === undefined ? {} : { partNumber };
}

/** The order whose units stand at the gate. */
export function readGateSearch(search: Record<string, unknown>): { orderId?: string } {
  const orderId = textOf(search.orderId);
  return orderId === undefined ? {} : { orderId };
}
