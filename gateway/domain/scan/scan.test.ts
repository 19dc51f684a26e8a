import fc from "fast-check";
import { expect, test } from "vitest";
import { readGs1 } from "./gs1.ts";
import { readScan } from "./scan.ts";

const GS = "\u001d";
const GTIN = "09506000134352";

const unitsOf = (text: string) => {
  const scan = readScan(text);
  return scan.kind === "unit" ? scan.units : scan.why;
};

test.each([
  ["a plain serial number", "PSU24-000412", [{ serialNumber: "PSU24-000412" }]],
  [
    "one with the enter key of the scanner",
    " PSU24-000412\r\n",
    [{ serialNumber: "PSU24-000412" }],
  ],
  [
    "part and serial",
    "PSU-24|PSU24-000412",
    [{ serialNumber: "PSU24-000412", partNumber: "PSU-24" }],
  ],
  ["part and serial by a tab", "PSU-24\tA1", [{ serialNumber: "A1", partNumber: "PSU-24" }]],
  [
    "an element string with its code",
    `]d201${GTIN}21A-1${GS}10L7`,
    [{ serialNumber: "A-1", gtin: GTIN, lot: "L7" }],
  ],
  [
    "GS spelt out by the scanner",
    `01${GTIN}21A-1<GS>10L7`,
    [{ serialNumber: "A-1", gtin: GTIN, lot: "L7" }],
  ],
  [
    "as people read it",
    `(01)${GTIN}(21)A-1(10)L7`,
    [{ serialNumber: "A-1", gtin: GTIN, lot: "L7" }],
  ],
  [
    "a part number in the string",
    `]C101${GTIN}21A1${GS}241PSU-24`,
    [{ serialNumber: "A1", gtin: GTIN, partNumber: "PSU-24" }],
  ],
  [
    "a message of ISO/IEC 15434",
    `[)>\u001e06${GS}1PPSU-24${GS}SA-1${GS}1TL7\u001e\u0004`,
    [{ serialNumber: "A-1", partNumber: "PSU-24", lot: "L7" }],
  ],
])("%s is read as what it says", (_, text, expected) => {
  expect(unitsOf(text)).toEqual(expected);
});

test("where the scanner lost the GS every reading is offered, and the one with fewest elements first", () => {
  expect(unitsOf(`]d201${GTIN}21A10L7`)).toEqual([
    { serialNumber: "A10L7", gtin: GTIN },
    { serialNumber: "A", gtin: GTIN, lot: "L7" },
  ]);
});

test("digits that could be an element string are a plain serial number first", () => {
  expect(unitsOf("2112345")).toEqual([{ serialNumber: "2112345" }, { serialNumber: "12345" }]);
});

test.each([
  ["", "nothing was scanned"],
  ["\u0007", "it has control characters"],
  [`]d201${GTIN.slice(0, 13)}321A1`, "no element string with a serial number (21)"],
  [`]d201${GTIN}10L7`, "no element string with a serial number (21)"],
  [`(01)${GTIN}(21)A1(21)A2`, "no element string with a serial number (21)"],
  ["x".repeat(201), "more than 200 characters"],
])("%j is refused: %s", (text, why) => {
  expect(readScan(text)).toEqual({ kind: "unreadable", why });
});

const serialText = fc.stringMatching(/^[A-Z0-9-]{1,20}$/);

test("elements that were joined with their GS are read back, and without it they are among the readings", () => {
  fc.assert(
    fc.property(serialText, serialText, (serial, lot) => {
      const elements = { "01": GTIN, "21": serial, "10": lot };
      expect(readGs1(`01${GTIN}21${serial}${GS}10${lot}`)).toContainEqual(elements);
      const lost = readGs1(`01${GTIN}21${serial}10${lot}`);
      if (lost.length < 8) expect(lost).toContainEqual(elements);
    }),
  );
});

test("no text, however odd, takes long or throws", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ maxLength: 250 }), fc.stringMatching(/^[0-9]{1,200}$/)),
      (text) => {
        expect(["unit", "unreadable"]).toContain(readScan(text).kind);
      },
    ),
  );
});

test("two hundred digits without GS, which can be cut in countless ways, are read at once", () => {
  const text = "91".repeat(100);
  expect(readScan(text).kind).toBe("unit");
  expect(readGs1(`21${"1021".repeat(49)}`).length).toBeLessThanOrEqual(16);
});
