import { expect, test } from "vitest";
import type { MeasurementSpec, Procedure } from "./procedure.ts";
import { measurementsByStep, procedureFaults } from "./procedure.ts";

const spec = (id: string, aliases: readonly string[] = []): MeasurementSpec => ({
  id,
  name: id,
  aliases,
  limits: { comparator: "LE", unit: "V", specification: { high: 1 } },
  attemptsMax: 1,
});

const procedureOf = (...measurements: MeasurementSpec[]): Procedure => ({
  id: "P",
  version: 1,
  name: "P",
  partNumber: "N",
  operation: "FCT",
  status: "effective",
  unexpected: "record",
  measurements,
});

test.each([
  ["an id twice", procedureOf(spec("a"), spec("a")), "measurements.a"],
  ["an alias that is another's id", procedureOf(spec("a"), spec("b", ["a"])), "measurements.b"],
  ["an alias twice", procedureOf(spec("a", ["x"]), spec("b", ["x"])), "measurements.b"],
  ["nothing to measure", procedureOf(), "measurements"],
  [
    "limits that contradict themselves",
    procedureOf({ ...spec("a"), limits: { comparator: "REGEX", unit: "", text: "[" } }),
    "measurements.a.limits",
  ],
])("%s is a fault that names its field", (_, procedure, field) => {
  expect(procedureFaults(procedure).map((fault) => fault.field)).toEqual([field]);
});

test("an alias that repeats its own id is no fault", () => {
  expect(procedureFaults(procedureOf(spec("a", ["a", "A"]), spec("b")))).toEqual([]);
});

test("a step is found by id or alias and nothing else", () => {
  const procedure = procedureOf(spec("a", ["x"]));
  expect(measurementsByStep(procedure).get("x")?.id).toBe("a");
  expect(measurementsByStep(procedure).get("A")).toBeUndefined();
});
