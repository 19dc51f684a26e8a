import { expect, test } from "vitest";
import { scannedText } from "./scanned-text.ts";

test("what a scanner adds to a serial number is taken off, and nothing else", () => {
  expect(scannedText("PSU48-000001")).toBe("PSU48-000001");
  expect(scannedText("]C1PSU48-000001\u001d\r\n")).toBe("PSU48-000001");
  expect(scannedText("\t]d2SN 7\t")).toBe("SN 7");
  expect(scannedText("]SN")).toBe("]SN");
  expect(scannedText("  ")).toBe("");
});
