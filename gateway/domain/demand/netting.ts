/** Orders netted to demand: which line is covered, by what, and what is short. Pure. */

/** What a customer wants, or is expected to want. */
export interface DemandLine {
  readonly id: string;
  readonly partNumber: string;
  readonly quantity: number;
  readonly kind: "firm" | "forecast";
  /** Microseconds since the epoch. */
  readonly dueAt: number;
}

/** What an order will yield: its quantity less scrap. */
export interface OrderSupply {
  readonly id: string;
  readonly partNumber: string;
  readonly quantity: number;
  /** Microseconds since the epoch; without a date it comes last. */
  readonly dueAt?: number;
}

/** A part of an order that a line takes. */
export interface Allocation {
  readonly orderId: string;
  readonly quantity: number;
  /** The order is due after the line. */
  readonly late: boolean;
}

/** A line with what it takes of which order. */
export interface NettedLine {
  readonly id: string;
  readonly covered: number;
  readonly short: number;
  readonly allocations: readonly Allocation[];
}

/**
 * Gives every unit of supply to one line at most: firm lines first, then forecast, each by its
 * date; orders by theirs. Lines and orders of the same date go by id, so that the answer is always
 * the same. The lines come back in their own order.
 */
export function netDemand(
  lines: readonly DemandLine[],
  orders: readonly OrderSupply[],
): readonly NettedLine[] {
  const left = new Map(orders.map(({ id, quantity }) => [id, quantity]));
  const queue = orders.toSorted((a, b) => (a.dueAt ?? LAST) - (b.dueAt ?? LAST) || order(a, b));
  const netted = new Map<string, NettedLine>();
  for (const line of lines.toSorted(
    (a, b) => rank(a) - rank(b) || a.dueAt - b.dueAt || order(a, b),
  )) {
    netted.set(line.id, coverLine(line, queue, left));
  }
  return lines.flatMap(({ id }) => netted.get(id) ?? []);
}

const LAST = Number.MAX_SAFE_INTEGER;

function rank({ kind }: DemandLine): number {
  return kind === "firm" ? 0 : 1;
}

function order(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : Number(a.id > b.id);
}

function coverLine(
  line: DemandLine,
  queue: readonly OrderSupply[],
  left: Map<string, number>,
): NettedLine {
  const allocations: Allocation[] = [];
  let short = line.quantity;
  for (const { id, partNumber, dueAt } of queue) {
    const quantity = Math.min(short, left.get(id) ?? 0);
    if (partNumber !== line.partNumber || quantity <= 0) continue;
    left.set(id, (left.get(id) ?? 0) - quantity);
    short -= quantity;
    allocations.push({ orderId: id, quantity, late: (dueAt ?? LAST) > line.dueAt });
  }
  return { id: line.id, covered: line.quantity - short, short, allocations };
}
