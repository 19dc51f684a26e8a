/**
 * A nonconformance.
 *
 *   open ─► contained ─► investigating ─► dispositioned ─► verified ─► closed ─► reopened
 *              ▲                ▲                                                   │
 *              └────────────────┴───────────────────────────────────────────────────┘
 */

export const NONCONFORMANCE_STATES = [
  ...(["open", "contained", "investigating", "dispositioned", "verified"] as const),
  ...(["closed", "reopened"] as const),
] as const;
export type NonconformanceState = (typeof NONCONFORMANCE_STATES)[number];

/** The transitions there are; a verification that fails leads back to the investigation. */
export const NONCONFORMANCE_TRANSITIONS: Readonly<
  Record<NonconformanceState, readonly NonconformanceState[]>
> = {
  open: ["contained"],
  contained: ["investigating"],
  investigating: ["dispositioned"],
  dispositioned: ["verified", "investigating"],
  verified: ["closed", "investigating"],
  closed: ["reopened"],
  reopened: ["contained", "investigating"],
};

/** True where that transition is one of the table. */
export function mayBecome(from: NonconformanceState, to: NonconformanceState): boolean {
  return NONCONFORMANCE_TRANSITIONS[from].includes(to);
}

/** What may become of one nonconforming unit. */
export const DISPOSITIONS = ["use_as_is", "rework", "repair", "scrap", "return"] as const;
export type DispositionKind = (typeof DISPOSITIONS)[number];

/** How far one unit of a nonconformance has come. */
export interface Line {
  readonly unitId: string;
  readonly serialNumber: string;
  readonly disposition?: DispositionKind;
  readonly status: string;
}

/** Statuses that a unit reaches only by passing its whole route again. */
const RETESTED: readonly string[] = ["passed_all", "released", "shipped"];

/** What a line still waits for, in words; undefined where it is done (CR-70). */
export function pendingOf({ disposition, status }: Line): string | undefined {
  switch (disposition) {
    case undefined:
      return "a disposition";
    case "rework":
    case "repair":
      return RETESTED.includes(status) || status === "scrap" ? undefined : "a full re-test";
    case "scrap":
      return status === "scrap" ? undefined : "scrapping";
    case "use_as_is":
    case "return":
      return undefined;
  }
}

/** What is known of a nonconformance when a transition is asked for. */
export interface NonconformanceFacts {
  readonly state: NonconformanceState;
  readonly lines: readonly Line[];
  readonly containment?: string;
  readonly cause?: string;
  readonly verification?: string;
}

/** One guard that is missing; `guard` is a word, the message is for people. */
export interface MissingGuard {
  readonly guard: string;
  readonly message: string;
}

/** Everything that stands against the transition; empty where nothing does (CR-25). */
export function missingGuards(
  facts: NonconformanceFacts,
  to: NonconformanceState,
): readonly MissingGuard[] {
  if (!mayBecome(facts.state, to)) {
    const allowed = NONCONFORMANCE_TRANSITIONS[facts.state].join(" or ");
    return [{ guard: "state", message: `it is ${facts.state}: next comes ${allowed}` }];
  }
  switch (to) {
    case "contained":
      return isContained(facts)
        ? []
        : [
            {
              guard: "containment",
              message: "no unit is held and nothing says why none needs to be",
            },
          ];
    case "dispositioned":
      return [...stated(facts.cause, "cause"), ...undisposed(facts.lines)];
    case "verified":
      return [...pending(facts.lines), ...stated(facts.verification, "verification")];
    case "closed":
      return pending(facts.lines);
    case "open":
    case "investigating":
    case "reopened":
      return [];
  }
}

function isContained({ lines, containment }: NonconformanceFacts): boolean {
  return lines.length > 0 || containment !== undefined;
}

function stated(text: string | undefined, guard: string): readonly MissingGuard[] {
  return text === undefined ? [{ guard, message: `its ${guard} is not stated` }] : [];
}

function undisposed(lines: readonly Line[]): readonly MissingGuard[] {
  return toldOf(lines, (line) => (line.disposition === undefined ? "a disposition" : undefined));
}

function pending(lines: readonly Line[]): readonly MissingGuard[] {
  return toldOf(lines, pendingOf);
}

/** The first few by name: a thousand lines are not a message. */
const NAMED_MAX = 5;

function toldOf(
  lines: readonly Line[],
  waitsFor: (line: Line) => string | undefined,
): readonly MissingGuard[] {
  const waiting = lines.filter((line) => waitsFor(line) !== undefined);
  const named = waiting.slice(0, NAMED_MAX).map((line) => ({
    guard: "pending-line",
    message: `unit ${line.serialNumber} waits for ${waitsFor(line) ?? ""}`,
  }));
  const more = waiting.length - named.length;
  return more === 0 ? named : [...named, { guard: "pending-line", message: `and ${more} more` }];
}
