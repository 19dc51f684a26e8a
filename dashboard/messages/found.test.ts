import { afterEach, describe, expect, it } from "vitest";
import { EQUIPMENT_STATUSES } from "../../gateway/domain/equipment/status.ts";
import { FOUND_TEXTS, say } from "../../gateway/domain/interlock/found.ts";
import { ORDER_STATUSES } from "../../gateway/domain/order/order-state.ts";
import { UNIT_STATUSES } from "../../gateway/domain/unit/unit-life.ts";
import { found as de } from "./de/found.ts";
import { found as es } from "./es/found.ts";
import { foundInWords, setFound } from "./found.ts";
import { found as zh } from "./zh/found.ts";

afterEach(() => setFound({ texts: {}, words: {} }));

const placesOf = (text = "") => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();
const CODES = [...UNIT_STATUSES, ...ORDER_STATUSES, ...EQUIPMENT_STATUSES, "golden", "failing"];

describe.each(Object.entries({ de, es, zh }))("%s", (_, { texts, words }) => {
  it("says all that an interlock can find, with the same values in it", () => {
    const places = (of: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(of).map(([key, text]) => [key, placesOf(text)]));
    expect(places(texts)).toEqual(places(FOUND_TEXTS));
    expect(CODES.filter((code) => words[code] === undefined)).toEqual([]);
  });
});

it("what was found is said in the language that is shown, a status by its word, a serial number as it is", () => {
  const shipped = say("unit-is", { status: "shipped" });
  const other = say("unit-says-other", { scanned: "SN-1", read: "shipped" });
  expect(foundInWords(shipped)).toBe("the unit is shipped");
  setFound(de);
  expect(foundInWords(shipped)).toBe("Stand des Prüflings: ausgeliefert");
  expect(foundInWords(other)).toBe("gescannt SN-1, aber der Prüfling sagt shipped");
  expect(foundInWords({ found: "of an older gateway" })).toBe("of an older gateway");
});
