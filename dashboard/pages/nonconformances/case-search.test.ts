import { expect, test } from "vitest";
import { containmentOf, fieldTime, readCaseSearch } from "./case-search.ts";

test("an address that names a slot by its number is a condition on the slot's text", () => {
  const search = readCaseSearch({ slot: 3, station: "FCT-1", colour: "red", title: "Ripple" });
  expect(search).toEqual({ slot: "3", station: "FCT-1", title: "Ripple" });
  expect(containmentOf(search)).toEqual({ slot: "3", station: "FCT-1" });
});

test("words alone are no condition: nothing would be held by them", () => {
  expect(containmentOf({ title: "Ripple", description: "seen" })).toBeUndefined();
});

test("serial numbers are told apart by what people type between them", () => {
  expect(containmentOf({ serialNumbers: " A1, A2;A3\nA4 " })).toEqual({
    serialNumbers: ["A1", "A2", "A3", "A4"],
  });
});

test("a window in whole minutes never holds less than it did", () => {
  expect(fieldTime("2026-11-23T06:00:59.500Z", "from")).toBe("2026-11-23T06:00");
  expect(fieldTime("2026-11-23T06:00:00.001Z", "to")).toBe("2026-11-23T06:01");
  expect(fieldTime("2026-11-23T06:00:00Z", "to")).toBe("2026-11-23T06:00");
  expect(fieldTime("yesterday", "to")).toBe("");
});
