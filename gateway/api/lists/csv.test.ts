import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCharacter } from "../../../test/support/any-character.ts";
import { csvHeader, csvRow } from "./csv.ts";

/** A reader of RFC 4180 of our own kind would share our faults: this one goes by character. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    const row = rows.at(-1) as string[];
    if (quoted && character === '"' && text[at + 1] === '"') {
      row[row.length - 1] += '"';
      at += 1;
    } else if (character === '"') quoted = !quoted;
    else if (!quoted && character === ",") row.push("");
    else if (!quoted && character === "\r" && text[at + 1] === "\n") {
      rows.push([""]);
      at += 1;
    } else row[row.length - 1] += character;
  }
  return rows.slice(0, -1);
}

const columns = [["a"], ["b", "c"], ["d"]];

test("any text comes back as it was, save for the mark before what could be a formula", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter }), fc.double(), (text, number) => {
      const [header, row] = readCsv(
        csvHeader(columns) + csvRow(columns, { a: text, b: { c: number }, d: null }),
      );
      expect(header).toEqual(["a", "b.c", "d"]);
      const isFormula = /^[=+\-@\t\r]/.test(text);
      expect(row).toEqual([isFormula ? `'${text}` : text, String(number), ""]);
    }),
  );
});

test("a formula in a serial number is not run by a spreadsheet; a negative number stays a number", () => {
  const item = { a: '=HYPERLINK("http://evil.example","x")', b: { c: -1.5 } };
  expect(csvRow(columns, item)).toBe(`"'=HYPERLINK(""http://evil.example"",""x"")",-1.5,\r\n`);
});

test("a list or a map is one cell of JSON, a missing object an empty one", () => {
  expect(csvRow(columns, { a: ["x", "y"], d: { e: 1 } })).toBe('"[""x"",""y""]",,"{""e"":1}"\r\n');
});
