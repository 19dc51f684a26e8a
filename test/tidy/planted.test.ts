/** Each rule sees the breach it is there for, and leaves alone what is right. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkCodeWords, checkRemedies, remediesOf } from "./code-word-rules.ts";
import { checkComments, checkExportDocs } from "./doc-rules.ts";
import { checkHiddenInputs, checkImports, findCircles } from "./import-rules.ts";
import { checkColumns, checkFileLength, checkFunctions } from "./length-rules.ts";
import { checkDurations, checkFileName } from "./name-rules.ts";
import { parseSource, type Rule } from "./source.ts";
import {
  checkRunnerImport,
  checkSilentCatches,
  checkSleeps,
  checkTestCalls,
} from "./test-rules.ts";
import { checkFolderSizes, checkFolders, checkMachinePaths, checkReadme } from "./text-rules.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const lines = (count: number, line = "f();") => `${line}\n`.repeat(count);
const IMPORT = (from: string) => `import { a } from "${from}";`;

type Case = readonly [rule: Rule, path: string, bad: string, good: string];

const CASES: readonly Case[] = [
  [checkImports, "gateway/domain/a.ts", IMPORT("../ledger/contract.ts"), IMPORT("./run.ts")],
  [checkImports, "gateway/ledger/a.ts", IMPORT("../station/x.ts"), IMPORT("../domain/run.ts")],
  [checkImports, "drivers/modbus/a.ts", IMPORT("../serial-line/x.ts"), IMPORT("../kit/port.ts")],
  [checkImports, "drivers/kit/a.ts", IMPORT("../../gateway/api/app.ts"), IMPORT("serialport")],
  [checkImports, "gateway/api/a.ts", IMPORT("mqtt"), IMPORT("hono")],
  [checkImports, "gateway/station/a.ts", IMPORT("node:sqlite"), IMPORT("node:path")],
  [checkImports, "gateway/station/a.ts", 'await import("../api/app.ts");', ""],
  [checkImports, "gateway/api/a.ts", IMPORT("left-pad"), IMPORT("hono/body-limit")],
  [checkImports, "gateway/new-room/a.ts", "", IMPORT("x").slice(0, 0)],
  [
    checkImports,
    "dashboard/a.ts",
    IMPORT("../gateway/records/views.ts"),
    'import type { A } from "../gateway/records/views.ts";',
  ],
  [checkHiddenInputs, "gateway/station/a.ts", "f(Date.now());", "f(clock.now());"],
  [checkHiddenInputs, "gateway/station/a.ts", "f(process.env.HOME);", "f(env.HOME);"],
  [checkHiddenInputs, "drivers/kit/a.ts", "f(new Date());", "f(new Date(atMs));"],
  [checkFileLength, "gateway/a.ts", lines(301), lines(300)],
  [checkFileLength, "gateway/a.test.ts", lines(401), lines(400)],
  [checkFunctions, "a.ts", `function f() {\n${lines(59)}}`, `function f() {\n${lines(58)}}`],
  [
    checkFunctions,
    "a.test.ts",
    `it("x", () => {\n${lines(60)}});`,
    `describe("x", () => {\n${lines(60)}});`,
  ],
  [checkFunctions, "a.ts", "function f(a, b, c, d) {}", "list.reduce((a, b, c, d) => a);"],
  [checkColumns, "a.ts", `// ${"x".repeat(98)}`, `f("${"x".repeat(98)}");`],
  [checkDurations, "a.ts", "interface A { timeout: number }", "interface A { timeoutMs: number }"],
  [checkDurations, "a.ts", "f({ timeout: 500 });", "f({ timeout: deadlineMs });"],
  [checkDurations, "a.ts", "function f(timeout: number) {}", 'const t = { timeout: "text" };'],
  [checkExportDocs, "a.ts", "export function f() {}", "/** Gives. */\nexport function f() {}"],
  [checkExportDocs, "a.ts", "// no\nexport class A {}", "/** Is. */\nexport class A {}"],
  [checkExportDocs, "a.ts", "export interface A { f(): void }", "export interface A { x: 1 }"],
  [checkComments, "a.ts", "// TODO later", 'f("TODO");'],
  [checkComments, "a.ts", "/* FIXME */", "/* fixed */"],
  [checkComments, "a.ts", "// @ts-expect-error", "// expected"],
  [checkTestCalls, "a.test.ts", 'it.skip("x", f);', 'it.each([1])("x", f);'],
  [checkTestCalls, "a.test.ts", 'describe.only("x", f);', 'describe("x", f);'],
  [checkTestCalls, "a.test.ts", 'it.todo("x");', 'it("x", f);'],
  [checkTestCalls, "a.test.ts", 'vi.mock("./b.ts");', "vi.fn();"],
  [
    checkSleeps,
    "a.test.ts",
    'import { setTimeout as delay } from "node:timers/promises"; await delay(5);',
    "await until(() => done);",
  ],
  [
    checkSleeps,
    "a.test.ts",
    "await new Promise((resolve) => { setTimeout(resolve, 5); });",
    "await new Promise((resolve) => socket.once('close', resolve));",
  ],
  [checkSilentCatches, "a.ts", "try { f(); } catch {}", "try { f(); } catch { g(); }"],
  [checkRunnerImport, "a.test.ts", "it('x', f);", 'import { it } from "vitest";'],
];

describe("a planted breach is seen, and what is right is left alone", () => {
  it.each(CASES.map((item) => [item[0].name, item[2].slice(0, 60), item] as const))(
    "%s: %s",
    (_name, _shown, [rule, path, bad, good]) => {
      expect(rule(parseSource(path, bad)).length).toBeGreaterThan(0);
      const goodPath = path.replace("new-room", "station");
      expect(rule(parseSource(goodPath, good))).toEqual([]);
    },
  );

  it("circles, however long", () => {
    const file = (path: string, to: string) => parseSource(path, IMPORT(to));
    const circle = [file("a.ts", "./b.ts"), file("b.ts", "./c.ts"), file("c.ts", "./a.ts")];
    expect(findCircles(circle)[0]?.message).toContain("a.ts → b.ts → c.ts → a.ts");
    expect(findCircles(circle.slice(0, 2))).toEqual([]);
  });

  it("a code that is thrown without a remedy, and a remedy that is none", () => {
    const source = parseSource(
      "gateway/a.ts",
      'const A_REMEDIES = { "disk.full": "Free some space on the disk.", "x": "No" } as const;' +
        'throw new Refusal("disk.full", "m"); throw new DriverError("disk.gone", "m");',
    );
    const remedies = remediesOf([source]);
    expect(checkCodeWords(source, remedies).map(({ message }) => message)).toEqual([
      expect.stringContaining("disk.gone"),
    ]);
    expect(checkRemedies(remedies)).toHaveLength(2);
  });

  it.each(["Index.ts", "index.ts", "string-utils.ts", "types.ts", "camelCase.ts"])(
    "the file name %s",
    (name) => expect(checkFileName(`gateway/${name}`).length).toBeGreaterThan(0),
  );

  it.each(["rig-session.ts", "rig-session.test.ts", "README.md", "index.html"])(
    "but not the file name %s",
    (name) => expect(checkFileName(`gateway/${name}`)).toEqual([]),
  );

  it("a path of one machine, a README too long or missing, a folder too full", () => {
    expect(checkMachinePaths("a.md", "see /home/somebody/file")).toHaveLength(1);
    expect(checkMachinePaths("a.md", "see /var/lib/rigline and ./work/x")).toEqual([]);
    expect(checkReadme("README.md", lines(151))).toHaveLength(1);
    expect(checkFolders(["README.md", "gateway/README.md"])).toHaveLength(5);
    const full = Array.from({ length: 17 }, (_, index) => `gateway/a/f${index}.ts`);
    expect(checkFolderSizes(full)).toHaveLength(1);
    expect(checkFolderSizes(full.slice(1))).toEqual([]);
  });
});

it("Biome sees a floating promise and a console line", () => {
  // Elsewhere with the project's own rules: a planted file here would be seen by the other tests.
  const folder = mkdtempSync(join(tmpdir(), "rigline-planted-"));
  const text = 'async function f() {}\nexport function g() {\n  f();\n  console.log("x");\n}\n';
  const rules = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
  try {
    writeFileSync(join(folder, "planted.ts"), text);
    writeFileSync(join(folder, "biome.json"), JSON.stringify({ ...rules, vcs: undefined }));
    const biome = join(root, "node_modules", ".bin", "biome");
    const said = runFailing(biome, ["lint", "--reporter=github"], folder);
    expect(said).toContain("noFloatingPromises");
    expect(said).toContain("noConsole");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** What a program says that must not succeed. */
function runFailing(program: string, words: string[], cwd: string): string {
  try {
    execFileSync(program, words, { cwd, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr;
  }
  throw new Error("it succeeded");
}
