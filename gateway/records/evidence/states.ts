/** How an evidence package goes: draft → assembling → sealed → superseded. Pure. */
import { Refusal } from "../../ledger/contract.ts";

/** How far a package can have come. */
export const EVIDENCE_STATES = ["draft", "assembling", "sealed", "superseded"] as const;
export type EvidenceState = (typeof EVIDENCE_STATES)[number];

/** What moves it on. */
export const EVIDENCE_ACTIONS = ["assemble", "seal", "supersede"] as const;
export type EvidenceAction = (typeof EVIDENCE_ACTIONS)[number];

/** What is missing is told by whoever asks for a step that is not in the table (CR-25). */
const NEXT: Readonly<
  Record<EvidenceState, Partial<Readonly<Record<EvidenceAction, EvidenceState>>>>
> = {
  draft: { assemble: "assembling" },
  // Assembled anew: the gateway was stopped before the seal.
  assembling: { assemble: "assembling", seal: "sealed" },
  sealed: { supersede: "superseded" },
  superseded: {},
};

const MISSING: Readonly<Record<EvidenceState, string>> = {
  draft: "it must be assembled first",
  assembling: "it must be sealed first",
  sealed: "it is sealed, which is for ever: issue another package that supersedes it",
  superseded: "it was superseded by another package",
};

/** The state after an action. Throws Refusal `evidence.wrong-state` that says what is missing. */
export function nextEvidenceState(state: EvidenceState, action: EvidenceAction): EvidenceState {
  const next = NEXT[state][action];
  if (next !== undefined) return next;
  const message = `a package that is ${state} can not be changed by "${action}": ${MISSING[state]}`;
  throw new Refusal("evidence.wrong-state", message, { state, action });
}
