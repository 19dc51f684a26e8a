import { describe, expect, test } from "vitest";
import { modbusOptions } from "./options.ts";

const base = { framing: "tcp", addressBase: 0 };
const volts = { name: "volts", table: "input", address: 0, type: "FLOAT32", order: "CDAB" };
const run = {
  active: { table: "coil", address: 0 },
  serialNumber: { table: "holding", address: 0, length: 8 },
  verdict: { table: "holding", address: 20, values: { 1: "pass", 2: "fail" } },
};

/** Path and message of each fault. */
function faultsOf(options: object): string[] {
  const parsed = modbusOptions.safeParse(options);
  const issues = parsed.error?.issues ?? [];
  return issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

test("options of a rig with telemetry, measurements and runs are taken", () => {
  const measured = { ...volts, name: "measured", measurement: {} };
  const bits = [3, 4].map((bit) => ({
    ...{ name: `bit-${bit}`, table: "holding", address: 40 },
    ...{ type: "BOOL", bit },
  }));
  expect(faultsOf({ ...base, channels: [volts, measured, ...bits], run })).toEqual([]);
});

describe("a broadcast", () => {
  const read = { name: "a", table: "input", address: 0 };
  const fire = { name: "fire", table: "coil", address: 1, writable: true, broadcast: true };
  const faultsOf = (framing: string, channels: object[]) =>
    modbusOptions
      .safeParse({ framing, addressBase: 0, channels })
      .error?.issues.map(({ path, message }) => `${path.join(".")} ${message}`) ?? [];

  test.each([
    ["over TCP", "tcp", [read, fire], /^channels.1.broadcast .* serial lines/],
    ["that may not be written", "rtu", [read, { ...fire, writable: false }], /writable: true/],
    ["and nothing to read beside it", "rtu", [fire], /^channels no channel and no run/],
  ])("%s is refused", (_, framing, channels, message) => {
    expect(faultsOf(framing, channels)).toEqual([expect.stringMatching(message)]);
  });

  test("on a serial line is allowed", () => {
    expect(faultsOf("rtu", [read, fire])).toEqual([]);
  });
});

describe("refused before anything is opened, with the place and the reason", () => {
  test.each([
    ["a block of 126 registers", { ...volts, type: "STRING", length: 126 }, /length: .*125/],
    ["text without a length", { ...volts, type: "STRING", order: "AB" }, /STRING needs a length/],
    ["a length of a number", { ...volts, length: 2 }, /only STRING has a length/],
    ["a number in a coil", { ...volts, table: "coil" }, /coil holds BOOL only/],
    ["a bit of a float", { ...volts, bit: 1 }, /bit is for BOOL/],
    ["a value beyond the last register", { ...volts, address: 65_535 }, /beyond the last one/],
    ["a measurement without runs", { ...volts, measurement: {} }, /needs `run:`/],
    ["an unknown order", { ...volts, order: "ACBD" }, /order/],
    ["an unknown field", { ...volts, adress: 1 }, /adress/],
  ])("%s", (_, channel, fault) => {
    expect(faultsOf({ ...base, channels: [channel] }).join("\n")).toMatch(fault);
  });

  test.each([
    [
      "address 0 where the manual counts from 1",
      { addressBase: 1, channels: [volts] },
      /address 0/,
    ],
    ["no address base", { addressBase: undefined, channels: [volts] }, /addressBase/],
    ["nothing to read", {}, /nothing to read/],
    ["a broadcast unit on a serial line", { framing: "rtu", unitId: 0, run }, /1 to 247/],
    ["a run without its active bit", { run: { ...run, active: undefined } }, /run.active/],
    [
      "more registers than the device gives",
      { registersMax: 1, channels: [volts] },
      /registersMax/,
    ],
    [
      "a verdict that is no whole number",
      { run: { ...run, verdict: { ...run.verdict, type: "FLOAT32" } } },
      /whole number/,
    ],
    [
      "a verdict without meaning",
      { run: { ...run, verdict: { ...run.verdict, values: {} } } },
      /at least one value/,
    ],
  ])("%s", (_, options, fault) => {
    expect(faultsOf({ ...base, ...options }).join("\n")).toMatch(fault);
  });

  test("channels that overlap, and names that are there twice", () => {
    const shifted = { ...volts, name: "shifted", address: 1 };
    expect(faultsOf({ ...base, channels: [volts, shifted, { ...volts, address: 10 }] })).toEqual([
      "channels.2.name: volts is there twice",
      "channels.1.address: channel shifted overlaps channel volts",
    ]);
  });

  test("all faults are told at once", () => {
    const channels = [
      { ...volts, type: "STRING" },
      { ...volts, name: "b", address: 65_535 },
    ];
    expect(faultsOf({ ...base, channels })).toHaveLength(2);
  });
});
