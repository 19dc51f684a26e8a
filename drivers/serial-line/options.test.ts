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

  it("refuse a delimiter that is no ASCII, and none at all", () => {
    expect(faults({ delimiter: "", lines: [reading] })).toHaveLength(1);
    expect(faults({ delimiter: "§", lines: [reading] })).toHaveLength(1);
    expect(faults({ delimiter: "\0", lines: [reading] })).toHaveLength(1);
  });
});
