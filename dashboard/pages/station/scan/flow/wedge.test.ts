import { expect, it } from "vitest";
import { insertGs, meaningOf, typedScan } from "./wedge.ts";

const key = (name: string, change: object = {}) => ({
  ...{ key: name, ctrlKey: false, altKey: false, at: 1_000 },
  ...change,
});
const typed = { at: 980, text: "A1" };

it("Enter ends a scan, and so does the Tab of a scanner, but not that of a person", () => {
  expect(meaningOf(key("Enter"), undefined)).toBe("end");
  expect(meaningOf(key("Tab"), typed)).toBe("end");
  expect(meaningOf(key("Tab"), { ...typed, at: 400 })).toBe("plain");
  expect(meaningOf(key("Tab"), { ...typed, text: "" })).toBe("plain");
  expect(meaningOf(key("Tab"), undefined)).toBe("plain");
});

it("the keys that scanners send for the GS character are that character", () => {
  expect(meaningOf(key("]", { ctrlKey: true }), typed)).toBe("gs");
  expect(meaningOf(key("F8"), typed)).toBe("gs");
  expect(meaningOf(key("]"), typed)).toBe("plain");
  // AltGr on many keyboards: a plain bracket.
  expect(meaningOf(key("]", { ctrlKey: true, altKey: true }), typed)).toBe("plain");
  expect(insertGs("21A110L7", 4, 4)).toBe("21A1\u001d10L7");
});

it("what is sent keeps every character but line ends and spaces around", () => {
  expect(typedScan(" ]d221A1\u001d10L7\r\n")).toBe("]d221A1\u001d10L7");
});
