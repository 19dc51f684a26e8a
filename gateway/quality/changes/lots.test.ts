import { expect, test } from "vitest";
import { serial } from "../../records/testing/line.ts";
import { followRows } from "../testing/follow-rows.ts";
import { DAY_1_US, importOutside, openQualityLine } from "../testing/imported-runs.ts";

test("a lot of components that fails is named before its station, and opens its runs", () => {
  const ledger = openQualityLine();
  for (let index = 1; index <= 20; index += 1) {
    // Units 11 to 20 are tested later; every second of them holds the lot, and fails.
    const isBad = index > 10 && index % 2 === 0;
    importOutside(ledger, { index, unit: index, letter: isBad ? "F" : "P", minute: index * 10 });
    const [unit] = ledger.ask("units.list", { serialNumber: serial(index) }).items;
    const lot = isBad ? "L-2231" : "L-2230";
    const part = { partNumber: "CAP-470", lot };
    ledger.execute("component.change", { unitId: unit?.id ?? "", position: "C14", part });
  }
  const answer = ledger.ask("quality.changes", {
    ...{ policy: "first-pass", from: DAY_1_US + 105 * 6e7 },
  });
  const [first] = answer.items;
  expect(first).toMatchObject({
    ...{ dimension: "lot", value: "L-2231", componentPart: "CAP-470", isNew: true },
    ...{ after: { n: 5, failed: 5 }, others: { n: 15, failed: 0 } },
  });
  expect(first?.ratio).toBeGreaterThan(answer.items[1]?.ratio ?? 0);
  for (const { rows, after, value } of answer.items) {
    expect(followRows(ledger, rows).size, value).toBe(after.n);
  }
});
