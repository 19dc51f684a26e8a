/**
 * Which points the last positions took. A database silently replaces a point by a later one of the
 * same series and time; that is wanted where a position comes again, and a loss otherwise.
 */
import { hash } from "node:crypto";
import type { PositionLines } from "./points.ts";

/** As many readings as the gateway has under way without receipt. */
const POINTS_MIN = 32_000;

/**
 * Bounded: knows at least the last 32,000 points since start, as hashes, and at most twice as many.
 * Times must be in nanoseconds.
 */
export class TakenPoints {
  /** Position by point, in two halves: the older goes as a whole when the newer is full. */
  #newer = new Map<string, number>();
  #older: ReadonlyMap<string, number> = new Map();

  /** The position without the lines that would replace another's, and with the reason. */
  claim(held: PositionLines): PositionLines {
    const own = new Set<string>();
    let takenBy: number | undefined;
    const lines = held.lines.filter((line) => {
      const point = pointOf(line);
      const other = this.#newer.get(point) ?? this.#older.get(point);
      if (own.has(point) || (other !== undefined && other !== held.position)) {
        takenBy ??= other;
        return false;
      }
      own.add(point);
      if (other === undefined) this.#keep(point, held.position);
      return true;
    });
    if (lines.length === held.lines.length) return held;
    const reason = `point.taken: series and time are those of position ${takenBy ?? held.position}`;
    const problem = held.problem === undefined ? reason : `${held.problem}; ${reason}`;
    return { position: held.position, lines, problem };
  }

  #keep(point: string, position: number): void {
    if (this.#newer.size >= POINTS_MIN) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(point, position);
  }
}

/** Series and time of a line. */
function pointOf(line: string): string {
  let end = line.indexOf(" ");
  while (line[end - 1] === "\\") end = line.indexOf(" ", end + 1);
  return hash("sha256", line.slice(0, end) + line.slice(line.lastIndexOf(" ")), "base64");
}
