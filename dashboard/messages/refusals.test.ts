import { describe, expect, it } from "vitest";
import { INTERLOCK_CODES } from "../../gateway/domain/interlock/check.ts";
import { STATION_PROBLEMS } from "../../gateway/platform/problems/station-problems.ts";
import { isProblemCode } from "../../gateway/platform/problems.ts";
import { refusals as de } from "./de/refusals.ts";
import { refusals as es } from "./es/refusals.ts";
import { inShort, inWords, setRefusals } from "./refusals.ts";
import { refusals as zh } from "./zh/refusals.ts";

describe.each(Object.entries({ de, es, zh }))("%s", (_, words) => {
  it("says why each interlock holds a unit back, and what to do", () => {
    expect(Object.keys(words.interlock).toSorted()).toEqual(
      Object.keys(INTERLOCK_CODES).toSorted(),
    );
  });

  it("says what each refusal of a station is, and names no code that the gateway does not have", () => {
    const codes = Object.keys(words.refusal);
    expect(Object.keys(STATION_PROBLEMS).filter((code) => !codes.includes(code))).toEqual([]);
    expect(codes.filter((code) => !isProblemCode(code))).toEqual([]);
    expect(codes.toSorted()).toEqual(Object.keys(de.refusal).toSorted());
  });
});

it("what is not translated is shown as the gateway says it", () => {
  setRefusals(de);
  try {
    const unknown = { code: "new.code", title: "New", detail: "This case", remedy: "Do it" };
    expect(inWords(unknown)).toEqual(unknown);
    expect(inShort(unknown)).toBe("This case");
    const known = inWords({ code: "rig.busy", title: "Busy", detail: "fct-1 runs" });
    expect(known).toEqual({
      ...{ code: "rig.busy", detail: "fct-1 runs" },
      ...{ title: "Der Prüfstand prüft gerade", remedy: "Das Ende des Laufs abwarten." },
    });
  } finally {
    setRefusals({ interlock: {}, refusal: {} });
  }
});
