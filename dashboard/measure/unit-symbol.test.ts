import { expect, test } from "vitest";
import { unitSymbol } from "./unit-symbol.ts";

test.each([
  ["", ""],
  ["1", ""],
  ["V", "V"],
  ["mV", "mV"],
  ["uA", "µA"],
  ["us", "µs"],
  ["MOhm", "MΩ"],
  ["uOhm", "µΩ"],
  ["Cel", "°C"],
  ["[degF]", "°F"],
  ["[ppm]", "ppm"],
  ["[psi]", "psi"],
  ["deg", "°"],
  ["/min", "1/min"],
  ["N.m", "N·m"],
  ["m/s2", "m/s²"],
  ["m.s-1", "m·s⁻¹"],
  ["uV/Cel", "µV/°C"],
  ["[in_i]", "in"],
  ["[lbf_av].[in_i]", "lbf·in"],
  ["dB[mW]", "dBm"],
  ["dB[uV]", "dBuV"],
  ["{pieces}", "pieces"],
  ["/min{rotations}", "1/min rotations"],
  ["10*-6", "10⁻⁶"],
  ["VA", "VA"],
  ["%", "%"],
])("%s is printed as %s", (code, symbol) => {
  expect(unitSymbol(code)).toBe(symbol);
});
