/** The lines of a burn-up as points. Pure. */
import type { OutlookAnswer } from "../../../app/contract.ts";

/** A moment in milliseconds, and units in all. */
export interface Point {
  readonly at: number;
  readonly units: number;
}

/** What is drawn. */
export interface BurnUpPoints {
  readonly made: readonly Point[];
  readonly wanted: readonly Point[];
  /** From now to the expected finish. */
  readonly expected?: readonly [Point, Point];
  /** From now to the expected finish and P95, a triangle. */
  readonly reach?: readonly [Point, Point, Point];
  readonly now: number;
}

/** From what the gateway says. Both lines begin at nothing and go on to now, or the last wish. */
export function pointsOf({ at, burnUp, finish, order }: OutlookAnswer): BurnUpPoints {
  const now = Date.parse(at);
  const { good, scrap } = order.counts;
  const begin = Date.parse(burnUp.made[0]?.from ?? at);
  const made = [
    { at: begin, units: burnUp.undated },
    // What a day made is there when it is over, today's now.
    ...burnUp.made.map(({ to, cumulative }) => ({
      at: Math.min(now, Date.parse(to)),
      units: cumulative,
    })),
    { at: now, units: good },
  ];
  const first = burnUp.wanted[0];
  const wanted = [
    ...(first === undefined ? [] : [{ at: Math.min(begin, Date.parse(first.dueAt)), units: 0 }]),
    ...burnUp.wanted.map(({ dueAt, cumulative }) => ({
      at: Date.parse(dueAt),
      units: cumulative,
    })),
  ];
  if (finish.p50 === undefined || finish.p95 === undefined) return { made, wanted, now };
  const start = { at: now, units: good };
  const end = { at: Date.parse(finish.p50), units: order.quantity - scrap };
  const late = { at: Date.parse(finish.p95), units: end.units };
  return { made, wanted, now, expected: [start, end], reach: [start, end, late] };
}

/** Units change at once: a step, not a slope. */
export function stepsOf(points: readonly Point[]): readonly Point[] {
  return points.flatMap((point, index) => {
    const before = points[index - 1];
    return before === undefined ? [point] : [{ at: point.at, units: before.units }, point];
  });
}

/** Where a moment and a number are drawn. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  x(at: number): number;
  y(units: number): number;
}

interface Box {
  readonly width: number;
  readonly height: number;
  readonly edge: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
}

const DAY_MS = 86_400_000;

/** Holds every point; at least one day and one unit wide. */
export function scaleOf(points: BurnUpPoints, { width, height, edge }: Box): Scale {
  const all = [...points.made, ...points.wanted, ...(points.reach ?? [])];
  const from = Math.min(points.now, ...all.map(({ at }) => at));
  const to = Math.max(from + DAY_MS, points.now, ...all.map(({ at }) => at));
  const most = Math.max(1, ...all.map(({ units }) => units));
  const inner = { width: width - edge.left - edge.right, height: height - edge.top - edge.bottom };
  return {
    ...{ from, to },
    x: (at) => edge.left + (inner.width * (at - from)) / (to - from),
    y: (units) => edge.top + inner.height * (1 - units / most),
  };
}
