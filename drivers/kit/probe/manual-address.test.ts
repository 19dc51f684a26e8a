import { expect, test } from "vitest";
import { readManualAddress } from "./manual-address.ts";
import { wantedOf } from "./wanted.ts";

test("an address is read as its manual counts, and only so", () => {
  expect(readManualAddress(" 100 ", "unknown")).toEqual({ address: 100 });
  expect(readManualAddress("0", "base-0")).toEqual({ address: 0, addressBase: 0 });
  expect(readManualAddress("40101", "prefixed")).toEqual({
    ...{ table: "holding", address: 101, addressBase: 1 },
  });
  expect(readManualAddress("4x0101", "prefixed")).toMatchObject({ address: 101 });
  expect(readManualAddress("300101", "prefixed")).toMatchObject({ table: "input", address: 101 });
});

test.each([
  ["0", "base-1"],
  ["70000", "unknown"],
  ["1e3", "unknown"],
  ["-1", "base-0"],
  ["101", "prefixed"],
  ["40000", "prefixed"],
  ["499999", "prefixed"],
] as const)("%s is refused as %s", (text, addressing) => {
  expect(readManualAddress(text, addressing)).toEqual(expect.any(String));
});

test("the digits that are typed say how exactly the device shows it, at most 1 %", () => {
  expect(wantedOf("54.75")).toEqual({ value: 54.75, tolerance: expect.closeTo(0.005 / 54.75, 6) });
  expect(wantedOf("54,7")?.value).toBe(54.7);
  expect(wantedOf("7")?.tolerance).toBe(0.01);
  expect(wantedOf("0.00")).toEqual({ value: 0, tolerance: 0.005 });
  expect(wantedOf("1.5e3")).toEqual({ value: 1500, tolerance: 0.01 });
  expect(wantedOf("2", 0.2)).toEqual({ value: 2, tolerance: 0.2 });
  for (const text of ["", "abc", "1.2.3", "0x10", "Infinity", "1e999"]) {
    expect(wantedOf(text)).toBeUndefined();
  }
});
