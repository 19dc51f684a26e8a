import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Config } from "../../config/schema.ts";
import type { CliContext } from "../cli-context.ts";
import { checkRecords } from "./read-records.ts";

const DRIVEN = {
  "eol-1": {
    ...{ operation: "EOL", instruments: { meter: "dmm-1" } },
    ...{ runTimeoutMs: 60_000, teardownTimeoutMs: 1_000 },
  },
};

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
  const config = { import: files, driven: DRIVEN } as unknown as Config;
  return {
    isSound: checkRecords(config, { directory, err } as CliContext).length === 0,
    told: () => told,
  };
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

const WITHOUT = procedure("{ comparator: GE, unit: V, specification: { low: 4 } }")
  .replaceAll("FCT", "EOL")
  .trimEnd();
const MEASURE = '{ do: measure, step: v, on: meter, query: "READ?", unit: V }';
const driven = (...steps: readonly string[]) =>
  `${WITHOUT.slice(0, -1)},\n      program: { steps: [\n        ${steps.join(",\n        ")}] } }\n`;

test("a program step that can never end is refused at its line, with the cure", () => {
  const endless = "{ do: repeat, steps: [{ do: wait, forMs: 1 }] }";
  const { isSound, told } = check(product("mp"), driven(MEASURE, endless));
  expect(isSound).toBe(false);
  expect(told()).toContain("records-1.yaml:6:9");
  expect(told()).toContain("this `repeat` can never end: it has no `times:`");
});

test.each([
  ["longer than the rig allows", "{ do: wait, forMs: 90000 }", "`runTimeoutMs` is 60000"],
  ["for an instrument that is not there", "{ do: send, on: oven, text: X }", "needs oven"],
])("a program %s is refused at the program", (_, step, why) => {
  const { isSound, told } = check(product("mp"), driven(MEASURE, step));
  expect(isSound).toBe(false);
  expect(told()).toContain("records-1.yaml:4:7");
  expect(told()).toContain("eol-1 can not perform A/EOL");
  expect(told()).toContain(why);
});

test("a procedure of a driven operation needs a program, and one that fits says nothing", () => {
  expect(check(product("mp"), WITHOUT).told()).toContain("has no program");
  expect(check(product("mp"), driven(MEASURE)).told()).toBe("");
});

test("files that can be imported say nothing", () => {
  const inside = "{ comparator: GELE, unit: V, specification: { low: 4, high: 5 } }";
  const { isSound, told } = check(product("mp"), procedure(inside));
  expect(told()).toBe("");
  expect(isSound).toBe(true);
});
