import { expect, it } from "vitest";
import { diagnose, type HeardKey, typedText } from "./diagnose.ts";

/** A text as a scanner types it, each key after so many milliseconds. */
const keys = (text: string, end = "Enter", gapMs = 5): HeardKey[] =>
  [...text, ...(end === "" ? [] : [end])].map((key, index) => ({ key, at: index * gapMs }));
const told = (heard: readonly HeardKey[]) =>
  diagnose(heard).map(({ found, isFine }) => `${isFine ? "+" : "-"}${found}`);
const valuesOf = (heard: readonly HeardKey[], fact: string) =>
  diagnose(heard).find((each) => each.fact === fact)?.values;

const CARD = "RL:TEST:AZERTY-QWERTZ-0189";
const GS1 = (gs: string) => `010950600013435221A-1${gs}10L7`;

it("a scanner that is set up well is told so for each thing", () => {
  expect(told(keys(CARD))).toEqual([
    ...["+endEnter", "+speedFast", "+lettersSame", "+shiftOk", "+prefixNone"],
  ]);
  expect(told(keys(`]d2${GS1("\u001d")}`))).toEqual([
    ...["+endEnter", "+speedFast", "+gsReal", "+prefixNone"],
  ]);
});

it("a keyboard of another country is told by the characters that arrive as others", () => {
  const german = CARD.replaceAll(":", "Ö").replaceAll("-", "ß").replace("ZERTY", "YERTZ");
  const typed = german.replace("QWERTZ", "QWERTY");
  expect(told(keys(typed))).toContain("-lettersOther");
  expect(valuesOf(keys(typed), "letters")).toEqual({ expected: ": Z Y -", got: "Ö Y Z ß" });
});

it.each([
  ["-shiftOn", keys(CARD.toLowerCase())],
  ["-endNone", keys(CARD, "")],
  ["+endTab", keys(CARD, "Tab")],
  ["-speedSlow", keys(CARD, "Enter", 60)],
  ["-prefixOther", keys(`X${CARD}`)],
  ["-gsLost", keys(GS1(""))],
  ["-gsLost", keys(GS1("|"))],
  ["+gsNamed", keys(GS1("<GS>"))],
])("%s", (finding, heard) => {
  expect(told(heard)).toContain(finding);
});

it("another code says nothing of letters or GS, and its text is what it typed", () => {
  expect(told(keys("PSU24-000412"))).toEqual(["+endEnter", "+speedFast"]);
  expect(typedText(keys("A1", "Tab"))).toBe("A1");
});
