/**
 * Which requests read which places, and how long that takes. Pure.
 *
 *   places ─► by cadence, fastest first ─► what a faster request reads anyway is shared
 *          ─► the rest: the cheapest division into requests, unwanted registers weighed
 */
import { type ExchangeShape, exchangeMs, type WireTiming } from "./wire-time.ts";

export type PlaceTable = "coil" | "discrete" | "holding" | "input";

/** Where something lies; `address` counts from 0 as on the wire. */
export interface Span {
  readonly table: PlaceTable;
  readonly address: number;
  /** Registers or bits. */
  readonly count: number;
}

export interface PollItem {
  readonly place: Span;
  readonly everyMs: number;
}

/** What the device allows. */
export interface PlanLimits {
  readonly registersMax: number;
  readonly bitsMax: number;
  /** Read by no request that does not want them: the device refuses them. */
  readonly holes?: readonly Span[];
}

/** One read request, what it is for, and how long it is expected to take. */
export interface PlannedRequest<Item extends PollItem> {
  readonly functionCode: 1 | 2 | 3 | 4;
  readonly table: PlaceTable;
  readonly address: number;
  readonly count: number;
  readonly everyMs: number;
  readonly items: readonly Item[];
  readonly tookMs: number;
}

const READ_FUNCTIONS = { coil: 1, discrete: 2, holding: 3, input: 4 } as const;

/** The function code that reads the table. */
export function readFunction(table: PlaceTable): 1 | 2 | 3 | 4 {
  return READ_FUNCTIONS[table];
}

/** The most that one request may read of the table. */
export function countMaxOf(table: PlaceTable, limits: PlanLimits): number {
  return READ_FUNCTIONS[table] <= 2 ? limits.bitsMax : limits.registersMax;
}

function endOf({ address, count }: Span): number {
  return address + count;
}

/** True where both share an address. */
export function overlaps(left: Span, right: Span): boolean {
  return left.table === right.table && left.address < endOf(right) && right.address < endOf(left);
}

function covers(outer: Span, inner: Span): boolean {
  return (
    outer.table === inner.table && outer.address <= inner.address && endOf(inner) <= endOf(outer)
  );
}

/**
 * The requests of least total time for each cadence. Every item is whole in exactly one request;
 * an item slower than the request that holds it is shared. An item longer than a request may be
 * stands alone. No request is longer than the limits or crosses a hole.
 */
export function planPolls<Item extends PollItem>(
  items: readonly Item[],
  limits: PlanLimits,
  timing: WireTiming,
): readonly PlannedRequest<Item>[] {
  const byCadence = [...Map.groupBy(items, ({ everyMs }) => everyMs)];
  byCadence.sort(([left], [right]) => left - right);
  const planned: (PlannedRequest<Item> & { items: Item[] })[] = [];
  for (const [everyMs, members] of byCadence) {
    const own = members.filter((item) => {
      const faster = planned.find((request) => covers(request, item.place));
      faster?.items.push(item);
      return faster === undefined;
    });
    for (const [table, group] of Map.groupBy(own, ({ place }) => place.table)) {
      const divided = divide(group, { table, limits, timing });
      planned.push(...divided.map((request) => ({ ...request, everyMs })));
    }
  }
  return planned;
}

interface Division {
  readonly table: PlaceTable;
  readonly limits: PlanLimits;
  readonly timing: WireTiming;
}

/** The cheapest way to read the items in order of address up to each of them. */
interface Prefix {
  readonly costMs: number;
  /** Index of the first item of the last request. */
  readonly from: number;
}

function divide<Item extends PollItem>(
  items: readonly Item[],
  { table, limits, timing }: Division,
): (Omit<PlannedRequest<Item>, "everyMs" | "items"> & { items: Item[] })[] {
  const sorted = items.toSorted(
    ({ place: left }, { place: right }) =>
      left.address - right.address || endOf(left) - endOf(right),
  );
  const places = sorted.map(({ place }) => place);
  const best = cheapestPrefixes(places, { table, limits, timing });
  const requests = [];
  for (let last = sorted.length - 1; last >= 0; ) {
    const { from } = best[last] ?? { from: last };
    const span = spanOf(places.slice(from, last + 1));
    const shape: ExchangeShape = { functionCode: readFunction(table), count: span.count };
    const members = sorted.slice(from, last + 1);
    requests.push({ ...span, ...shape, items: members, tookMs: exchangeMs(shape, timing) });
    last = from - 1;
  }
  return requests.reverse() as ReturnType<typeof divide<Item>>;
}

function cheapestPrefixes(places: readonly Span[], division: Division): readonly Prefix[] {
  const { table, limits, timing } = division;
  const holes = (limits.holes ?? []).filter((hole) => hole.table === table);
  const countMax = countMaxOf(table, limits);
  const best: Prefix[] = [];
  places.forEach((place, last) => {
    let cheapest: Prefix = { costMs: Number.POSITIVE_INFINITY, from: last };
    let end = endOf(place);
    for (let from = last; from >= 0; from -= 1) {
      const first = places[from];
      if (first === undefined) break;
      end = Math.max(end, endOf(first));
      const span = { table, address: first.address, count: end - first.address };
      // Further back it can only be longer, or cross the same hole.
      if (from < last && (span.count > countMax || crosses(span, holes))) break;
      const own = exchangeMs({ functionCode: readFunction(table), count: span.count }, timing);
      const costMs = own + (best[from - 1]?.costMs ?? 0);
      if (costMs < cheapest.costMs) cheapest = { costMs, from };
    }
    best.push(cheapest);
  });
  return best;
}

function crosses(span: Span, holes: readonly Span[]): boolean {
  return holes.some((hole) => overlaps(span, hole));
}

/** From the first address to the last of places of one table. */
export function spanOf(places: readonly Span[]): Span {
  const [first] = places;
  if (first === undefined) throw new RangeError("no place, no span");
  const address = Math.min(...places.map((place) => place.address));
  return { table: first.table, address, count: Math.max(...places.map(endOf)) - address };
}
