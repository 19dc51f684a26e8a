import { expect, test } from "vitest";
import { parse } from "yaml";
import { checkDriven } from "./driven-rules.ts";

const rigs = "rigs: { dmm-1: {}, relays-1: {}, oven-1: { enabled: false } }";
const found = (driven: string) =>
  checkDriven(parse(`${rigs}\ndriven: ${driven}`)).map(
    ({ code, path, message }) => `${code} ${path.join(".")}: ${message}`,
  );

test("a driven rig whose roles are played says nothing", () => {
  const start = "start: { when: { on: relays, channel: lid, equals: true } }";
  const safe = "safeState: [{ on: relays, channel: mains, to: false }]";
  const instruments = "instruments: { meter: dmm-1, relays: relays-1 }";
  expect(found(`{ eol-1: { ${instruments}, ${start}, ${safe} } }`)).toEqual([]);
  expect(checkDriven(parse(rigs))).toEqual([]);
});

test.each([
  [
    "a rig that is not there, with the nearest name",
    "{ eol-1: { instruments: { meter: dmm-2 } } }",
    "config.unknown-instrument driven.eol-1.instruments.meter: there is no rig `dmm-2`",
  ],
  [
    "a rig that is not enabled",
    "{ eol-1: { instruments: { oven: oven-1 } } }",
    "config.unknown-instrument driven.eol-1.instruments.oven: the rig `oven-1` is not enabled",
  ],
  [
    "a rig that is driven itself, so that no circle can be",
    "{ eol-1: { instruments: { other: eol-2 } }, eol-2: { instruments: { other: eol-1 } } }",
    "config.unknown-instrument driven.eol-1.instruments.other: `eol-2` is driven itself",
  ],
  [
    "an instrument that another program drives",
    "{ eol-1: { instruments: { meter: dmm-1 } }, eol-2: { instruments: { meter: dmm-1 } } }",
    "config.instrument-claimed driven.eol-2.instruments.meter: `dmm-1` is already driven by `eol-1`",
  ],
  [
    "a name that a rig has already",
    "{ dmm-1: { instruments: { relays: relays-1 } } }",
    "config.name-taken driven.dmm-1: `dmm-1` is also a rig of the block `rigs:`",
  ],
  [
    "a safe state of nobody",
    "{ eol-1: { instruments: { meter: dmm-1 }, safeState: [{ on: relays }] } }",
    "config.unknown-instrument driven.eol-1.safeState.0.on: no instrument plays the role `relays`",
  ],
])("%s is refused at its place", (_, driven, told) => {
  expect(found(driven).some((line) => line.startsWith(told))).toBe(true);
});
