import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkCodeWords, checkRemedies, remediesOf } from "./code-word-rules.ts";
import { checkComments, checkExportDocs } from "./doc-rules.ts";
import { checkHiddenInputs, checkImports, findCircles } from "./import-rules.ts";
import { checkColumns, checkFileLength, checkFunctions } from "./length-rules.ts";
import { checkDurations, checkFileName } from "./name-rules.ts";
import { describeViolation, listFiles, type Rule, readSources, type Violation } from "./source.ts";
import {
  checkRunnerImport,
  checkSilentCatches,
  checkSleeps,
  checkTestCalls,
} from "./test-rules.ts";
import { checkFolderSizes, checkFolders, checkMachinePaths, checkReadme } from "./text-rules.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const paths = listFiles(root);
const sources = readSources(root, paths);
const texts = paths
  .filter((path) => /\.(ts|tsx|mjs|md|json|ya?ml|sh|service|rules|html|css)$|^\.ci\//.test(path))
  .filter((path) => path !== "package-lock.json" && path !== "test/tidy/planted.test.ts")
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

function expectNone(violations: readonly Violation[]): void {
  expect(violations.map(describeViolation)).toEqual([]);
}

const RULES: readonly (readonly [string, Rule])[] = [
  ["imports only run down, through the doors, and every file has its area", checkImports],
  ["the environment and the wall clock are passed in", checkHiddenInputs],
  ["no file is longer than 300 lines, no test file than 400", checkFileLength],
  ["no function is longer than 60 lines or takes more than 3 parameters", checkFunctions],
  ["no line is longer than 100 columns", checkColumns],
  ["no duration is without its unit", checkDurations],
  ["every export says what it promises", checkExportDocs],
  ["no comment is a promise for later or switches the type checker off", checkComments],
  ["no test is left out and none mocks a module of ours", checkTestCalls],
  ["no test sleeps", checkSleeps],
  ["no catch is silent", checkSilentCatches],
  ["every test file imports its runner", checkRunnerImport],
];

describe("the code is tidy", () => {
  it.each(RULES)("%s", (_, rule) => expectNone(sources.flatMap(rule)));

  it("no imports run in a circle", () => expectNone(findCircles(sources)));

  it("every code word that is thrown has a remedy, and every remedy is a sentence", () => {
    const remedies = remediesOf(sources);
    expect(remedies.size).toBeGreaterThan(20);
    expectNone(sources.flatMap((source) => checkCodeWords(source, remedies)));
    expectNone(checkRemedies(remedies));
  });
});

describe("the project is tidy", () => {
  it("files are named for what they are", () => expectNone(paths.flatMap(checkFileName)));

  it("each top-level folder has its README, and none is too long to read", () => {
    expectNone(checkFolders(paths));
    expectNone(texts.flatMap(({ path, text }) => checkReadme(path, text)));
  });

  it("folders can be seen at a glance", () => expectNone(checkFolderSizes(paths)));

  it("no file names a path of one machine", () => {
    expectNone(texts.flatMap(({ path, text }) => checkMachinePaths(path, text)));
  });
});
