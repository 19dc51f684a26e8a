import fc from "fast-check";
import { expect, test } from "vitest";
import { addMeasurement, openRun, type RunHeader } from "./run.ts";
import { storableText } from "./storable-text.ts";

const HEADER: RunHeader = {
  ...{ id: "run-1", rig: "fct-1", station: "FCT-1", operation: "FCT", startedAt: 0 },
  ...{ engineeringMode: false, simulated: false, gatewayVersion: "0.1.0" },
  buildTag: "production",
  source: "rig",
};

/** Units of which strings are made that are hard to write. */
const HOSTILE = fc.constantFrom("\u0000", "\ud83d", "\ude00", "\ufffd", "\u0001", "V", "µ");

test.each([
  ["a NUL", "OK\u0000\u0000", "OK\ufffd\ufffd"],
  ["half a surrogate pair", "\ud83d!", "\ufffd!"],
  ["what can be written", "\t😀 µ\u0001", "\t😀 µ\u0001"],
])("of a measurement's texts %s is stored so that everybody can write it on", (_, said, stored) => {
  const input = { step: said, value: said, unit: said, quality: "good", takenAt: 0 } as const;
  const { measurement } = addMeasurement(openRun(HEADER, undefined), input);
  expect(measurement).toMatchObject({ step: stored, value: stored, unit: stored });
});

test("any text comes out well-formed, without U+0000 and as long as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: HOSTILE }), (text) => {
      const stored = storableText(text);
      expect(stored.isWellFormed() && !stored.includes("\u0000")).toBe(true);
      expect(stored).toHaveLength(text.length);
    }),
  );
});
