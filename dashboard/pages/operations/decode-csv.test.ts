import { expect, test } from "vitest";
import { decodeCsv } from "./decode-csv.ts";

test("a file of UTF-8 or UTF-16 is read, and a letter of another encoding is seen as such", () => {
  const utf16 = new Uint8Array([0xff, 0xfe, 0x4d, 0x00, 0xfc, 0x00]);
  expect(decodeCsv(utf16)).toBe("Mü");
  expect(decodeCsv(new Uint8Array([0xfe, 0xff, 0x00, 0x4d, 0x00, 0xfc]))).toBe("Mü");
  expect(decodeCsv(new TextEncoder().encode("\uFEFFMü"))).toBe("Mü");
  // As Windows-1252 has it.
  expect(decodeCsv(new Uint8Array([0x4d, 0xfc]))).toBe("M\uFFFD");
});
