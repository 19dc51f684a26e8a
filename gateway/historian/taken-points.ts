/**
 * Which points the last positions took. A database silently replaces a point by a later one of the
 * same series and time; that is wanted where a position comes again, and a loss otherwise.
 */
import type { PositionLines } from "./points.ts";

/** As many readings as the gateway has under way without receipt. */
const POINTS_MIN = 32_000;

/** A nanosecond; what a person wrote in its place as text. */
type PointTime = bigint | string;

/** Positions by series and time: a series is kept once, however many points it has. */
class Positions {
  readonly #series = new Map<string, Map<PointTime, number>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  find({ series, time }: PointKey): number | undefined {
    return this.#series.get(series)?.get(time);
  }

  keep({ series, time }: PointKey, position: number): void {
    const times = this.#series.get(series) ?? new Map<PointTime, number>();
    this.#series.set(series, times);
    times.set(time, position);
    this.#size += 1;
  }
}

/**
 * Bounded: knows at least the last 32,000 points since start and at most twice as many. Times must
 * be in nanoseconds.
 */
export class TakenPoints {
  /** In two halves: the older goes as a whole when the newer is full. */
  #newer = new Positions();
  #older = new Positions();

  /** The position without the lines that would replace another's, and with the reason. */
  claim(held: PositionLines): PositionLines {
    const own = new Positions();
    let takenBy: number | undefined;
    const lines = held.lines.filter((line) => {
      const point = pointOf(line);
      const other = this.#newer.find(point) ?? this.#older.find(point);
      const isOwn = own.find(point) !== undefined;
      if (isOwn || (other !== undefined && other !== held.position)) {
        takenBy ??= other;
        return false;
      }
      if (held.lines.length > 1) own.keep(point, held.position);
      if (other === undefined) this.#keep(point, held.position);
      return true;
    });
    if (lines.length === held.lines.length) return held;
    const reason = `point.taken: series and time are those of position ${takenBy ?? held.position}`;
    const problem = held.problem === undefined ? reason : `${held.problem}; ${reason}`;
    return { position: held.position, lines, problem };
  }

  #keep(point: PointKey, position: number): void {
    if (this.#newer.size >= POINTS_MIN) {
      this.#older = this.#newer;
      this.#newer = new Positions();
    }
    this.#newer.keep(point, position);
  }
}

interface PointKey {
  readonly series: string;
  readonly time: PointTime;
}

function pointOf(line: string): PointKey {
  let end = line.indexOf(" ");
  while (line[end - 1] === "\\") end = line.indexOf(" ", end + 1);
  const time = line.slice(line.lastIndexOf(" ") + 1);
  return { series: line.slice(0, end), time: /^-?\d{1,19}$/.test(time) ? BigInt(time) : time };
}
