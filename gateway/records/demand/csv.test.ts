import { describe, expect, test } from "vitest";
import { readDemandCsv } from "./csv.ts";

const HEAD = "externalKey,partNumber,quantity,kind,dueAt,customer";
const GOOD = "SO-1,PSU-24,120,firm,2026-12-04T00:00:00Z,Müller";
const faultsOf = (text: string) => {
  const read = readDemandCsv(text);
  return "faults" in read ? read.faults.map(({ path }) => path) : [];
};

test("what a spreadsheet saves is read: quotes, line ends in cells, a mark before, semicolons", () => {
  const read = readDemandCsv(
    `\uFEFF${HEAD}\r\n${GOOD}\r\nSO-2,PSU-24,1,forecast,2026-12-05T00:00:00+01:00,"A ""B""\nC"\r\n${GOOD.replace("SO-1", "SO-3")}`,
  );
  expect(read).toMatchObject({
    lines: [
      { externalKey: "SO-1", quantity: 120, customer: "Müller" },
      { externalKey: "SO-2", customer: 'A "B"\nC' },
      { externalKey: "SO-3" },
    ],
    lineNumbers: [2, 3, 5],
  });
  expect(readDemandCsv(`${HEAD}\n${GOOD}\n`.replaceAll(",", ";"))).toMatchObject({
    lines: [{ externalKey: "SO-1" }],
  });
});

describe("each line that can not be taken is told by its number and column", () => {
  test.each([
    ["a ragged row", "SO-1,PSU-24,120", ["line 2"]],
    ["a row with too much", `${GOOD},more`, ["line 2"]],
    [
      "a date of another country",
      GOOD.replace("2026-12-04T00:00:00Z", "04.12.2026"),
      ["line 2, dueAt"],
    ],
    [
      "a date that may be two days",
      GOOD.replace("2026-12-04T00:00:00Z", "04/12/2026"),
      ["line 2, dueAt"],
    ],
    ["a time without a zone", GOOD.replace("00Z", "00"), ["line 2, dueAt"]],
    ["a day that there is not", GOOD.replace("12-04", "02-30"), ["line 2, dueAt"]],
    ["a formula", GOOD.replace("Müller", '"=HYPERLINK(""http://x"")"'), ["line 2, customer"]],
    ["a formula as a key", GOOD.replace("SO-1", "@SUM(A1)"), ["line 2, externalKey"]],
    ["a number with separators", GOOD.replace("120", '"1.200"'), ["line 2, quantity"]],
    ["a negative number", GOOD.replace("120", "-5"), ["line 2, quantity"]],
    ["an empty quantity", GOOD.replace("120", ""), ["line 2, quantity"]],
    ["another kind", GOOD.replace("firm", "maybe"), ["line 2, kind"]],
    ["a character that was no UTF-8", GOOD.replace("ü", "\uFFFD"), ["line 2, customer"]],
    [
      "two faults in one row",
      GOOD.replace("120", "x").replace("04T", "4T"),
      ["line 2, quantity", "line 2, dueAt"],
    ],
  ])("%s", (_, row, paths) => {
    expect(faultsOf(`${HEAD}\n${row}\n`)).toEqual(paths);
  });

  test("all of them, and the good lines between are not what is wrong", () => {
    expect(faultsOf(`${HEAD}\n${GOOD}\nSO-2\n${GOOD}\nSO-3,P,x,firm,,\n`)).toEqual([
      ...["line 3", "line 5, quantity"],
    ]);
  });

  test.each([
    ["a wrong encoding", "e\0x\0t\0", ["csv"]],
    ["nothing", "  \n", ["csv"]],
    ["a column nobody knows", `${HEAD},colour\n`, ["line 1"]],
    ["columns that are missing", "externalKey,kind\n", ["line 1", "line 1", "line 1"]],
    ["a column that is there twice", `${HEAD},kind\n`, ["line 1"]],
    ["quotes without an end", `${HEAD}\n${GOOD}\n"SO-2`, ["line 3"]],
    ["too many lines", `${HEAD}\n${`${GOOD}\n`.repeat(2_001)}`, ["csv"]],
  ])("%s", (_, text, paths) => {
    expect(faultsOf(text)).toEqual(paths);
  });
});
