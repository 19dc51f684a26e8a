/** The way from a label to all that is known of it, as the head of the reference shows it. */

export interface WalkStep {
  readonly says: string;
  /** Below the API's base; `{name}` is what an earlier step took. */
  readonly path: string;
  /** What later steps need of the answer, by its place in it. */
  readonly takes: Readonly<Record<string, string>>;
}

/** Each step needs only what stands in the answers before it; a test walks it. */
export const WALKTHROUGH: readonly WalkStep[] = [
  {
    says: "Find the unit by the serial number on its label.",
    path: "/search?q={serial}",
    takes: { unit: "items.0.id" },
  },
  {
    says: "Its order, its status, and every run it ever had.",
    path: "/units/{unit}",
    takes: { order: "orderId", run: "timeline.0.id" },
  },
  {
    says:
      "A run: each value with the limits it was judged by, the procedure by version and hash, and " +
      "each instrument with the calibration that was in force.",
    path: "/runs/{run}",
    takes: { equipment: "equipment.0.id", procedure: "procedureId" },
  },
  {
    says: "The instrument, with every calibration as found and as left.",
    path: "/equipment/{equipment}",
    takes: {},
  },
  {
    says: "The order, and where its units stand.",
    path: "/orders/{order}",
    takes: {},
  },
  {
    says: "Who signed the procedure, which version, and what the signature means.",
    path: "/signatures?recordType=procedure&recordId={procedure}",
    takes: {},
  },
  {
    says: "Who wrote which version of the run, when and why.",
    path: "/runs/{run}/history",
    takes: {},
  },
];
