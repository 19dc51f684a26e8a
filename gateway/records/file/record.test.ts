import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCharacter } from "../../../test/support/any-character.ts";
import { mediaTypeOf, safeName, storedName } from "./record.ts";

test.each([
  ["../../etc/passwd", "passwd"],
  ["..\\..\\boot.ini", "boot.ini"],
  ["..", "file"],
  [".hidden", "hidden"],
  ["a\u0000b\r\n.pdf", "ab.pdf"],
  ["invoice\u202Efdp.exe", "invoicefdp.exe"],
  ["Prüfplan 3.pdf", "Prüfplan 3.pdf"],
  [`${"x".repeat(500)}.pdf`, `${"x".repeat(116)}.pdf`],
])("the file name %j is stored as %j", (given, stored) => {
  expect(safeName(given)).toBe(stored);
});

test("whatever a file is called, its stored name is no path and stays as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 300 }), (given) => {
      const name = safeName(given);
      expect(name).not.toMatch(/[/\\\p{Cc}]|^\.|^$/u);
      expect(safeName(name)).toBe(name);
      expect(storedName.safeParse(name).success).toBe(true);
    }),
  );
});

test("CR-80: a file is what its bytes are; a page or a script is never named as one", () => {
  const text = (content: string) => mediaTypeOf(new TextEncoder().encode(content));
  expect(text("<html><script>alert(1)</script>")).toBe("text/plain; charset=utf-8");
  expect(text("%PDF-1.7 …")).toBe("application/pdf");
  expect(mediaTypeOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toBe("image/jpeg");
  expect(mediaTypeOf(Uint8Array.of(0xff, 0xfe, 0x00))).toBe("application/octet-stream");
});
