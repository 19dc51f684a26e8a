import { describe, expect, it } from "vitest";
import type { LimitsView, MeasurementView } from "../app/contract.ts";
import { excess, limitsText, valueText } from "./measurement-text.ts";
import { unitSymbol } from "./unit-symbol.ts";

function measured(more: Partial<MeasurementView>): MeasurementView {
  return {
    id: "ripple",
    name: "Ripple",
    step: "ripple",
    attempt: 1,
    value: 0.0618,
    unit: "V",
    quality: "good",
    takenAt: "2026-01-01T00:00:00Z",
    limits: { comparator: "LE", unit: "mV", specification: { high: 60 } },
    valueInLimitUnit: 61.8,
    computed: "fail",
    warned: false,
    ...more,
  };
}

describe("a measurement in words", () => {
  it("is shown in the unit of its limits, so that both can be compared", () => {
    expect(valueText(measured({}))).toEqual({ value: "61.8", unit: "mV" });
  });

  it("says how far and on which side it is out of limits", () => {
    expect(excess(measured({}))).toEqual({ side: "above", amount: "1.8 mV" });
    expect(excess(measured({ computed: "pass" }))).toBe(undefined);
  });

  it("keeps text as it was sent, digits of large integers too", () => {
    const big = measured({ value: "18446744073709551615", integer: true, unit: "" });
    expect(valueText(big)).toEqual({ value: "18446744073709551615", unit: "" });
  });

  it.each<[LimitsView, string]>([
    [
      { comparator: "GELE", unit: "V", specification: { low: 23.76, high: 24.24 } },
      "23.76 … 24.24 V",
    ],
    [{ comparator: "LE", unit: "mOhm", specification: { high: 100 } }, "≤ 100 mΩ"],
    [{ comparator: "GT", unit: "Cel", acceptance: { low: -5 } }, "> −5 °C"],
    [{ comparator: "CASESENSIT", unit: "", text: "2.5.1" }, '= "2.5.1"'],
    [{ comparator: "LTGT", unit: "V", specification: { low: 1, high: 2 } }, "< 1 / > 2 V"],
    [{ comparator: "LOG", unit: "V" }, ""],
  ])("writes the limits %j as %s", (limits, text) => {
    expect(limitsText(limits)).toBe(text);
  });

  it.each([
    ["MOhm", "MΩ"],
    ["uA", "µA"],
    ["Cel", "°C"],
    ["1", ""],
    ["V", "V"],
  ])("prints the unit code %s as %s", (code, symbol) => {
    expect(unitSymbol(code)).toBe(symbol);
  });
});
