import fc from "fast-check";
import { expect, test } from "vitest";
import { CARD_COMMANDS, cardText, REASON_CODE, readCard, USUAL_REASONS } from "./card.ts";
import { readScan } from "./scan.ts";

test("every card that can be printed is read as what it says, and is never taken for a unit", () => {
  const reason = fc.option(fc.stringMatching(REASON_CODE), { nil: undefined });
  fc.assert(
    fc.property(fc.constantFrom(...CARD_COMMANDS), reason, (command, code) => {
      const card = code === undefined ? { command } : { command, reason: code };
      expect(readCard(`${cardText(card)}\r\n`)).toEqual(card);
      expect(readScan(cardText(card)).kind).toBe("unreadable");
    }),
  );
});

test.each([
  ["RL:", "a command missing"],
  ["RL:SCRAP", "a command that there is not"],
  ["rl:HOLD", "a keyboard with the shift lock on"],
  ["RL:HOLD:", "a reason missing"],
  ["RL:HOLD:A:B", "more than a card says"],
  ["RLÖHOLD", "a keyboard of another layout"],
  ["PSU24-000412", "a serial number"],
])("%s is no card: %s", (text) => {
  expect(readCard(text)).toBeUndefined();
});

test("the usual reasons fit on cards, and no two of a kind are alike", () => {
  for (const reasons of Object.values(USUAL_REASONS)) {
    const codes = reasons.map(({ code }: { code: string }) => code);
    expect(codes.every((code: string) => REASON_CODE.test(code))).toBe(true);
    expect(new Set(codes).size).toBe(codes.length);
  }
});
