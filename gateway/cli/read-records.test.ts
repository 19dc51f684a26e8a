import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CliContext } from "./cli-context.ts";
import { checkRecords } from "./read-records.ts";

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "rigline-test-records-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

function check(...texts: string[]) {
  let told = "";
  const err = (text: string) => {
    told += text;
  };
  const files = texts.map((text, index) => {
    const file = join(directory, `records-${index}.yaml`);
    writeFileSync(file, text);
    return file;
  });
  return { isSound: checkRecords(files, { directory, err } as CliContext), told: () => told };
}

const product = (stage: string) =>
  `products:\n  - partNumber: A\n    name: A\n    stage: ${stage}\n    route: [FCT]\n` +
  "    revisions: [{ revision: A, status: released }]\n";
const procedure = (limits: string) =>
  "procedures:\n  - { id: A/FCT, version: 1, name: x, partNumber: A, operation: FCT,\n" +
  `      status: effective, measurements: [{ id: v, name: V, limits: ${limits} }] }\n`;

test("every fault of every imported file is told, each with its line", () => {
  const { isSound, told } = check(product("mpp"), "prodcuts: []\n");
  expect(isSound).toBe(false);
  expect(told()).toContain("records-0.yaml:4:12");
  expect(told()).toContain("Did you mean `mp`?");
  expect(told()).toContain("records-1.yaml:1:1");
  expect(told()).toContain("Did you mean `products`?");
});

test("limits that contradict themselves are told at their measurement", () => {
  const crossed = "{ comparator: GELE, unit: V, specification: { low: 5, high: 4 } }";
  const { isSound, told } = check(procedure(crossed));
  expect(isSound).toBe(false);
  expect(told()).toContain("v: specification: low 5 is above high 4");
});

test("files that can be imported say nothing", () => {
  const inside = "{ comparator: GELE, unit: V, specification: { low: 4, high: 5 } }";
  const { isSound, told } = check(product("mp"), procedure(inside));
  expect(told()).toBe("");
  expect(isSound).toBe(true);
});
