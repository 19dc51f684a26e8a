import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNumber } from "../kit/decimal.ts";
import { compileLines } from "./decode.ts";
import { serialLineOptions } from "./options.ts";

const takenAt = { utcUs: 1, monoNs: 2n };

function decode(line: string, ...lines: readonly object[]) {
  const decoded = compileLines(serialLineOptions.parse({ lines }).lines)(line, takenAt);
  return typeof decoded === "string" || decoded.length > 1 ? decoded : decoded[0];
}

describe("parseNumber", () => {
  it("gives back every finite number a rig can print", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const parsed = parseNumber(String(value));
        expect(Number(parsed)).toBe(value === 0 ? Number(String(value)) : value);
      }),
    );
  });

  it("keeps every digit of an integer", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (value) => {
        const parsed = parseNumber(value.toString());
        expect(BigInt(parsed ?? 0)).toBe(value);
      }),
    );
  });

  it.each([
    ...["", " 1", "1 ", "24.0x", "24,0", "0x10", "1_000", "NaN", "Infinity", "-", ".", "1e"],
    ...["--1", "+-1", "1.2.3", "1e999", "OVLD", "１２"],
  ])("takes no number out of %j", (text) => {
    expect(parseNumber(text)).toBeUndefined();
  });
});

describe("compileLines", () => {
  const reading = { match: "(?<channel>\\w+)=(?<value>.*)", event: "reading", unit: "V" };

  it("understands a line whole or not at all", () => {
    expect(decode("a=1", reading)).toMatchObject({ channel: "a", value: 1, raw: "a=1", takenAt });
    expect(decode("xx a=1", reading)).toBe("unparsable");
    expect(decode("a=1 x", reading)).toBe("unparsable");
    expect(decode("a=1|b", { ...reading, match: "c|(?<channel>a)=(?<value>1)" })).toBe(
      "unparsable",
    );
  });

  it("takes text for a value only where the pattern declares text", () => {
    expect(decode("fw=2.5.1", reading)).toBe("unparsable");
    const text = { ...reading, valueType: "text", unit: "" };
    expect(decode("fw=2.5.1", text)).toMatchObject({ value: "2.5.1", unit: "" });
    expect(decode("n=5", text)).toMatchObject({ value: "5" });
  });

  it("gives no value of a unit that is in no map, nor a verdict that is in none", () => {
    const mapped = {
      match: "(?<step>\\w+) (?<value>\\S+) ?(?<unit>\\S*) (?<reported>\\w+)",
      event: "measurement",
      unit: { C: "Cel", "": "1" },
      reported: { OK: "pass", NOK: "fail" },
    };
    expect(decode("t 5 C NOK", mapped)).toMatchObject({ unit: "Cel", reported: "fail" });
    expect(decode("t 5 OK", mapped)).toMatchObject({ unit: "1", reported: "pass" });
    expect(decode("t 5 F OK", mapped)).toBe("unparsable");
    expect(decode("t 5 C constructor", mapped)).toBe("unparsable");
    expect(decode("t 5 constructor OK", mapped)).toBe("unparsable");
  });

  it("lets the first pattern that matches decide", () => {
    const ignore = { match: "a=.*", event: "ignore" };
    expect(decode("a=1", ignore, reading)).toBe("ignored");
    expect(decode("a=1", reading, ignore)).toMatchObject({ value: 1 });
    expect(decode("a=x", reading, ignore)).toBe("unparsable");
  });

  it("leaves out what the rig did not say", () => {
    const start = { match: "GO(?: (?<serialNumber>\\S*))?", event: "run-started" };
    expect(decode("GO", start)).toEqual({ kind: "run-started", takenAt });
    expect(decode("GO ", start)).toEqual({ kind: "run-started", takenAt });
    expect(decode("GO S1", start)).toEqual({ kind: "run-started", serialNumber: "S1", takenAt });
  });
});
