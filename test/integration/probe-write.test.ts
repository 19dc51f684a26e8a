/** What the probe writes, and what it finds out by itself, in the terminal. */
import { mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { runProgram } from "../../gateway/cli/program.ts";
import { openSlave, telltaleTables } from "../support/modbus.ts";
import { openPtyPair } from "../support/pty.ts";

let directory: string;
let config: string;
let slave: Awaited<ReturnType<typeof openSlave>>;
const TEXT = `site: { name: plant } # ours
ports: { bus: { kind: tcp, host: 127.0.0.1, port: 502 } }
rigs:
  oven:
    driver: modbus
    port: bus
    station: OVEN-1
    operation: BURN-IN
    options:
      framing: tcp
      addressBase: 1 # the manual's
      channels:
        - { name: known, table: holding, address: 0x33 } # stays as it is
`;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "rigline-test-probe-write-"));
  config = join(directory, "rigline.yaml");
  const tables = telltaleTables(200);
  // 54.75 as a float, words swapped, at 10 on the wire.
  tables.holding.set([0x0000, 0x425b], 10);
  slave = await openSlave("tcp", tables);
});
beforeEach(() => writeFile(config, TEXT));
afterAll(async () => {
  await slave?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function probe(...words: string[]) {
  let text = "";
  const tell = (part: string) => {
    text += part;
  };
  const code = await runProgram(["probe", ...words], {
    ...{ root: "/", version: "0", directory, env: {}, terminal: false, onReload: () => undefined },
    ...{ onCrash: () => undefined, out: tell, err: tell, signal: new AbortController().signal },
  });
  return { code, text };
}

const find = (...words: string[]) =>
  probe(
    ...["--tcp", `${slave.host}:${slave.port}`, "--table", "holding", "--address", "10"],
    ...["--addressing", "base-0", "--into", "rigline.yaml", "--rig", "oven", ...words],
  );

test("a channel is added in the rig's own counting, with a backup and the difference told", async () => {
  const { code, text } = await find("--value", "54.7500", "--name", "chamber", "--unit", "Cel");
  expect([code, text]).toEqual([
    0,
    expect.stringMatching(/@@ line 12\n(.*\n)*? {2}\+ .*"chamber"/),
  ]);
  const after = await readFile(config, "utf8");
  expect(after.replace(/\n.*"chamber".*/, "")).toBe(TEXT);
  expect(parse(after).rigs.oven.options.channels[1]).toEqual({
    ...{ name: "chamber", table: "holding", address: 11, type: "FLOAT32", order: "CDAB" },
    unit: "Cel",
  });
  const [backup = ""] = (await readdir(directory)).filter((name) => name.endsWith(".bak"));
  expect(await readFile(join(directory, backup), "utf8")).toBe(TEXT);
});

test.each([
  ["an unknown rig", ["--value", "54.7500", "--rig", "ovne"], "oven?", 1],
  ["a name that is taken", ["--value", "54.7500", "--name", "known"], "already", 1],
  ["what check would refuse", ["--value", "54.7500", "--name", "x".repeat(65)], "refused", 1],
  ["one of several fits", ["--value", "54.8", "--tolerance", "0.9"], "--pick", 1],
  ["a value that nothing fits", ["--value", "-7.77"], "probe.nothing-fits", 1],
])("%s is refused, and the file stays as it was", async (_, words, said, code) => {
  const answer = await find(...words);
  expect([answer.code, answer.text]).toEqual([code, expect.stringContaining(said)]);
  expect(await readFile(config, "utf8")).toBe(TEXT);
});

test("a device that prints is heard at the first speed that makes sense, and read by its lines", async () => {
  await using pty = await openPtyPair();
  const rig = await open(pty.rigPath, "r+");
  let turn = 0;
  const timer = setInterval(() => {
    turn += 1;
    void rig.write(`T=${20 + (turn % 5)}.5;N=${turn}\r\n`);
  }, 20);
  const words = ["--serial", pty.path, "--baud", "auto", "--text", "--listen-ms", "2000"];
  const { code, text } = await probe(...words);
  clearInterval(timer);
  await rig.close();
  expect([code, text]).toEqual([0, expect.stringContaining("It speaks 9600 8N1")]);
  expect(text).toContain('format: key-value, between: ";", assign: "="');
}, 60_000);

test("a line that says nothing is said to be so, after each usual speed was tried", async () => {
  await using pty = await openPtyPair();
  const { code, text } = await probe(
    ...["--serial", pty.path, "--baud", "auto", "--timeout-ms", "20", "--address", "1"],
  );
  expect([code, text]).toEqual([1, expect.stringContaining("probe.no-answer")]);
  for (const speed of ["9600 8N1", "19200 8E1", "115200 8N1", "1200 8N1"]) {
    expect(text).toContain(`${speed} …`);
  }
}, 60_000);
