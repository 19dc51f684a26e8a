import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { insertChannel } from "./insert-channel.ts";
import { describeDiff } from "./text-diff.ts";

const EXAMPLE = readFileSync(
  new URL("../../../deploy/example.yaml", import.meta.url).pathname,
  "utf8",
);
const channel = (rig: string, name = "new-one") => ({
  rig,
  fields: { name, table: "input", address: 7, type: "UINT16", order: "AB" },
  line: `{ name: "${name}", table: input, address: 7, type: UINT16, order: AB }`,
});

function inserted(text: string, rig: string): string {
  const result = insertChannel(text, channel(rig));
  if (!result.ok) throw new Error(result.why);
  return result.text;
}

describe("a channel is added to a rig", () => {
  test.each(["burn-in-1", "burn-in-2", "hipot-1"])(
    "of the annotated example, %s: one line more, and every other byte as it was",
    (rig) => {
      const after = inserted(EXAMPLE, rig);
      const lines = after.split("\n");
      const at = lines.findIndex((line) => line.includes("new-one"));
      expect(lines.toSpliced(at, 1).join("\n")).toBe(EXAMPLE);
      expect(parse(after).rigs[rig].options.channels.at(-1)).toMatchObject({ name: "new-one" });
      expect(describeDiff(EXAMPLE, after)).toMatch(/^ {2}@@ line \d+\n.*\n.*\n {2}\+ .*new-one/);
    },
  );

  test("with comments, quotes, Windows line ends and no line end at the file's end", () => {
    const text = `# ours
rigs:
  a: # the oven
    driver: modbus
    options:
      channels:
        - { name: 't', address: 0x10 } # top
        # the last
        - name: u
          address: 1_000 # bottom`;
    const after = inserted(text, "a");
    expect(after.replace(/\n.*new-one.*\n/, "")).toBe(text);
    const windows = text.replaceAll("\n", "\r\n");
    expect(inserted(`${windows}\r\n`, "a").replaceAll("\r\n", "\n")).toBe(after);
  });

  test("where there are none yet, or all stand on one line", () => {
    const head = "rigs:\n  a:\n    driver: modbus # m\n    options:\n      framing: rtu\n";
    for (const rest of ["", "      channels: []\n", "      channels: [{ name: t }]\n"]) {
      const after = inserted(head + rest, "a");
      expect(parse(after).rigs.a.options.channels.at(-1).name).toBe("new-one");
      expect(after).toContain("# m");
    }
  });

  test("at any depth of indentation, any number of channels before it", () => {
    const indents = fc.integer({ min: 0, max: 6 });
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(indents, names, fc.boolean(), (extra, known, isBlock) => {
        const pad = " ".repeat(extra);
        const items = known.map((name) =>
          isBlock
            ? `      ${pad}- name: ${name}\n      ${pad}  address: 1\n`
            : `      ${pad}- { name: ${name} }\n`,
        );
        const text = `rigs:\n  a:\n    driver: modbus\n    options:\n      channels:\n${items.join("")}site: x\n`;
        const after = inserted(text, "a");
        expect(after.split("\n")).toHaveLength(text.split("\n").length + 1);
        expect(parse(after).rigs.a.options.channels).toHaveLength(known.length + 1);
      }),
    );
  });
});

test.each([
  ["an unknown rig, with the nearest", EXAMPLE, channel("burn-in-l"), /no rig.*burn-in-1\?/],
  ["a rig of another driver", EXAMPLE, channel("fct-1"), /serial-line, not modbus/],
  ["a name that is taken", EXAMPLE, channel("hipot-1", "test-voltage"), /already/],
  ["what is no YAML", "rigs: [", channel("a"), /no YAML/],
])("%s is refused", (_, text, wanted, why) => {
  expect(insertChannel(text, wanted)).toEqual({ ok: false, why: expect.stringMatching(why) });
});

test("a difference shows what goes and what comes, with two lines around it", () => {
  expect(describeDiff("a\nb\nc\nd\ne\n", "a\nb\nX\nd\ne\n")).toBe(
    "  @@ line 1\n    a\n    b\n  - c\n  + X\n    d\n    e\n",
  );
  expect(describeDiff("a", "a")).toBe("");
});
