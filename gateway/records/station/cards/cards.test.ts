import { expect, test } from "vitest";
import { readCard, USUAL_REASONS } from "../../../domain/scan/card.ts";
import { cardSections } from "./card-sheet.ts";

const downtime = [{ code: "NO-MATERIAL", title: "Waiting: no material" }];

test("every card on the sheets is a card that the station understands, each reason once", () => {
  const cards = cardSections({ ...USUAL_REASONS, downtime }).flatMap((section) => section.cards);
  for (const { text, word } of cards) expect(readCard(text)?.command, text).toBe(word);
  expect(new Set(cards.map(({ text }) => text)).size).toBe(cards.length);
  expect(cards.map(({ text }) => text)).toEqual(
    expect.arrayContaining(["RL:RETEST:CONTACT", "RL:REPAIR", "RL:HOLD:DAMAGE", "RL:YES"]),
  );
  expect(cards.at(-1)?.text).toBe("RL:DOWNTIME:NO-MATERIAL");
});
