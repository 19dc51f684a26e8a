/**
 * The life of a unit.
 *
 *   created ─► in_process ─► passed_all ─► released ─► shipped ─► returned
 *                │    ▲ ▲                                            │
 *                ▼    │ └── a repair, a swap, a revision, a return ──┘
 *              failed ─► retest | repair | scrap
 *
 * What people decide is the stage; what follows from runs is derived.
 */

/** Every status of a unit, in the order a good one meets them. */
export const UNIT_STATUSES = [
  ...(["created", "in_process", "failed", "retest", "repair", "passed_all"] as const),
  ...(["released", "shipped", "returned", "scrap"] as const),
] as const;
export type UnitStatus = (typeof UNIT_STATUSES)[number];

/** What was decided; the other statuses follow from the runs of a unit `in_process`. */
export type UnitStage = Extract<
  UnitStatus,
  "in_process" | "repair" | "released" | "shipped" | "returned" | "scrap"
>;

/** A time through the route; attempts are counted anew in each. First-pass yield reads `build`. */
export interface UnitCycle {
  readonly kind: "build" | "rework" | "return";
  /** 0 for build, from 1 for the others, each kind counted by itself. */
  readonly number: number;
}

/** What can be done to a unit, besides testing it. */
export const UNIT_MOVES = {
  release: { from: ["passed_all"], to: "released" },
  ship: { from: ["released"], to: "shipped" },
  return: { from: ["shipped"], to: "returned" },
  /** After a return, from the start of the route: CR-63. */
  readmit: { from: ["returned"], to: "in_process" },
  repair: { from: ["failed"], to: "repair" },
  /** The repair is done. */
  resume: { from: ["repair"], to: "in_process" },
  scrap: { from: ["failed", "repair"], to: "scrap" },
  /** Not while it is new or under repair: nothing has been proven then that a swap could undo. */
  swap: { from: ["in_process", "failed", "retest", "passed_all", "released"], to: "in_process" },
  revise: {
    from: ["created", "in_process", "failed", "retest", "repair", "passed_all", "released"],
    to: "in_process",
  },
  invalidate: {
    from: ["in_process", "failed", "retest", "repair", "passed_all", "released"],
    to: "in_process",
  },
  /** By the disposition of a nonconformance, whatever the runs say. */
  rework: {
    from: ["created", "in_process", "failed", "retest", "repair", "passed_all", "released"],
    to: "in_process",
  },
  disposeRepair: {
    from: ["created", "in_process", "failed", "retest", "passed_all", "released", "returned"],
    to: "repair",
  },
  condemn: {
    from: [
      ...(["created", "in_process", "failed", "retest", "repair", "passed_all"] as const),
      ...(["released", "returned"] as const),
    ],
    to: "scrap",
  },
} as const satisfies Readonly<
  Record<string, { readonly from: readonly UnitStatus[]; readonly to: UnitStage }>
>;
export type UnitMove = keyof typeof UNIT_MOVES;

/** True where the move is allowed from that status. */
export function mayMove(move: UnitMove, from: UnitStatus): boolean {
  const allowed: readonly UnitStatus[] = UNIT_MOVES[move].from;
  return allowed.includes(from);
}

/** The moves that begin a new cycle, and of which kind. */
const CYCLES: Partial<Record<UnitMove, "rework" | "return">> = {
  readmit: "return",
  resume: "rework",
  swap: "rework",
  revise: "rework",
  rework: "rework",
};

/**
 * The cycle after a move. An invalidated run is not rework: the unit stays in its cycle. `counts`
 * tells how many of each kind there were.
 */
export function cycleAfter(
  move: UnitMove,
  before: UnitCycle,
  counts: Readonly<Record<"rework" | "return", number>>,
): UnitCycle {
  const kind = CYCLES[move];
  return kind === undefined ? before : { kind, number: counts[kind] + 1 };
}

/** How a cycle is written in tables and lists: `build`, `rework 1`, `return 2`. */
export function cycleName({ kind, number }: UnitCycle): string {
  return kind === "build" ? kind : `${kind} ${number}`;
}

/** The operation and those that follow it: what must be passed again. Empty for an unknown one. */
export function operationsFrom(route: readonly string[], operation: string): readonly string[] {
  const index = route.indexOf(operation);
  return index < 0 ? [] : route.slice(index);
}
