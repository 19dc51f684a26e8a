import { expect, test } from "vitest";
import { daysOf, questionOf, readQualitySearch, rowsSearch } from "./search.ts";
import { ratioText, shareText } from "./share-text.ts";

test.each([
  [1, "100.0 %"],
  [0.9999, "99.99 %"],
  [0.974, "97.4 %"],
  [0.0004, "0.04 %"],
  [0, "0.0 %"],
  [0.99999999, "> 99.9999 %"],
])("a share of %d is %s: what is not all is never shown as all", (share, text) => {
  expect(shareText(share)).toBe(text);
});

test("ratios have about two digits", () => {
  expect([0.5, 3.456, 12.34, 123.4].map(ratioText)).toEqual(["0.50", "3.46", "12.3", "123"]);
});

test("an address keeps the filters that are known, numbers as texts", () => {
  expect(readQualitySearch({ slot: 1, operation: "FCT", colour: "red" })).toEqual({
    slot: "1",
    operation: "FCT",
  });
});

test("a window of days ends when the page was opened; ends in the address go first", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  expect(questionOf({ days: "7" }, now).from).toBe("2026-11-16T12:00:00.000Z");
  expect(questionOf({ days: "0" }, now)).toEqual({});
  expect(daysOf({ from: "2026-11-01T00:00:00Z" })).toBeUndefined();
  expect(questionOf({ days: "seven" }, now).from).toBe("2026-11-09T12:00:00.000Z");
});

test("the rows of a number are asked for exactly as the API named them", () => {
  expect(rowsSearch("/api/v1/quality/runs?slot=&counts=first&valueTo=3.4")).toEqual({
    slot: "",
    counts: "first",
    valueTo: "3.4",
  });
});
