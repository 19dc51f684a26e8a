import { describe, expect, it } from "vitest";
import type { ScpiReply } from "../kit/framers/scpi-reply-framer.ts";
import { fieldsOf, identityFault, readingOf } from "./decode.ts";
import { scpiOptions } from "./options.ts";

const takenAt = { utcUs: 1, monoNs: 2n };

function read(text: string, channel: object = {}, isBlock = false) {
  const channels = [{ name: "v", query: "READ?", ...channel }];
  const [parsed] = scpiOptions.parse({ channels }).channels;
  if (parsed === undefined) throw new Error("no channel");
  const bytes = Buffer.from(text, "latin1");
  const reply: ScpiReply = { kind: "reply", bytes, isBlock, takenAt };
  const { value, quality, cause } = readingOf(parsed, reply);
  return cause === undefined ? [value, quality] : [value, quality, cause];
}

describe("an answer becomes a reading", () => {
  it.each([
    ["+2.40310000E+01", 24.031],
    ["-5", -5],
    ["12345678901234567890", 12345678901234567890n],
    ["#H1F", 31],
    ["#Q17", 15],
    ["#B101", 5],
  ])("%s is the number %s", (text, value) => {
    expect(read(text)).toEqual([value, "good"]);
  });

  it.each(["", "24.0x", "1,2", "0x10", "24,0", "#HFFFFFFFFFFFFFFFFFF", "VOLT", "1e999"])(
    "%j is no number",
    (text) => {
      expect(read(text)).toEqual([Number.NaN, "decode", expect.any(String)]);
    },
  );

  it.each(["9.91E37", "+9.9E+37", "-9.90000000E+37", "NAN", "INF", "OVLD", "9.9e38"])(
    "%s is a value out of range, with its cause",
    (text) => {
      expect(read(text)).toEqual([Number.NaN, "out-of-range", expect.any(String)]);
    },
  );

  it("is scaled without the dust of binary fractions", () => {
    expect(read("24.031", { scale: 1_000 })).toEqual([24_031, "good"]);
    expect(read("0.3", { scale: 0.1, offset: 0.1 })).toEqual([0.13, "good"]);
  });

  it("is ON or OFF where the channel says so", () => {
    const bool = { valueType: "bool" };
    expect(["1", "ON", "+1", "0", "off"].map((text) => read(text, bool)[0])).toEqual([
      ...[true, true, true, false, false],
    ]);
    expect(read("2", bool)).toEqual([false, "decode", expect.any(String)]);
  });

  it("is text without its quotes, and a block's bytes as they are", () => {
    const text = { valueType: "text" };
    expect(read('"it says ""no"""', text)).toEqual(['it says "no"', "good"]);
    expect(read("VOLT", text)).toEqual(["VOLT", "good"]);
    expect(read("a\nb", text, true)).toEqual(["a\nb", "good"]);
    expect(read("1", {}, true)).toEqual([Number.NaN, "decode", expect.any(String)]);
  });

  it("is the field that the channel names, or none", () => {
    expect(read("1.5,2.5", { field: 2 })).toEqual([2.5, "good"]);
    expect(read("1.5,2.5", { field: 3 })).toEqual([Number.NaN, "decode", expect.any(String)]);
    expect(fieldsOf('1,"a,b",,3')).toEqual(["1", '"a,b"', "", "3"]);
    expect(fieldsOf(",1")).toEqual(["", "1"]);
  });
});

describe("an identity holds or says what differs", () => {
  const found = "KEYSIGHT,34465A,MY54500001,A.02.17-02.40-02.17,00.52";
  it.each([
    [{}, undefined],
    [{ manufacturer: "KEYSIGHT", serialNumber: "MY54500001" }, undefined],
    [{ firmware: "A.02.17-02.40-02.17,00.52" }, undefined],
    [{ match: "KEYSIGHT,.*" }, undefined],
    [{ match: "KEYSIGHT" }, /does not match/],
    [{ serialNumber: "MY54500002" }, /serialNumber is "MY54500001", not "MY54500002"/],
  ])("%j", (expected, fault) => {
    const said = identityFault(expected, found);
    if (fault === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(fault);
  });
});

describe("the options of a SCPI instrument", () => {
  const faultsOf = (input: object) =>
    (scpiOptions.safeParse(input).error?.issues ?? []).map(
      ({ path, message }) => `${path.join(".")}: ${message}`,
    );

  it.each([
    ["a channel whose query has no answer", { query: "CONF" }, /channels.0.query: a query has/],
    ["a question mark in quotes alone", { query: 'DISP "?"' }, /a query has/],
    ["two messages in one", { query: "A?\nB?" }, /one message/],
    ["a setting without a place for the value", { query: "A?", set: "VOLT" }, /one `\{value\}`/],
    ["a scaled text", { query: "A?", valueType: "text", scale: 2 }, /only a number is scaled/],
    ["a scale of nothing", { query: "A?", scale: 0 }, /not 0/],
  ])("refuse %s", (_, channel, message) => {
    expect(faultsOf({ channels: [{ name: "a", ...channel }] }).join("\n")).toMatch(message);
  });

  it("refuse a setup that asks, an identity that is no expression, and a second channel of a name", () => {
    expect(faultsOf({ setup: ["*IDN?"] })).toHaveLength(1);
    expect(faultsOf({ identity: { match: "(" } })).toHaveLength(1);
    const channels = [
      { name: "a", query: "A?" },
      { name: "a", query: "B?" },
    ];
    expect(faultsOf({ channels })).toEqual(['channels.1.name: a second channel "a"']);
  });
});
