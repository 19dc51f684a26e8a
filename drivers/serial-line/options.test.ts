import { describe, expect, it } from "vitest";
import { serialLineOptions } from "./options.ts";

const reading = { match: "(?<channel>\\w+)=(?<value>\\S+)", event: "reading" };

function faults(input: unknown): readonly string[] {
  const { error } = serialLineOptions.safeParse(input);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("the options of a serial line", () => {
  it("have defaults for all but the lines", () => {
    expect(serialLineOptions.parse({ lines: [reading] })).toMatchObject({
      delimiter: "\n",
      encoding: "ascii",
      lengthMax: 1_024,
      joinQuietMs: 50,
      lines: [{ valueType: "number" }],
    });
  });

  it.each([
    [
      "an invalid expression",
      { ...reading, match: "(?<value>" },
      /lines\.0\.match: Invalid regular/,
    ],
    [
      "one that is only valid in parentheses",
      { ...reading, match: "a)|(b" },
      /lines\.0\.match: Inv/,
    ],
    [
      "a group of another name",
      { ...reading, match: "(?<volts>.*)" },
      /no group is called "volts"/,
    ],
    ["a reading without a value", { match: "a", event: "reading", channel: "a" }, /needs a value/],
    ["a reading without a channel", { match: "(?<value>.)", event: "reading" }, /needs a channel/],
    ["a measurement without a step", { ...reading, event: "measurement" }, /needs a step/],
    [
      "a verdict without a map",
      { match: "END (?<reported>\\w+)", event: "run-finished" },
      /lines\.0\.reported: the group .* needs a map/,
    ],
    [
      "a map without a verdict",
      { match: "END", event: "run-finished", reported: { OK: "pass" } },
      /lines\.0\.reported: a map needs a group/,
    ],
    [
      "a measurement that is reported aborted",
      { match: "(?<value>.)", event: "measurement", step: "a", reported: "aborted" },
      /reported pass or fail/,
    ],
    ["an unknown key", { ...reading, units: "V" }, /units/],
  ])("refuse %s when they are read", (_, pattern, message) => {
    expect(faults({ lines: [pattern] }).join("\n")).toMatch(message);
  });

  it("tell all faults of all lines at once", () => {
    const bad = { match: "(?<volts>.)(?<ohms>.)", event: "reading" };
    expect(faults({ lines: [bad, { ...reading, match: "[" }] })).toHaveLength(5);
  });

  it("refuse a delimiter of no bytes, of more than a byte each, and one inside another", () => {
    expect(faults({ delimiter: "", lines: [reading] })).toHaveLength(1);
    expect(faults({ delimiter: "€", lines: [reading] })).toHaveLength(1);
    expect(faults({ delimiter: ["\r\n", "\r"], lines: [reading] })).toHaveLength(1);
    expect(faults({ delimiter: ["\r", "\n", "\u001e", "\0"], lines: [reading] })).toEqual([]);
  });

  const record = { event: "reading", fields: [{ from: "T1", channel: "t" }] };
  it.each([
    ["a form that there is not", { ...record, format: "xml" }, /lines\.0\.format/],
    [
      "a field without a channel",
      { ...record, format: "json", fields: [{ from: "a" }] },
      /channel/,
    ],
    [
      "no field and no value",
      { format: "json", event: "reading", channel: "a" },
      /needs its values/,
    ],
    ["both", { ...record, format: "json", groups: { value: "v" }, channel: "a" }, /in `fields:`/],
    ["values of a run's end", { ...record, format: "json", event: "run-finished" }, /no values/],
    [
      "columns that are written and printed",
      { ...record, format: "csv", header: true, columns: ["T1"] },
      /either the rig prints/,
    ],
    ["a quote that separates", { ...record, format: "csv", quote: "," }, /is the separator/],
    ["a place that there is not", { ...record, format: "json", groups: { volts: "v" } }, /volts/],
  ])("refuse of a record %s", (_, pattern, message) => {
    expect(faults({ lines: [pattern] }).join("\n")).toMatch(message);
  });
});

describe("an expression that could take for ever is refused when it is read", () => {
  const costs = (match: string, lengthMax = 1_024) =>
    faults({ lengthMax, lines: [{ match, event: "ignore" }] });

  it.each([
    ["(\\w+)+!"],
    ["(a|b)*c"],
    ["(?:x+x+)+y"],
    ["(\\d+,?){17,}"],
    [".*,.*,.*,.*"],
    ["\\S*\\S*\\S*x"],
    ["(?:\\w*)?\\w*\\d*z"],
  ])("%s", (match) => {
    expect(costs(match)).not.toEqual([]);
  });

  it.each([
    ["MEAS (?<step>\\S+) (\\S+) (\\S+) (PASS|FAIL)"],
    ["[^,]*,[^,]*,[^,]*,[^,]*"],
    ["(?<channel>\\w+)=(?<value>.*)"],
    ["(?:[+-]?\\d+(?:\\.\\d+)?)?\\s*V"],
    ["(?:\\d\\d:){2}\\d\\d .*"],
  ])("but not %s", (match) => {
    expect(costs(match)).toEqual([]);
  });

  it("depends on how long a line may be", () => {
    expect(costs("a.*b.*c", 1_024)).toEqual([]);
    expect(costs("a.*b.*c", 65_536).join()).toMatch(/could take 4e\+9 steps/);
  });
});
