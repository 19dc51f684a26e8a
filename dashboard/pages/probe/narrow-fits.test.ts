import { expect, test } from "vitest";
import { nextLook } from "./narrow-fits.ts";

const fitOf = (type: string, scale = 1) => ({
  ...{ address: 10, addressBase: 0, type, order: "AB", scale, quantity: "7", yaml: "" },
});
const answer = (...fits: ReturnType<typeof fitOf>[]) => ({
  ...{ from: "tcp", isShared: false },
  tables: [
    {
      ...{ table: "holding" as const, address: 10, registers: [], decodings: [] },
      ...{ fits, fitsInAll: fits.length },
    },
  ],
});

test("only what fits again after the quantity moved is left", () => {
  const first = nextLook(
    undefined,
    { place: "a", value: "7" },
    answer(fitOf("INT16"), fitOf("UINT16")),
  );
  expect(first.before).toBeUndefined();
  const second = nextLook(
    first,
    { place: "a", value: "-3" },
    answer(fitOf("INT16"), fitOf("INT8L")),
  );
  expect(second).toMatchObject({ before: 2, fits: [{ type: "INT16" }] });
});

test("another place, the same value, or a look that found nothing begin anew", () => {
  const first = nextLook(undefined, { place: "a", value: "7" }, answer(fitOf("INT16")));
  for (const about of [
    { place: "b", value: "8" },
    { place: "a", value: "7" },
  ]) {
    expect(nextLook(first, about, answer(fitOf("UINT16"))).fits).toHaveLength(1);
  }
  const none = nextLook(undefined, { place: "a", value: "7" }, answer());
  expect(nextLook(none, { place: "a", value: "8" }, answer(fitOf("INT16"))).fits).toHaveLength(1);
});
