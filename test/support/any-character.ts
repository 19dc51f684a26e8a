/** Any character there is, for drawn texts. */
import fc from "fast-check";

const SURROGATES_FROM = 0xd800;
const SURROGATES = 0x800;

/**
 * Each code point but the halves of pairs: what fast-check calls `unit: "binary"`, whose own way
 * back from a text to its characters is a table of a million entries, made anew for each arbitrary.
 */
export const anyCharacter = fc.nat(0x10ffff - SURROGATES).map(
  (number) => String.fromCodePoint(number < SURROGATES_FROM ? number : number + SURROGATES),
  (text) => {
    const point = typeof text === "string" ? (text.codePointAt(0) ?? -1) : -1;
    if (point < 0 || String.fromCodePoint(point) !== text) throw new Error("not one character");
    return point < SURROGATES_FROM ? point : point - SURROGATES;
  },
);
