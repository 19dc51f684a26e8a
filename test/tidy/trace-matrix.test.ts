import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { REQUIREMENTS } from "./requirements.ts";
import { isTestFile, listFiles, parseSource, readSources } from "./source.ts";
import { matrixFaults, renderMatrix, tracesOf } from "./trace-matrix.ts";

const namesOne = (path: string) => /\bCR-\d/.test(readFileSync(join(root, path), "utf8"));
const root = fileURLToPath(new URL("../..", import.meta.url));

test("CR-82: every requirement that is called built has a test, and every id is a requirement", () => {
  const named = listFiles(root).filter((path) => isTestFile(path) && namesOne(path));
  const sources = readSources(root, named);
  // This file carries its own id, and is itself left out of what it reads.
  const own = { id: "CR-82", path: "test/tidy/trace-matrix.test.ts", name: "CR-82" };
  expect(matrixFaults([...sources.flatMap(tracesOf), own])).toEqual([]);
});

test("a requirement without its test, and an id that there is not, are told", () => {
  const text = 'test("CR-20: is shown", () => {}); test("CR-00: is nothing", () => {}); // CR-22';
  const traces = tracesOf(parseSource("gateway/planted.test.ts", text));
  const faults = matrixFaults(traces);
  expect(faults).toContain("CR-22 is called built, and no test carries it in its name");
  expect(faults).toContain("gateway/planted.test.ts: there is no requirement CR-00");
  expect(faults.some((fault) => fault.startsWith("CR-20"))).toBe(false);
});

test("the written matrix lists each requirement with the state it has", () => {
  const written = readFileSync(join(root, "test/trace-matrix.md"), "utf8");
  const states = (text: string) => [...text.matchAll(/^## (CR-\d\d) .*\n\nState: (\w+)/gm)];
  const listed = states(written).map(([, id, state]) => `${id} ${state}`);
  expect(listed).toEqual(REQUIREMENTS.map(({ id, state }) => `${id} ${state}`));
  expect(states(renderMatrix([])).length).toBe(REQUIREMENTS.length);
});
