/** How a rule asks whether a record may go on: by its machine, its guards and its signature. */
import { findMove, type Move, missingSteps } from "../../domain/controlled/moves.ts";
import { Refusal } from "../../ledger/contract.ts";
import { requireSigning, type Signing } from "../signature/sign.ts";

/** A move as it is asked for. */
export interface AskedMove<State extends string> {
  /** The record in words: "limit set PSU-24/FCT version 2". */
  readonly what: string;
  readonly from: State;
  readonly to: State;
  readonly reason?: string | undefined;
  readonly signing: Signing | undefined;
  /** People who wrote any of it; who signs may not be one of them where the move says so. */
  readonly authors: readonly string[];
}

/**
 * The signature of an allowed move; undefined where it needs none and has none. Throws Refusal
 * `transition.refused` naming the steps that are missing (CR-25), `record.reason-missing` (CR-04),
 * and what `requireSigning` throws (CR-26).
 */
export function requireMove<State extends string>(
  moves: readonly Move<State>[],
  asked: AskedMove<State>,
): Signing | undefined {
  const { what, from, to, signing } = asked;
  const move = findMove(moves, from, to);
  if (move === undefined) throw refuseTransition(moves, asked);
  if (move.reasoned && (asked.reason ?? "").trim() === "") {
    throw new Refusal("record.reason-missing", `${what} goes back or ends only with a reason`);
  }
  if (move.signed === undefined) return signing;
  const { meanings, roles, byAnother } = move.signed;
  return requireSigning(signing, { meanings, roles, notBy: byAnother ? asked.authors : [] });
}

function refuseTransition<State extends string>(
  moves: readonly Move<State>[],
  { what, from, to }: AskedMove<State>,
): Refusal {
  const steps = missingSteps(moves, from, to);
  const why =
    steps === undefined
      ? "no way leads there"
      : `it must become ${steps.join(", then ")} first; that step is missing`;
  return new Refusal("transition.refused", `${what} is ${from} and does not become ${to}: ${why}`, {
    ...{ from, to, missing: steps ?? [] },
  });
}

/** Throws Refusal `transition.guard-missing` that names every guard that does not hold (CR-25). */
export function requireGuards(what: string, missing: readonly string[]): void {
  if (missing.length === 0) return;
  const errors = missing.map((message) => ({ path: "to", message }));
  const message = `${what}: ${missing.join("; ")}`;
  throw new Refusal("transition.guard-missing", message, { errors, missing });
}

/** The id of the person an entry names as its actor; undefined for a program or this machine. */
export function personOf(actor: string): string | undefined {
  return actor.startsWith("person:") ? actor.slice("person:".length) : undefined;
}
