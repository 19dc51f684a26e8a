import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type RunningSlave,
  SLAVE_FAULTS,
  startSlave,
} from "../../fixtures/simulators/modbus-slave.ts";
import { Faults } from "../../fixtures/simulators/simulator.ts";
import { runProgram } from "../../gateway/cli/program.ts";
import { type LibmodbusSlave, startLibmodbusSlave } from "../support/libmodbus-slave.ts";

let slave: RunningSlave;
let peer: LibmodbusSlave;
const faults = new Faults(Object.keys(SLAVE_FAULTS));

beforeAll(async () => {
  const input = new Uint16Array(40);
  // 54.75 and 23.5 as floats, words swapped.
  input.set([0x0000, 0x425b], 10);
  input.set([0x0000, 0x41bc], 20);
  const tables = { coils: new Uint8Array(1), discrete: new Uint8Array(1), input, holding: input };
  const address = { host: "127.0.0.1", port: 0 };
  slave = await startSlave({ ...address, framing: "tcp", unitId: 1, tables, faults });
  peer = await startLibmodbusSlave(["tcp", "0"]);
});
afterAll(async () => {
  await slave?.[Symbol.asyncDispose]();
  await peer?.[Symbol.asyncDispose]();
});

async function probe(at: { host: string; port: number }, ...words: string[]) {
  let text = "";
  const tell = (part: string) => {
    text += part;
  };
  const code = await runProgram(["probe", "--tcp", `${at.host}:${at.port}`, ...words], {
    ...{
      root: "/",
      version: "0",
      directory: "/",
      env: {},
      terminal: false,
      onReload: () => undefined,
      onCrash: () => undefined,
    },
    ...{ out: tell, err: tell, signal: new AbortController().signal },
  });
  return { code, text };
}

test("the order detective names base, type and order of a float and writes its YAML", async () => {
  const words = ["--table", "input", "--address", "10", "--value", "54.75", "--unit", "Cel"];
  const { code, text } = await probe(slave, ...words, "--name", "chamber");
  expect(code).toBe(0);
  expect(text).toMatch(/FLOAT32 +CDAB +54\.75 +◄ fits/);
  expect(text).toContain(
    '- { name: "chamber", table: input, address: 10, type: FLOAT32, order: CDAB, unit: "Cel" }',
  );
});

test("a value one register away is found with base 1, in a slave nobody here wrote", async () => {
  const { code, text } = await probe(
    peer,
    "--table",
    "input",
    "--address",
    "101",
    "--value",
    "201.00",
  );
  expect(code).toBe(0);
  expect(text).toMatch(/addressBase: 1\nchannels:\n.*type: UINT16, order: AB, scale: 0.01/);
});

test("what fits nothing, and what does not answer, is said with what to do", async () => {
  const nothing = await probe(slave, "--address", "10", "--value", "77");
  expect(nothing.code).toBe(1);
  expect(nothing.text).toContain("probe.nothing-fits");
  faults.set("silent");
  const silent = await probe(slave, "--scan-units", "1-2", "--timeout-ms", "50");
  faults.clear();
  expect([silent.code, silent.text]).toEqual([1, expect.stringContaining("probe.no-answer")]);
  expect((await probe(slave, "--scan-units", "0-300")).code).toBe(64);
  expect((await probe(slave, "--address", "400001")).code).toBe(64);
});

test("a device that refuses the longer request is read register by register", async () => {
  faults.set("registers-max", 1);
  const { code, text } = await probe(
    slave,
    "--table",
    "holding",
    "--address",
    "20",
    "--value",
    "23.5",
  );
  faults.clear();
  expect([code, text]).toEqual([0, expect.stringContaining("order: CDAB")]);
});
