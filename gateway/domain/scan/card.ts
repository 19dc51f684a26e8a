/**
 * Command cards: what a technician scans instead of touching the screen. Pure.
 *
 *   RL:RETEST:CONTACT   RL:REPAIR   RL:HOLD:DAMAGE   RL:DOWNTIME:NO-MATERIAL   RL:YES
 */

/** What a card can say. `REASON` answers a question for one; `DISARM` takes an arming back. */
export const CARD_COMMANDS = [
  ...(["RETEST", "REPAIR", "REPAIRED", "HOLD", "DOWNTIME", "REASON"] as const),
  ...(["YES", "NO", "DISARM", "TEST"] as const),
] as const;
export type CardCommand = (typeof CARD_COMMANDS)[number];

/** One card as it was scanned. */
export interface Card {
  readonly command: CardCommand;
  /** Code word of a reason; absent where the card says none. */
  readonly reason?: string;
}

/** A reason to choose from: its code word stands on the card, its title beside it. */
export interface CardReason {
  readonly code: string;
  readonly title: string;
}

/** The reasons of a station, by what they are for. */
export interface CardReasons {
  readonly retest: readonly CardReason[];
  readonly hold: readonly CardReason[];
  /** What was done about a failing unit: advice counts by these titles. */
  readonly repaired: readonly CardReason[];
}

/** Where a station names none of its own. */
export const USUAL_REASONS: CardReasons = {
  retest: [
    { code: "CONTACT", title: "Bad contact in the fixture" },
    { code: "SEATING", title: "Unit was not seated" },
    { code: "CABLE", title: "Cable or connector loose" },
    { code: "DISTURBED", title: "Test was disturbed" },
    { code: "CONFIRM", title: "Confirm the fail" },
  ],
  hold: [
    { code: "DAMAGE", title: "Visible damage" },
    { code: "WRONG-PART", title: "Wrong part fitted" },
    { code: "SUSPECT-LOT", title: "Suspect lot" },
    { code: "LABEL", title: "Label unreadable or wrong" },
    { code: "UNCLEAR", title: "Cause not clear" },
  ],
  repaired: [
    { code: "RESEATED", title: "Connector reseated" },
    { code: "RESOLDERED", title: "Joint resoldered" },
    { code: "REPLACED", title: "Part replaced" },
    { code: "CLEANED", title: "Cleaned" },
  ],
};

/** Code words on cards: short, and typed alike by a scanner of any keyboard layout's letters. */
export const REASON_CODE = /^[A-Z0-9][A-Z0-9-]{0,39}$/;
const CARD = /^RL:([A-Z]+)(?::([A-Z0-9][A-Z0-9-]{0,39}))?$/;

/** True where a text is meant as a card, also where it is none of ours. */
export function saysCard(text: string): boolean {
  return text.startsWith("RL:");
}

/** The card of a text; undefined where it is no card of ours. */
export function readCard(text: string): Card | undefined {
  const [, word, reason] = CARD.exec(text.trim()) ?? [];
  const command = CARD_COMMANDS.find((known) => known === word);
  if (command === undefined) return undefined;
  return reason === undefined ? { command } : { command, reason };
}

/** What stands in the code of a card. */
export function cardText({ command, reason }: Card): string {
  return reason === undefined ? `RL:${command}` : `RL:${command}:${reason}`;
}
