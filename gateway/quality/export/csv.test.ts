import { expect, test } from "vitest";
import { encodeCsv } from "./csv.ts";

test("fields with a comma, a quote or a line break are quoted, absent ones are empty", () => {
  const rows = [["a,b", 'say "x"', "two\nlines", undefined, true, -1.5]];
  expect(encodeCsv(["one", "two", "three", "four", "five", "six"], rows)).toBe(
    'one,two,three,four,five,six\r\n"a,b","say ""x""","two\nlines",,true,-1.5\r\n',
  );
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])(
  "the text %j is no formula in a spreadsheet",
  (text) => {
    expect(encodeCsv(["serial"], [[text]])).toBe(`serial\r\n'${text}\r\n`);
  },
);
