/** What stands on the printed sheets of a station's command cards. Pure. */
import { type Card, type CardReasons, cardText } from "../../../domain/scan/card.ts";

/** One printed card. */
export interface PrintedCard {
  /** What it does, large. */
  readonly word: string;
  /** For what reason, in the station's own words. */
  readonly title?: string;
  readonly text: string;
}

/** Cards under one heading. */
export interface CardSection {
  readonly heading: string;
  readonly cards: readonly PrintedCard[];
}

/** What a scanner set-up is tried with: each asks for characters that keyboards disagree about. */
export const TEST_CODES = [
  {
    symbology: "code128",
    text: "RL:TEST:AZERTY-QWERTZ-0189",
    shows: "Letters, digits, hyphen and colon: keyboard layout and shift lock",
  },
  {
    symbology: "gs1datamatrix",
    text: "(01)09506000134352(21)A-1(10)L7",
    shows: "A GS1 element string with a GS character between serial number and lot",
  },
] as const;

/** Every card that the station understands; reasons of a standstill where it has some. */
export function cardSections(
  reasons: CardReasons & { readonly downtime?: CardReasons["retest"] },
): readonly CardSection[] {
  const plain = (command: Card["command"], title: string): PrintedCard => {
    return { word: command, title, text: cardText({ command }) };
  };
  const each = (command: Card["command"], kind: keyof typeof reasons) =>
    (reasons[kind] ?? []).map(({ code: reason, title }) => {
      return { word: command, title, text: cardText({ command, reason }) };
    });
  return [
    {
      heading: "Answers and commands",
      cards: [
        plain("YES", "Yes, or go on"),
        plain("NO", "No, or back"),
        plain("REPAIR", "Take the failed unit to repair"),
        plain("DISARM", "Take the arming back"),
      ],
    },
    { heading: "Test again, because of", cards: each("RETEST", "retest") },
    { heading: "Put on hold, because of", cards: each("HOLD", "hold") },
    { heading: "Repaired by", cards: each("REPAIRED", "repaired") },
    { heading: "Standing still, because of", cards: each("DOWNTIME", "downtime") },
  ].filter(({ cards }) => cards.length > 0);
}
