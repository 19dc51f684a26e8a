import { expect, test } from "vitest";
import { checkStackLights } from "./stack-light-rules.ts";
import { stackLightSchema } from "./stack-light-schema.ts";

const RIGS = {
  "fct-1": { station: "FCT-1" },
  "relays-1": {
    station: "FCT-1",
    options: { channels: [{ name: "red", writable: true }, { name: "lid" }] },
  },
};
const LIGHT = { station: "FCT-1", rig: "relays-1", lamps: { red: ["fail", "down"] } };
const codesOf = (light: object) =>
  checkStackLights({ rigs: RIGS, stackLights: { a: light } }).map(({ code }) => code);

test("station, rig and each lamp must exist, and a lamp can be written", () => {
  expect(codesOf(LIGHT)).toEqual([]);
  expect(codesOf({ ...LIGHT, station: "FCT-9" })).toEqual(["config.unknown-station"]);
  expect(codesOf({ ...LIGHT, rig: "relays-9" })).toEqual(["config.unknown-instrument"]);
  expect(codesOf({ ...LIGHT, lamps: { lid: ["pass"] } })).toEqual(["config.unknown-channel"]);
});

test("a light is lamps of a rig, a topic, or both, and knows its states", () => {
  const isValid = (light: object) => stackLightSchema.safeParse(light).success;
  expect(isValid(LIGHT)).toBe(true);
  expect(isValid({ station: "FCT-1", topic: "plant/light" })).toBe(true);
  expect(isValid({ station: "FCT-1" })).toBe(false);
  expect(isValid({ station: "FCT-1", rig: "relays-1" })).toBe(false);
  expect(isValid({ station: "FCT-1", topic: "plant/#" })).toBe(false);
  expect(isValid({ ...LIGHT, lamps: { red: ["green"] } })).toBe(false);
});
