/** State machines of controlled data as tables: which move there is, and what it demands. Pure. */
import type { Role } from "../access/principal.ts";
import type { Meaning } from "../access/signature.ts";

/** One allowed move from a state to another. */
export interface Move<State extends string> {
  readonly from: State;
  readonly to: State;
  /** Said why, for whoever reads the history. */
  readonly reasoned: boolean;
  /** Who must sign it and what that means; absent where nobody needs to. */
  readonly signed?: {
    readonly meanings: readonly Meaning[];
    readonly roles: readonly Role[];
    /** Nobody who wrote any of it may sign (CR-26). */
    readonly byAnother: boolean;
  };
}

/** The move, where there is one. */
export function findMove<State extends string>(
  moves: readonly Move<State>[],
  from: State,
  to: State,
): Move<State> | undefined {
  return moves.find((move) => move.from === from && move.to === to);
}

/** The states that can follow at once, in the order of the table. */
export function nextStates<State extends string>(
  moves: readonly Move<State>[],
  from: State,
): readonly State[] {
  return moves.filter((move) => move.from === from).map(({ to }) => to);
}

/**
 * The states that must be gone through before `to` can follow: `["in_review"]` between a draft and
 * what is effective, `[]` where one step is enough; undefined where no way leads there (CR-25).
 */
export function missingSteps<State extends string>(
  moves: readonly Move<State>[],
  from: State,
  to: State,
): readonly State[] | undefined {
  const reached = new Set([from]);
  let ways: readonly (readonly State[])[] = [[]];
  while (ways.length > 0) {
    const longer: (readonly State[])[] = [];
    for (const way of ways) {
      for (const next of nextStates(moves, way.at(-1) ?? from)) {
        if (next === to) return way;
        if (reached.has(next)) continue;
        reached.add(next);
        longer.push([...way, next]);
      }
    }
    ways = longer;
  }
  return undefined;
}
