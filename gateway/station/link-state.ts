/**
 * The link to a rig as a pure machine: no timers, no I/O; the caller keeps both. All its times are
 * microseconds of the monotonic clock, which never steps; the caller shows them as wall clock.
 *
 *   connecting ─opened─► connected ⇄ silent ─failed─► waiting ─due─► connecting …
 */

/** What went wrong, ready to be shown. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  /** When it was first seen. */
  readonly since: number;
}

export type LinkState =
  | { readonly phase: "disabled"; readonly since: number }
  | {
      readonly phase: "connecting";
      readonly since: number;
      readonly attempt: number;
      readonly fault?: Fault;
    }
  | {
      readonly phase: "connected" | "silent";
      readonly since: number;
      /** Last byte that made sense, or the opening. */
      readonly heardAt: number;
      /** True once anything was heard: only then does a later failure start from attempt 1. */
      readonly proven: boolean;
      readonly attempt: number;
    }
  | {
      readonly phase: "waiting";
      readonly since: number;
      readonly attempt: number;
      readonly retryAt: number;
      readonly fault: Fault;
    };

export type LinkInput =
  | { readonly kind: "opened"; readonly at: number }
  | { readonly kind: "heard"; readonly at: number }
  | { readonly kind: "tick"; readonly at: number; readonly silentAfterUs: number }
  /** The device was plugged in: no reason to wait longer. */
  | { readonly kind: "appeared"; readonly at: number }
  | {
      readonly kind: "failed";
      readonly at: number;
      readonly code: string;
      readonly message: string;
      readonly remedy: string;
      /** In [0, 1): the jitter, so that fifty rigs do not come back in the same millisecond. */
      readonly random: number;
    };

const FIRST_DELAY_US = 500_000;
const DELAY_MAX_US = 15_000_000;

/** Where every enabled rig begins. */
export function firstLinkState(at: number): LinkState {
  return { phase: "connecting", since: at, attempt: 1 };
}

/** Delay before attempt n + 1: doubling from 0.5 s to 15 s, then jittered to 50 … 100 %. */
export function retryDelayUs(attempt: number, random: number): number {
  const full = Math.min(DELAY_MAX_US, FIRST_DELAY_US * 2 ** Math.min(attempt - 1, 10));
  return Math.round(full * (0.5 + random / 2));
}

/** The state after `input`. An input that does not fit the phase leaves it as it is. */
export function nextLinkState(state: LinkState, input: LinkInput): LinkState {
  switch (input.kind) {
    case "opened": {
      if (state.phase !== "connecting") return state;
      const { attempt } = state;
      return { phase: "connected", since: input.at, heardAt: input.at, proven: false, attempt };
    }
    case "heard":
      return heard(state, input.at);
    case "tick":
      return tick(state, input);
    case "appeared":
      return state.phase === "waiting" ? retry(state, input.at) : state;
    case "failed":
      return failed(state, input);
  }
}

function heard(state: LinkState, at: number): LinkState {
  if (state.phase === "connected") return { ...state, heardAt: at, proven: true };
  if (state.phase !== "silent") return state;
  return { ...state, phase: "connected", since: at, heardAt: at, proven: true };
}

function tick(state: LinkState, input: Extract<LinkInput, { kind: "tick" }>): LinkState {
  if (state.phase === "connected" && input.at - state.heardAt > input.silentAfterUs) {
    return { ...state, phase: "silent", since: input.at };
  }
  if (state.phase === "waiting" && input.at >= state.retryAt) {
    return retry(state, input.at);
  }
  return state;
}

function retry({ attempt, fault }: Extract<LinkState, { phase: "waiting" }>, at: number) {
  return { phase: "connecting", since: at, attempt: attempt + 1, fault } as const;
}

function failed(state: LinkState, input: Extract<LinkInput, { kind: "failed" }>): LinkState {
  if (state.phase === "disabled" || state.phase === "waiting") return state;
  const proven = (state.phase === "connected" || state.phase === "silent") && state.proven;
  const attempt = proven ? 1 : state.attempt;
  const earlier = state.phase === "connecting" ? state.fault : undefined;
  const { code, message, remedy } = input;
  const since = earlier?.code === code ? earlier.since : input.at;
  return {
    phase: "waiting",
    since: input.at,
    attempt,
    retryAt: input.at + retryDelayUs(attempt, input.random),
    fault: { code, message, remedy, since },
  };
}
