/** Our master against somebody else's slave, and our slaves read by somebody else's master. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { ModbusRequest } from "../../drivers/kit/modbus/modbus-request.ts";
import { libmodbusTables, startLibmodbusSlave } from "../support/libmodbus-slave.ts";
import {
  isRightAnswer,
  openMaster,
  openPort,
  openSlave,
  serialSettings,
  type TestMaster,
  telltaleTables,
} from "../support/modbus.ts";
import { bridgeRig, openPtyPair } from "../support/pty.ts";

const run = promisify(execFile);

/** Every function code, at the edges of what a request may ask. */
async function exercise(master: TestMaster): Promise<void> {
  const tables = libmodbusTables();
  for (const functionCode of [1, 2, 3, 4] as const) {
    const counts = functionCode <= 2 ? [1, 8, 9, 1_000, 2_000] : [1, 2, 17, 125];
    for (const count of counts) {
      for (const address of [0, 1_000, 2_000 - count].filter((from) => from + count <= 2_000)) {
        const request: ModbusRequest = { functionCode, address, count };
        expect(isRightAnswer(request, await master.request(request), tables)).toBe(true);
      }
    }
  }
  const beyond: ModbusRequest = { functionCode: 3, address: 1_999, count: 2 };
  await expect(master.request(beyond)).rejects.toMatchObject({
    code: "request.exception",
    exceptionCode: 2,
  });
  await master.request({ functionCode: 5, address: 1, value: true });
  await master.request({ functionCode: 15, address: 4, values: [true, true, false] });
  await master.request({ functionCode: 6, address: 50, value: 0xbeef });
  await master.request({ functionCode: 16, address: 51, values: [1, 2, 0xffff] });
  const coils = await master.request({ functionCode: 1, address: 1, count: 6 });
  expect(coils.bits).toEqual([true, false, true, true, true, false]);
  const words = await master.request({ functionCode: 3, address: 50, count: 4 });
  expect([...words.bytes]).toEqual([0xbe, 0xef, 0, 1, 0, 2, 0xff, 0xff]);
}

test("a libmodbus slave is read and written rightly over Modbus TCP", async () => {
  await using slave = await startLibmodbusSlave(["tcp", "0"]);
  const port = openPort({ kind: "tcp", host: slave.host, port: slave.port });
  await using master = await openMaster({ port, framing: "tcp" });
  await exercise(master);
  expect(master.strays).toEqual([]);
});

test("a libmodbus slave is read and written rightly over RTU on a serial line", async () => {
  await using pty = await openPtyPair();
  await using _slave = await startLibmodbusSlave(["rtu", pty.rigPath, "1"]);
  const port = openPort(serialSettings(pty.path));
  await using master = await openMaster({ port, framing: "rtu", timeoutMs: 500 });
  await exercise(master);
  expect(master.strays).toEqual([]);
});

describe("mbpoll is the master of our simulated slaves, by every function code it has", () => {
  const tables = telltaleTables();

  /** By table of mbpoll's -t: the function that reads it and what stands there. */
  const READS = [
    [0, 1, tables.coils],
    [1, 2, tables.discrete],
    [3, 4, tables.input],
    [4, 3, tables.holding],
  ] as const;

  async function exerciseSlave(where: readonly string[], asked: () => readonly number[]) {
    const poll = async (table: number, rest: readonly string[]) => {
      const what = ["-a", "1", "-0", "-1", "-q", "-o", "5", "-t", String(table), "-r", "100"];
      const { stdout } = await run("mbpoll", [...what, ...where, ...rest]);
      return [...stdout.matchAll(/^\[\d+\]:\s+(\d+)/gm)].map(([, word]) => Number(word));
    };
    for (const [table, functionCode, held] of READS) {
      expect(await poll(table, ["-c", "19"])).toEqual([...held.slice(100, 119)]);
      expect(asked().at(-1)).toBe(functionCode);
    }
    const before = asked().length;
    await poll(0, ["1"]);
    await poll(0, ["0", "1", "1"]);
    await poll(4, ["48879"]);
    await poll(4, ["1", "65535", "3"]);
    expect(asked().slice(before)).toEqual([5, 15, 6, 16]);
  }

  async function openHeardSlave(framing: "tcp" | "rtu-over-tcp") {
    const asked: number[] = [];
    const own = telltaleTables();
    const slave = await openSlave(framing, own, ([functionCode = 0]) => asked.push(functionCode));
    return { slave, asked: () => asked, own };
  }

  test("over Modbus TCP", async () => {
    const { slave, asked, own } = await openHeardSlave("tcp");
    await using _slave = slave;
    await exerciseSlave(["-m", "tcp", "-p", String(slave.port), slave.host], asked);
    expect([...own.coils.slice(100, 103)]).toEqual([0, 1, 1]);
    expect([...own.holding.slice(100, 103)]).toEqual([1, 65_535, 3]);
  });

  test("over RTU on a serial line", async () => {
    const { slave, asked, own } = await openHeardSlave("rtu-over-tcp");
    await using _slave = slave;
    await using pair = await openPtyPair();
    // Each call of mbpoll opens and closes the line; the other end stays.
    await using _bridge = await bridgeRig(pair.rigPath, slave);
    await exerciseSlave(["-m", "rtu", "-b", "115200", "-P", "none", pair.path], asked);
    expect([...own.coils.slice(100, 103)]).toEqual([0, 1, 1]);
    expect([...own.holding.slice(100, 103)]).toEqual([1, 65_535, 3]);
  });
});
