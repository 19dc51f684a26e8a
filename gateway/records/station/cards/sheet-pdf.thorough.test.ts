import { expect, test } from "vitest";
import { USUAL_REASONS } from "../../../domain/scan/card.ts";
import { cardSections } from "./card-sheet.ts";
import { makeCardSheets } from "./sheet-pdf.ts";

const downtime = [{ code: "NO-MATERIAL", title: "Waiting: no material" }];

test("the sheets are a PDF, for many reasons and long ones too", async () => {
  const hold = Array.from({ length: 40 }, (_, index) => ({
    ...{ code: `REASON-${"X".repeat(30)}-${index}`, title: "Ä ".repeat(60) },
  }));
  const sections = cardSections({ ...USUAL_REASONS, hold, downtime });
  const bytes = await makeCardSheets({ station: "FCT-1", title: "FCT", sections });
  expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe("%PDF-");
  expect(bytes.length).toBeGreaterThan(20_000);
});
