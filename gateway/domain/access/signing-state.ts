/**
 * What a signature needs within one session (CR-21): the first one both parts, name and secret,
 * later ones the secret; both again after signing out, a time-out or a change of station. Pure.
 */

/** A session as far as signing is concerned. */
export type SigningState =
  | { readonly phase: "closed" }
  | { readonly phase: "unsigned" }
  | { readonly phase: "signed"; readonly station: string };

/** The parts of a signature. */
export type Components = "name-and-secret" | "secret";

export type SessionEvent =
  | { readonly kind: "signed-in" | "signed-out" | "timed-out" }
  | { readonly kind: "signed"; readonly station: string; readonly components: Components };

/** What the next signature must have; `impossible` in a session that is over. */
export function neededComponents(state: SigningState, station: string): Components | "impossible" {
  if (state.phase === "closed") return "impossible";
  return state.phase === "signed" && state.station === station ? "secret" : "name-and-secret";
}

/** The state after the event; undefined where the event is refused. */
export function nextSigningState(
  state: SigningState,
  event: SessionEvent,
): SigningState | undefined {
  if (event.kind === "signed-in") return { phase: "unsigned" };
  if (event.kind !== "signed") return { phase: "closed" };
  const needed = neededComponents(state, event.station);
  const isEnough = needed === event.components || needed === "secret";
  return isEnough ? { phase: "signed", station: event.station } : undefined;
}
