import { expect, test } from "vitest";
import { ByteSheet } from "./byte-sheet.ts";

test("what was written stands one behind the other as UTF-8, however small it began", () => {
  const parts = ["", "a", "J. Muñoz ✓ 測試 \u{1F600}", "x".repeat(5_000), "ü".repeat(700)];
  for (const first of [0, 1, 16, 100_000]) {
    const sheet = new ByteSheet(first);
    for (const part of parts) {
      sheet.text(part);
      sheet.bytes(Buffer.from(part));
    }
    const expected = parts.map((part) => part + part).join("");
    expect(Buffer.from(sheet.take()).toString("utf8")).toBe(expected);
  }
});

test("nothing else lies in the buffer that is given away", () => {
  const sheet = new ByteSheet();
  sheet.text("one");
  const { buffer, byteOffset } = sheet.take();
  const other = new ByteSheet();
  other.text("two");
  expect(byteOffset).toBe(0);
  expect(other.take().buffer).not.toBe(buffer);
});
