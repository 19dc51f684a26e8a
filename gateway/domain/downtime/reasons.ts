/** Why a station stands still: a tree of two levels, so that two taps reach every reason. Pure. */

/** One reason, as a person chooses it and a card names it (`RL:DOWNTIME:<code>`). */
export interface DowntimeReason {
  /** Unique in the whole tree. */
  readonly code: string;
  readonly title: string;
  /** Planned downtime is no loss of availability. */
  readonly planned: boolean;
}

/** What the first tap chooses. One without reasons is a reason itself. */
export interface DowntimeGroup extends DowntimeReason {
  readonly reasons: readonly DowntimeReason[];
}

/** A reason as a record keeps it: with its words, whatever the tree says later. */
export interface ChosenReason {
  readonly code: string;
  /** Titles from the group down. */
  readonly path: readonly string[];
  readonly planned: boolean;
}

/** The reason of that code word, or undefined; a group with reasons of its own is none. */
export function findReason(tree: readonly DowntimeGroup[], code: string): ChosenReason | undefined {
  for (const group of tree) {
    if (group.code === code && group.reasons.length === 0) {
      return { code, path: [group.title], planned: group.planned };
    }
    const reason = group.reasons.find((each) => each.code === code);
    if (reason === undefined) continue;
    return { code, path: [group.title, reason.title], planned: reason.planned };
  }
  return undefined;
}

/** Code words that stand for more than one reason or group. */
export function repeatedReasons(tree: readonly DowntimeGroup[]): readonly string[] {
  const codes = tree.flatMap(({ code, reasons }) => [code, ...reasons.map((each) => each.code)]);
  return [...new Set(codes.filter((code, index) => codes.indexOf(code) !== index))];
}

const unplanned = (code: string, title: string): DowntimeReason => ({
  code,
  title,
  planned: false,
});
const planned = (code: string, title: string): DowntimeReason => ({ code, title, planned: true });

/** What a station has where its configuration says nothing. */
export const DEFAULT_REASONS: readonly DowntimeGroup[] = [
  {
    ...unplanned("EQUIPMENT", "Equipment"),
    reasons: [
      unplanned("FIXTURE", "Fixture or probes"),
      unplanned("INSTRUMENT", "Instrument"),
      unplanned("CABLE", "Cable or connector"),
      unplanned("SOFTWARE", "Test software or network"),
    ],
  },
  {
    ...unplanned("MATERIAL", "Material"),
    reasons: [
      unplanned("NO-UNITS", "No units to test"),
      unplanned("WRONG-MATERIAL", "Wrong or damaged material"),
      unplanned("DOWNSTREAM-FULL", "Next station is full"),
    ],
  },
  {
    ...unplanned("QUALITY", "Quality"),
    reasons: [
      unplanned("DECISION", "Waiting for a decision"),
      unplanned("INVESTIGATION", "Failures are looked into"),
    ],
  },
  {
    ...planned("PLANNED", "Planned"),
    reasons: [
      planned("BREAK", "Break"),
      planned("MEETING", "Meeting or training"),
      planned("CHANGEOVER", "Changeover"),
      planned("MAINTENANCE", "Maintenance"),
    ],
  },
  {
    ...unplanned("PEOPLE", "People"),
    reasons: [unplanned("NO-OPERATOR", "Nobody here"), unplanned("HELP", "Waiting for help")],
  },
];
