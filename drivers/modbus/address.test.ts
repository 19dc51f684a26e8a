import { expect, test } from "vitest";
import { resolveAddress } from "./address.ts";

test.each([
  [{ table: "holding", address: 0 }, 0, "holding 0"],
  [{ table: "holding", address: 1 }, 1, "holding 0"],
  [{ table: "input", address: 65_536 }, 1, "input 65535"],
  [{ address: "40001" }, 0, "holding 0"],
  [{ address: "40001" }, 1, "holding 0"],
  [{ address: "400001" }, 0, "holding 0"],
  [{ address: "465536" }, 0, "holding 65535"],
  [{ address: "4x00001" }, 0, "holding 0"],
  [{ address: "4X17" }, 0, "holding 16"],
  [{ address: "30009" }, 0, "input 8"],
  [{ address: "10100" }, 0, "discrete 99"],
  [{ address: "00001" }, 0, "coil 0"],
  [{ address: "0x00001" }, 0, "coil 0"],
  [{ table: "holding", address: "40001" }, 0, "holding 0"],
] as const)("%o with base %i is %s", (place, base, wire) => {
  const resolved = resolveAddress(place, base);
  expect(typeof resolved === "string" ? resolved : `${resolved.table} ${resolved.address}`).toBe(
    wire,
  );
});

test.each([
  [{ table: "holding", address: 0 }, 1, /address 0 does not exist/],
  [{ address: 1 }, 1, /needs a table/],
  [{ table: "input", address: "40001" }, 1, /is in holding, but table says input/],
  [{ address: "40000" }, 0, /counts from 1/],
  [{ address: "4x0" }, 0, /counts from 1/],
  [{ address: "470000" }, 0, /beyond the last/],
  [{ address: "20001" }, 0, /no notation/],
  [{ address: "400" }, 0, /no notation/],
  [{ address: "holding 4" }, 0, /no notation/],
] as const)("%o with base %i is refused", (place, base, fault) => {
  expect(resolveAddress(place, base)).toMatch(fault);
});
