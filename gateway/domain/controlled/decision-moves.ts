/** A decision between teams: asked, positions taken, decided by a signature. */
import type { Move } from "./moves.ts";

/** `overdue` is no state: it follows from the date it is due. */
export const DECISION_STATUSES = ["open", "positions_in", "escalated", "decided"] as const;
export type DecisionStatus = (typeof DECISION_STATUSES)[number];

const decide: Pick<Move<DecisionStatus>, "reasoned" | "signed"> = {
  reasoned: true,
  signed: {
    ...{ meanings: ["approved"], byAnother: false },
    roles: ["qa", "operations", "compliance"],
  },
};

/** The machine; who is late is told to somebody above, and then it is decided without waiting. */
export const DECISION_MOVES: readonly Move<DecisionStatus>[] = [
  { from: "open", to: "positions_in", reasoned: false },
  { from: "open", to: "escalated", reasoned: true },
  { from: "positions_in", to: "escalated", reasoned: true },
  { from: "positions_in", to: "decided", ...decide },
  { from: "escalated", to: "decided", ...decide },
];
