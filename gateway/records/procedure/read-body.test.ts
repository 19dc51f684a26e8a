import { expect, test } from "vitest";
import { procedureOf } from "../testing/line.ts";
import { readProcedure } from "./read-body.ts";

test("a stored procedure is what its text says, and nobody can change it for others", () => {
  const text = JSON.stringify(procedureOf("FCT"));
  const procedure = readProcedure(text);
  expect(procedure).toEqual(JSON.parse(text));
  const [first] = procedure.measurements;
  expect(() => Object.assign(first?.limits ?? {}, { unit: "mV" })).toThrow(TypeError);
  expect(readProcedure(text)).toEqual(JSON.parse(text));
});

test("more procedures than are remembered are each what their text says", () => {
  const texts = Array.from({ length: 40 }, (_, index) =>
    JSON.stringify(procedureOf(`OP-${index}`)),
  );
  for (const text of [...texts, ...texts]) expect(readProcedure(text)).toEqual(JSON.parse(text));
});
